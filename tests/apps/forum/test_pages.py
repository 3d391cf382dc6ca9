"""The forum's pages: who may open which, and what they show and never show."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from multaqa.apps.forum.models import Applicant, DrawState, ListImport
from multaqa.kernel import record
from multaqa.ui import dates
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import (
    ApplicantFactory,
    CollegeFactory,
    college_with_a_sensitive_quota,
    college_with_people,
    computed,
    drawn,
    sealed,
    value_known,
)
from tests.factories.forum_registrations import CallFactory

pytestmark = pytest.mark.django_db

VALUE = {"value_source": "نرد", "value_count": "3"}
READING = ["desk-quotas", "desk-draw", "quotas-file", "people-file"]
RUNNING = ["desk-edition", "desk-list"]
OF_EDITION = {"desk-edition", "edition", "draws"}
DEEDS = ["change-quotas", "quota-file", "change-draw", "seal", "draw-seats"]


def soon():
    return f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"


def at(name, college, *more):
    place = [college.edition.number] if name in OF_EDITION else college.place
    return reverse(f"forum:{name}", args=[*place, *more])


@pytest.mark.parametrize("name", [*READING, *RUNNING, "names-file", "opening-file", "progress"])
def test_a_visitor_is_asked_to_sign_in(client, name):
    response = client.get(at(name, college_with_people()))
    assert response.status_code == 302
    assert response.url.startswith("/sign-in/")


@pytest.mark.parametrize(
    ("current", "back"),
    [
        ("http://testserver/desk/?edition=3", "/desk/%3Fedition%3D3"),
        ("http://evil.example/desk/", "/desk/"),
        ("", "/desk/"),
    ],
    ids=["here", "elsewhere", "nowhere"],
)
def test_a_session_over_sends_htmx_to_a_whole_sign_in_page(client, current, back):
    headers = {"HX-Request": "true", "HX-Current-URL": current}
    response = client.get(at("progress", college_with_people()), headers=headers)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["HX-Redirect"] == f"/sign-in/?next={back}"


@pytest.mark.parametrize("name", [*READING, *RUNNING, "names-file", "opening-file", "progress"])
def test_who_holds_no_role_is_refused(client, name):
    client.force_login(UserFactory())
    assert client.get(at(name, college_with_people())).status_code == 403


@pytest.mark.parametrize("name", DEEDS)
def test_deeds_are_refused_to_visitors_others_and_auditors(client, name):
    college = college_with_people()
    assert client.post(at(name, college)).status_code == 302
    for person in (UserFactory(), auditor()):
        client.force_login(person)
        posted = {
            "action": "propose",
            "value_source": "x",
            "value_count": "3",
            "value_known_at": "2099-01-01T10:00",
        }
        file = SimpleUploadedFile("q.csv", b"feature,value,min,max\nsex,male,1,2\n")
        data = posted | {"file": file, "public_value": "1", "is_checked": "on"}
        assert client.post(at(name, college), data).status_code == 403
    assert college.draw.state == DrawState.OPEN


def test_every_address_of_the_desk_refuses_visitors_and_who_holds_no_role(client):
    """Whatever address is added under desk/, it is in this test by itself."""
    from multaqa.apps.forum.urls import urlpatterns

    college, other = college_with_people(), UserFactory()
    names = [one.name for one in urlpatterns if str(one.pattern).startswith("desk/")]
    assert len(names) >= 18
    for name in names:
        pattern = next(one for one in urlpatterns if one.name == name)
        wanted = {"number": college.edition.number, "college": "all", "pk": 1, "ticket": "0001"}
        wanted |= {"registration": "1-10000", "turn": 1, "letter": 1, "language": "ar"}
        facts = {key: wanted[key] for key in pattern.pattern.converters}
        address = reverse(f"forum:{name}", kwargs=facts)
        client.logout()
        for ask in (client.get, client.post):
            assert ask(address).url.startswith("/sign-in/"), name
        client.force_login(other)
        for ask in (client.get, client.post):
            assert ask(address).status_code == 403, name


@pytest.mark.parametrize("name", DEEDS)
def test_deeds_are_done_by_post_only(client, name):
    client.force_login(coordinator())
    assert client.get(at(name, college_with_people())).status_code == 405


@pytest.mark.parametrize("name", READING)
def test_an_auditor_reads_without_people(client, name):
    college = college_with_people()
    computed(college)
    client.force_login(auditor())
    text = client.get(at(name, college)).content.decode()
    for one in college.applicants.all():
        assert one.name not in text
        assert one.body not in text


@pytest.mark.parametrize("name", [*RUNNING, "names-file"])
def test_an_auditor_is_refused_where_people_are_named(client, name):
    client.force_login(auditor())
    assert client.get(at(name, college_with_people())).status_code == 403


def test_an_import_is_the_coordinators_alone(client):
    college = college_with_people()
    brought = ListImport.objects.create(college=college, file_name="x.csv", content=b"id,a\n1,b")
    client.force_login(auditor())
    assert client.get(at("desk-import", college, brought.pk)).status_code == 404


@pytest.mark.parametrize("name", ["edition", "draw", "chances"])
def test_public_pages_are_open_and_hide_an_edition_being_prepared(client, name):
    assert client.get(at(name, college_with_people())).status_code == 200
    assert client.get(at(name, college_with_people(is_public=False))).status_code == 404


@pytest.mark.parametrize("name", ["evidence", "chances-file", "panel-file"])
def test_files_come_with_the_seal_and_the_draw(client, name):
    college = college_with_people()
    computed(college)
    assert client.get(at(name, college)).status_code == 404
    drawn(college_with_people(number=900))
    assert client.get(reverse(f"forum:{name}", args=[900, "all"])).status_code == 200


def test_the_public_page_names_nobody(client):
    college = college_with_people()
    drawn(college)
    for name in ("draw", "chances", "chances-file", "panel-file", "evidence"):
        text = client.get(at(name, college)).content.decode()
        for one in Applicant.objects.filter(college=college):
            assert one.name not in text
            assert one.body not in text
            assert one.source_id not in text


def test_figures_of_a_draw_not_yet_sealed_are_the_desks_alone(client):
    college = college_with_people()
    computed(college)
    assert not client.get(at("draw", college)).context["figures"]
    client.force_login(auditor())
    assert client.get(at("desk-draw", college)).context["figures"]


def test_the_evidence_file_is_the_sealed_document(client):
    college = college_with_people()
    draw = drawn(college)
    document = json.loads(client.get(at("evidence", college)).content)
    assert document["seal"] == draw.evidence.seal
    assert document["drawn"]["number"] == draw.panel_number


def test_the_panel_file_holds_the_drawn_tickets(client):
    college = college_with_people()
    drawn(college)
    text = client.get(at("panel-file", college)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["ticket"] for row in rows} == set(
        college.applicants.filter(is_drawn=True).values_list("ticket", flat=True)
    )
    assert {row["sex"] for row in rows} == {"female", "male"}


def test_a_spreadsheet_formula_is_told_as_text(client):
    college = college_with_people()
    college.applicants.update(name="=HYPERLINK(1)")
    drawn(college)
    client.force_login(coordinator())
    text = client.get(at("names-file", college)).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "\n=HYPERLINK" not in text


def test_the_opening_is_the_auditors_and_only_once_sealed(client):
    college = college_with_people()
    client.force_login(auditor())
    assert client.get(at("opening-file", college)).status_code == 403
    sealed(college)
    assert client.get(at("opening-file", college)).status_code == 404  # nothing sensitive in it
    client.force_login(coordinator())
    assert client.get(at("opening-file", college)).status_code == 403


def test_a_list_comes_in_through_the_pages(client):
    college = CollegeFactory()
    client.force_login(coordinator())
    rows = "A1,خديجة,كلميم,أنثى\nA2,أحمد,أسرير,ذكر\nA3,سالم,قرية بلا اسم,ذكر"
    file = SimpleUploadedFile("l.csv", f"الرقم,الاسم,الجماعة,الجنس\n{rows}".encode())
    response = client.post(at("desk-list", college), {"file": file}, follow=True)
    assert response.context["faulty_count"] == 1
    assert "قرية بلا اسم" in response.content.decode()
    columns = {
        f"column_{place}": role for place, role in enumerate(["id", "name", "commune", "sex"])
    }
    address = response.request["PATH_INFO"]
    refused = client.post(address, columns | {"action": "accept"})
    assert refused.context["form"].non_field_errors()
    client.post(address, columns | {"action": "leave-out"})
    assert college.applicants.count() == 2


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "l.csv"), (b"%PDF-1.7 x", "l.pdf"), (b"a,a\n1,2", "l.csv"), (b"PK\x03\x04", "l.xlsx")],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(client, content, name):
    client.force_login(coordinator())
    file = SimpleUploadedFile(name, content)
    response = client.post(at("desk-list", CollegeFactory()), {"file": file})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]


def test_quotas_are_tried_out_without_being_kept(client):
    college = college_with_people(women=3, men=6)
    client.force_login(coordinator())
    page = client.get(at("desk-quotas", college))
    assert page.context["is_feasible"]
    quotas = {line.quota.value: line.quota.pk for line in page.context["groups"][0]["lines"]}
    typed = {
        "seats": "4",
        f"minimum_{quotas['female']}": "4",
        f"maximum_{quotas['female']}": "4",
        f"minimum_{quotas['male']}": "0",
        f"maximum_{quotas['male']}": "0",
    }
    tried = client.post(at("desk-quotas", college), typed, headers={"HX-Request": "true"})
    assert not tried.context["is_feasible"]
    assert tried.context["alternatives"]
    assert "<html" not in tried.content.decode()
    assert college.categories.get().quotas.get(value="female").minimum == 2


def test_an_alternative_is_applied_to_what_was_typed(client):
    college = college_with_people(women=3, men=6)
    client.force_login(coordinator())
    page = client.get(at("desk-quotas", college))
    quotas = {line.quota.value: line.quota.pk for line in page.context["groups"][0]["lines"]}
    typed = {
        "seats": "5",
        f"minimum_{quotas['female']}": "4",
        f"maximum_{quotas['female']}": "5",
        f"minimum_{quotas['male']}": "1",
        f"maximum_{quotas['male']}": "4",
    }
    tried = client.post(at("desk-quotas", college), typed | {"check": "1"})
    best = tried.context["alternatives"][0]
    client.post(at("desk-quotas", college), typed | {"apply": best["value"]})
    college.draw.refresh_from_db()
    kept = {one.value: (one.minimum, one.maximum) for one in college.categories.get().quotas.all()}
    assert college.draw.seats == 5
    assert kept == {"female": (3, 5), "male": (1, 4)}


def test_what_was_typed_wrong_stays_beside_its_error(client):
    college = college_with_people()
    client.force_login(coordinator())
    quota = college.categories.get().quotas.get(value="female")
    typed = {"seats": "4", f"minimum_{quota.pk}": "٩", f"maximum_{quota.pk}": "دزينة", "save": "1"}
    page = client.post(at("desk-quotas", college), typed)
    line = next(line for line in page.context["groups"][0]["lines"] if line.quota == quota)
    assert (line.minimum, line.maximum) == ("٩", "دزينة")
    assert line.wrong
    quota.refresh_from_db()
    assert quota.maximum == 2


def test_more_seats_than_people_is_said(client):
    college = college_with_people()
    client.force_login(coordinator())
    page = client.post(at("desk-quotas", college), {"seats": "500", "check": "1"})
    assert page.context["refusal"]


def test_the_seal_form_keeps_what_was_typed(client):
    college = college_with_people()
    computed(college)
    client.force_login(coordinator())
    page = client.post(
        at("seal", college),
        {**VALUE, "value_known_at": "2001-01-01T10:00"},
    )
    assert page.status_code == 200
    assert page.context["seal_form"].errors["value_known_at"]
    assert "نرد" in page.content.decode()


def test_the_whole_way_through_the_pages(client):
    college, actor = college_with_people(), coordinator()
    computed(college, actor)
    client.force_login(actor)
    client.post(at("seal", college), {**VALUE, "value_known_at": soon()})
    college.draw.refresh_from_db()
    assert college.draw.state == DrawState.SEALED
    early = client.post(at("draw-seats", college), {"public_value": "1 2 3", "is_checked": "on"})
    assert early.context["value_form"].errors
    value_known(college.draw)
    unticked = client.post(at("draw-seats", college), {"public_value": "1 2 3"})
    assert unticked.context["value_form"].errors["is_checked"]
    client.post(at("draw-seats", college), {"public_value": "1 2 3", "is_checked": "on"})
    college.draw.refresh_from_db()
    assert college.draw.state == DrawState.DRAWN
    assert record.head().kind == "forum.alternates_named"


def test_progress_is_a_fragment_and_ends_with_the_whole_page(client):
    college = college_with_people()
    client.force_login(coordinator())
    client.post(at("change-draw", college), {"action": "compute"})
    asked = client.get(at("progress", college), headers={"HX-Request": "true"})
    assert "progress" in asked.content.decode()
    assert "<html" not in asked.content.decode()
    client.post(at("change-draw", college), {"action": "cancel"})
    ended = client.get(at("progress", college), headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"


def test_an_edition_is_opened_through_its_form(client):
    client.force_login(coordinator())
    typed = {
        "number": "٧",
        "name_ar": "الملتقى السابع",
        "theme_ar": "شعار",
        "organiser_ar": "شبكة",
        "place_ar": "كلميم",
        "starts_on": "2027-05-01",
        "ends_on": "2027-04-30",
        "region": "10",
    }
    address = reverse("forum:open-edition")
    wrong = client.post(address, typed)
    assert wrong.context["form"].errors["ends_on"]
    client.post(address, typed | {"ends_on": "2027-05-02"})
    assert record.head().facts["edition"] == 7
    taken = client.post(address, typed | {"ends_on": "2027-05-02"})
    assert taken.context["form"].errors["number"]


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize(("name", "most"), [("desk-list", 11), ("chances", 8), ("draw", 12)])
def test_a_page_costs_the_same_for_one_row_as_for_fifty(
    client, django_assert_max_num_queries, count, name, most
):
    college = college_with_people(women=2, men=2, seats=2, quotas=((1, 1), (1, 1)))
    ApplicantFactory.create_batch(count, college=college, values={"sex": "male"})
    drawn(college)
    client.force_login(coordinator())
    with django_assert_max_num_queries(most):
        assert client.get(at(name, college)).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_the_desk_costs_the_same_for_one_edition_as_for_fifty(
    client, django_assert_max_num_queries, count
):
    CollegeFactory.create_batch(count)
    client.force_login(coordinator())
    with django_assert_max_num_queries(6):
        assert client.get(reverse("forum:desk")).status_code == 200


def step_at_the_desk(client):
    ((_edition, colleges),) = client.get(reverse("forum:desk")).context["editions"]
    return colleges[0][1]


def test_the_desk_says_from_when_a_sealed_draw_is_drawn(client):
    college, actor = college_with_people(), coordinator()
    client.force_login(actor)
    draw = sealed(college, actor)
    assert step_at_the_desk(client)[0] == gettext("Draw the seats, from %(at)s") % {
        "at": dates.moment(draw.value_known_at)
    }
    value_known(draw)
    assert step_at_the_desk(client)[0] == gettext("Draw the seats")


def test_an_edition_without_anybody_starts_with_its_call(client):
    edition = CollegeFactory().edition
    client.force_login(coordinator())
    address = reverse("forum:desk-call", args=[edition.number])
    assert step_at_the_desk(client) == (gettext("Review and open the call"), address)
    CallFactory(edition=edition)
    assert step_at_the_desk(client)[0] == gettext("Bring in the list of applicants")


def test_an_edition_at_the_desk_leads_to_its_pages(client):
    edition = CollegeFactory().edition
    names = ("desk-edition", "desk-call", "desk-messages", "desk-ex-officio")
    client.force_login(coordinator())
    text = client.get(reverse("forum:desk")).content.decode()
    for name in names:
        assert f'href="{reverse(f"forum:{name}", args=[edition.number])}"' in text
    client.force_login(auditor())
    text = client.get(reverse("forum:desk")).content.decode()
    for name in names:
        assert f'href="{reverse(f"forum:{name}", args=[edition.number])}"' not in text


def test_an_auditor_reads_why_somebody_sits_in_any_case(client):
    college = college_with_people()
    one = college.applicants.first()
    college.applicants.filter(pk=one.pk).update(standing="included", reason="رئاسة اللجنة")
    client.force_login(auditor())
    text = client.get(at("desk-draw", college)).content.decode()
    assert one.ticket in text
    assert "رئاسة اللجنة" in text
    assert one.name not in text


def test_the_fields_own_files_come_out(client):
    college = college_with_people()
    client.force_login(auditor())
    quotas = client.get(at("quotas-file", college)).content.decode("utf-8-sig")
    assert quotas.splitlines() == ["feature,value,min,max", "sex,female,2,2", "sex,male,2,2"]
    people = client.get(at("people-file", college)).content.decode("utf-8-sig")
    assert people.splitlines()[0] == "id,sex"
    assert len(people.splitlines()) == 13


def test_a_draw_with_a_sensitive_quota_publishes_no_tickets_chance(client):
    college = college_with_a_sensitive_quota()
    draw = drawn(college)
    assert client.get(at("chances-file", college)).status_code == 404
    chances = client.get(at("chances", college))
    assert chances.context["is_veiled"]
    assert list(chances.context["page_obj"]) == []
    page = client.get(at("draw", college)).content.decode()
    for text in (page, client.get(at("panel-file", college)).content.decode()):
        assert "وضعية إعاقة" not in text
    client.force_login(auditor())
    opening = json.loads(client.get(at("opening-file", college)).content)
    assert opening["seal"] == draw.evidence.seal


def brought(client, college, text):
    """The page on which a file of the coordinator is looked at."""
    file = SimpleUploadedFile("list.csv", text.encode())
    return client.post(at("desk-list", college), {"file": file}).url


def test_the_preview_says_why_a_column_stays_out_and_refuses_beside_it(client):
    college = CollegeFactory()
    client.force_login(coordinator())
    text = "id,القبيلة,Handicap,,الجنس\n1,أ,oui,x,أنثى\n2,ب,non,y,ذكر"
    address = brought(client, college, text)
    page = client.get(address)
    assert page.context["left_out_for_ever"] == ["القبيلة"]
    assert page.context["left_out_sensitive"] == ["Handicap"]
    roles = {f"column_{n}": role for n, role in enumerate(["id", "ignore", "ignore", "ignore", ""])}
    for place, role in ((1, "category"), (2, "category"), (2, "body"), (3, "category")):
        for action in ("look", "accept"):
            posted = roles | {f"column_{place}": role, "action": action}
            page = client.post(address, posted)
            assert page.status_code == 200
            assert list(page.context["form"].errors) == [f"column_{place}"]
    assert not college.applicants.exists()


def test_the_preview_names_the_bodies_that_crowd(client):
    college = CollegeFactory()
    client.force_login(coordinator())
    rows = [f"{n},جمعية الواحة,أنثى" for n in range(14)]
    rows += [f"b{n},{body},ذكر" for n, body in enumerate(["N/A"] * 9 + ["تعاونية"] * 3)]
    page = client.get(brought(client, college, "\n".join(["id,الهيئة,الجنس", *rows])))
    assert page.context["crowds"] == [("جمعية الواحة", 14)]
    assert "جمعية الواحة" in page.content.decode()


def test_accepting_says_how_many_exceptions_ended(client):
    college = CollegeFactory()
    ApplicantFactory(college=college, source_id="gone", standing="excluded", reason="غاب")
    client.force_login(coordinator())
    address = brought(client, college, "id,الجنس\n1,أنثى\n2,ذكر")
    posted = {"column_0": "id", "column_1": "sex", "action": "accept"}
    page = client.post(address, posted, follow=True)
    assert [one.level_tag for one in page.context["messages"]] == ["success", "warning"]


def test_no_cell_of_a_file_sets_a_formula_off_and_a_phone_stays_a_phone(client):
    college = college_with_people()
    category = college.categories.get()
    category.key = "=cmd()"
    category.save()
    for one in college.applicants.all():
        one.values, one.phone = {"=cmd()": one.values["sex"]}, "+212661234567"
        one.name = "+1-1"
        one.save()
    drawn(college)
    client.force_login(coordinator())
    people = client.get(at("people-file", college)).content.decode()
    assert people.startswith("\ufeffid,'=cmd()")
    names = client.get(at("names-file", college)).content.decode()
    assert ",+212661234567" in names
    assert ",'+1-1," in names


def test_a_header_without_a_space_may_break_on_a_phone(client):
    college = CollegeFactory()
    client.force_login(coordinator())
    page = client.get(brought(client, college, f"id,{'x' * 900},الجنس\n1,a,أنثى"))
    label = page.context["form"].fields["column_1"].label
    assert max(map(len, label.split("\u200b"))) <= 20
    assert len(label) < 250


def test_the_opening_is_offered_only_where_there_is_one(client):
    plain, veiled = college_with_people(), college_with_a_sensitive_quota()
    client.force_login(auditor())
    for college, is_offered in ((plain, False), (veiled, True)):
        sealed(college)
        page = client.get(at("desk-draw", college)).content.decode()
        assert (at("opening-file", college) in page) is is_offered
