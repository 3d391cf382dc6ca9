"""Bringing a list in: previewed, accepted whole or not at all."""

import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Applicant, Category, ListImport, Standing
from multaqa.apps.forum.services.columns import Role
from multaqa.apps.forum.services.lists import Arrival, read_list, table_of
from multaqa.kernel import record
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import (
    ApplicantFactory,
    CollegeFactory,
    college_with_people,
    computed,
    sealed,
)

pytestmark = pytest.mark.django_db

GOOD = "الرقم,الاسم,الهيئة,الجماعة,الجنس\nA1,خديجة,جمعية أ,كلميم,أنثى\nA2,أحمد,جمعية ب,أسرير,ذكر\n"
FAULTY = GOOD + "A3,سالم,جمعية ج,مدينة لا وجود لها,ذكر\n"


def bring(college, text=GOOD, actor=None, encoding="utf-8"):
    return services.open_list(
        college=college,
        actor=actor or coordinator(),
        file_name="list.csv",
        content=text.encode(encoding),
    )


def accept(brought, actor=None, *, roles=None, leaves_out_faults=False):
    return services.accept_list(
        brought=brought,
        actor=actor or coordinator(),
        roles=roles or [Role(role) for role in brought.columns],
        leaves_out_faults=leaves_out_faults,
    )


def test_accept_list_makes_it_the_editions_list():
    college = CollegeFactory()
    assert accept(bring(college)) == Arrival(people=2, ended_exceptions=0)
    first = college.applicants.get(source_id="A1")
    assert (first.name, first.commune.name_ar) == ("خديجة", "كلميم")
    assert first.values["setting"] == "urban"
    assert first.values["sex"] == "female"
    assert set(college.categories.values_list("key", flat=True)) == {"setting", "province", "sex"}
    assert record.head().kind == "forum.list_brought_in"


def test_tickets_tell_nothing_of_the_files_order():
    college = CollegeFactory()
    rows = "\n".join(f"{n},شخص {n},هيئة {n},كلميم,أنثى" for n in range(200))
    accept(bring(college, f"الرقم,الاسم,الهيئة,الجماعة,الجنس\n{rows}"))
    tickets = [one.ticket for one in college.applicants.order_by("pk")]
    assert sorted(tickets) == [f"{n:04d}" for n in range(1, 201)]
    assert tickets != sorted(tickets)


def test_a_list_with_faults_is_refused_unless_they_are_left_out():
    college = CollegeFactory()
    brought = bring(college, FAULTY)
    with pytest.raises(Refusal, match="row_faults"):
        accept(brought)
    assert not college.applicants.exists()
    assert accept(brought, leaves_out_faults=True).people == 2


def test_the_file_is_forgotten_when_its_end_has_come():
    college = CollegeFactory()
    brought = bring(college)
    accept(brought)
    kept = ListImport.objects.get(pk=brought.pk)
    assert (kept.state, bytes(kept.content)) == (ListImport.State.ACCEPTED, b"")
    dropped = bring(college)
    services.drop_list(brought=dropped, actor=coordinator())
    assert bytes(ListImport.objects.get(pk=dropped.pk).content) == b""


def test_a_second_acceptance_of_the_same_file_is_refused():
    brought = bring(CollegeFactory())
    accept(brought)
    with pytest.raises(Refusal, match="closed"):
        accept(brought)


def test_a_list_in_the_windows_arabic_encoding_is_read_and_said():
    college = CollegeFactory()
    brought = bring(college, encoding="cp1256")
    assert table_of(brought).encoding == "cp1256"
    accept(brought)
    assert college.applicants.get(source_id="A2").name == "أحمد"


def test_a_new_list_forgets_the_computation():
    college = college_with_people()
    computed(college)
    accept(bring(college))
    college.draw.refresh_from_db()
    assert (college.draw.state, college.draw.outcome, college.draw.prepared) == ("open", {}, "")


def test_a_new_list_keeps_the_quotas_of_categories_it_still_has():
    college = college_with_people()
    accept(bring(college))
    kept = {
        (one.category.key, one.value): (one.minimum, one.maximum)
        for one in Category.objects.get(college=college, key="sex").quotas.all()
    }
    assert kept == {("sex", "female"): (2, 2), ("sex", "male"): (2, 2)}


def test_no_list_comes_in_once_sealed():
    college = college_with_people()
    waiting = bring(college)
    sealed(college)
    college.draw.refresh_from_db()
    with pytest.raises(Refusal, match="frozen"):
        bring(college)
    with pytest.raises(Refusal, match="frozen"):
        accept(waiting)


def test_a_sensitive_column_waits_for_the_authorisation():
    text = GOOD.replace("الجنس\n", "الجنس,وضعية إعاقة\n").replace("أنثى\n", "أنثى,نعم\n")
    text = text.replace("ذكر\n", "ذكر,لا\n")
    college = CollegeFactory()
    brought = bring(college, text)
    assert brought.columns[-1] == Role.IGNORE
    with pytest.raises(Refusal, match="sensitive_unauthorised"):
        read_list(brought, table_of(brought), [*map(Role, brought.columns[:-1]), Role.SENSITIVE])
    edition = college.edition
    edition.authorisation_number, edition.authorisation_on = "D-12/2026", edition.starts_on
    edition.save()
    accept(bring(college, text))
    kept = college.applicants.get(source_id="A1")
    assert "وضعية إعاقة" not in kept.values
    assert kept.sensitive == {"وضعية إعاقة": "نعم"}


def test_fifty_thousand_rows_come_in():
    college = CollegeFactory()
    rows = "\n".join(f"{n},كلميم,{'أنثى' if n % 2 else 'ذكر'}" for n in range(50_000))
    assert accept(bring(college, f"id,الجماعة,الجنس\n{rows}")).people == 50_000


@pytest.mark.parametrize("person", [UserFactory, auditor])
def test_only_a_coordinator_brings_a_list_in(person):
    college, other = CollegeFactory(), person()
    brought = bring(college)
    with pytest.raises(PermissionDenied):
        bring(college, actor=other)
    with pytest.raises(PermissionDenied):
        accept(brought, actor=other)
    with pytest.raises(PermissionDenied):
        services.drop_list(brought=brought, actor=other)


def test_set_standing_asks_for_a_reason_and_tells_the_record():
    applicant = ApplicantFactory()
    with pytest.raises(Refusal, match="reason_missing"):
        services.set_standing(
            applicant=applicant, actor=coordinator(), standing=Standing.EXCLUDED, reason=" "
        )
    services.set_standing(
        applicant=applicant,
        actor=coordinator(),
        standing=Standing.INCLUDED,
        reason="رئيسة الشبكة المنظمة",
    )
    assert Applicant.objects.get(pk=applicant.pk).standing == Standing.INCLUDED
    entry = record.head()
    assert entry.facts["ticket"] == applicant.ticket
    assert "رئيسة" not in str(entry.facts)


def read_as(college, text, *roles):
    brought = bring(college, text)
    return read_list(brought, table_of(brought), list(roles))


@pytest.mark.parametrize("role", [Role.CATEGORY, Role.SENSITIVE, Role.BODY, Role.AGE])
@pytest.mark.parametrize("header", ["Situation de handicap", "الحالة الصحية"])
def test_a_sensitive_header_comes_in_under_no_other_name(header, role):
    text = f"id,{header}\n1,30\n2,40"
    with pytest.raises(Refusal, match="sensitive_unauthorised"):
        read_as(CollegeFactory(), text, Role.ID, role)
    authorised = CollegeFactory(
        edition__authorisation_number="D-12", edition__authorisation_on="2026-01-01"
    )
    if role == Role.SENSITIVE:
        row = read_as(authorised, text, Role.ID, role).rows[0]
        assert (row.values, row.sensitive) == ({}, {header: "30"})
    else:
        with pytest.raises(Refusal, match="column_is_sensitive") as caught:
            read_as(authorised, text, Role.ID, role)
        assert caught.value.facts["column"] == 2


def test_values_that_tell_a_disability_wait_for_the_authorisation_too():
    text = "id,ملاحظة\n1,معاق\n2,\n3,سليم"
    with pytest.raises(Refusal, match="sensitive_unauthorised"):
        read_as(CollegeFactory(), text, Role.ID, Role.CATEGORY)
    assert bring(CollegeFactory(), text).columns == [Role.ID, Role.IGNORE]


@pytest.mark.parametrize("role", [Role.CATEGORY, Role.SENSITIVE, Role.BODY_KIND])
@pytest.mark.parametrize("header", ["القبيلة", "Parti politique", "الدين"])
def test_tribe_party_and_religion_are_never_held(header, role):
    college = CollegeFactory(
        edition__authorisation_number="D-12", edition__authorisation_on="2026-01-01"
    )
    text = f"id,{header}\n1,أ\n2,ب"
    assert bring(college, text).columns == [Role.ID, Role.IGNORE]
    with pytest.raises(Refusal, match="column_never_held"):
        read_as(college, text, Role.ID, role)


def test_a_column_without_a_header_is_no_category():
    with pytest.raises(Refusal, match="column_unnamed") as caught:
        read_as(CollegeFactory(), "id,,الجنس\n1,a,أنثى", Role.ID, Role.CATEGORY, Role.SEX)
    assert caught.value.facts == {"column": 2}


def test_a_list_without_answers_in_place_of_theirs_lets_the_authorisation_go():
    college = CollegeFactory(
        edition__authorisation_number="D-12", edition__authorisation_on="2026-01-01"
    )
    withdrawn = {"authorisation_number": "", "authorisation_on": None}
    accept(bring(college, "id,handicap\n1,oui\n2,non"))
    with pytest.raises(Refusal, match="sensitive_held"):
        services.revise_edition(edition=college.edition, actor=coordinator(), **withdrawn)
    accept(bring(college))
    services.revise_edition(edition=college.edition, actor=coordinator(), **withdrawn)


def test_placeholders_make_no_group_of_one_body():
    college = CollegeFactory()
    accept(bring(college, "id,الهيئة,الجنس\n1,N/A,أنثى\n2,n/a,ذكر\n3,جمعية أ,ذكر"))
    keys = college.applicants.order_by("source_id").values_list("body_key", flat=True)
    assert list(keys) == ["", "", "جمعيه ا"]


def excepted(college, source_id, standing=Standing.INCLUDED):
    services.set_standing(
        applicant=college.applicants.get(source_id=source_id),
        actor=coordinator(),
        standing=standing,
        reason="رئيسة الشبكة",
    )


def test_a_new_list_carries_exceptions_over_and_counts_those_that_end():
    college = CollegeFactory()
    text = GOOD + "A3,سالم,جمعية ج,كلميم,ذكر\nA4,مريم,جمعية د,كلميم,أنثى\n"
    accept(bring(college, text))
    excepted(college, "A1")
    excepted(college, "A2", Standing.EXCLUDED)
    excepted(college, "A3")
    excepted(college, "A4", Standing.EXCLUDED)
    told = record.head().number
    # A1 is spelt a little otherwise, A3 is somebody else now, A4 is gone.
    anew = GOOD.replace("خديجة", "خديجه") + "A3,فاطمة الزهراء,جمعية ج,كلميم,أنثى\n"
    assert accept(bring(college, anew)) == Arrival(people=3, ended_exceptions=2)
    kept = {one.source_id: (one.standing, one.reason) for one in college.applicants.all()}
    assert kept == {
        "A1": (Standing.INCLUDED, "رئيسة الشبكة"),
        "A2": (Standing.EXCLUDED, "رئيسة الشبكة"),
        "A3": (Standing.POOL, ""),
    }
    assert record.head().number == told + 1


def test_a_line_of_a_file_is_no_number_to_carry_an_exception_by():
    college = CollegeFactory()
    text = "الجماعة,الجنس\nكلميم,أنثى\nأسرير,ذكر"
    accept(bring(college, text))
    excepted(college, "2")
    assert accept(bring(college, text)).ended_exceptions == 1
    assert not college.applicants.exclude(standing=Standing.POOL).exists()


def test_set_standing_refuses_who_was_replaced_meanwhile():
    applicant = ApplicantFactory()
    accept(bring(applicant.college))
    with pytest.raises(Refusal, match=r"applicant\.gone"):
        services.set_standing(
            applicant=applicant, actor=coordinator(), standing=Standing.EXCLUDED, reason="x"
        )


def test_a_search_takes_any_sign(client):
    college = college_with_people()
    client.force_login(coordinator())
    at = f"/desk/{college.edition.number}/all/list/"
    for search in ("%00", "%00%00a", "-", "%F0%9F%98%80", "'"):
        page = client.get(
            f"/desk/{college.edition.number}/all/list/" + f"?q={search}&page=%00&standing=%00"
        )
        assert page.status_code == 200
        if search != "%00":
            assert not page.context["page_obj"].paginator.count, search
    assert client.get(f"{at}tickets/%00/").status_code == 404
