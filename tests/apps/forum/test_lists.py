"""Bringing a list in: previewed, accepted whole or not at all."""

import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Applicant, Category, ListImport, Standing
from multaqa.apps.forum.services.columns import Role
from multaqa.apps.forum.services.lists import read_list, table_of
from multaqa.kernel import record
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import (
    ApplicantFactory,
    EditionFactory,
    computed,
    edition_with_people,
    sealed,
)

pytestmark = pytest.mark.django_db

GOOD = "الرقم,الاسم,الهيئة,الجماعة,الجنس\nA1,خديجة,جمعية أ,كلميم,أنثى\nA2,أحمد,جمعية ب,أسرير,ذكر\n"
FAULTY = GOOD + "A3,سالم,جمعية ج,مدينة لا وجود لها,ذكر\n"


def bring(edition, text=GOOD, actor=None, encoding="utf-8"):
    return services.open_list(
        edition=edition,
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
    edition = EditionFactory()
    assert accept(bring(edition)) == 2
    first = edition.applicants.get(source_id="A1")
    assert (first.name, first.commune.name_ar) == ("خديجة", "كلميم")
    assert first.values["setting"] == "urban"
    assert first.values["sex"] == "female"
    assert set(edition.categories.values_list("key", flat=True)) == {"setting", "province", "sex"}
    assert record.head().kind == "forum.list_brought_in"


def test_tickets_tell_nothing_of_the_files_order():
    edition = EditionFactory()
    rows = "\n".join(f"{n},شخص {n},هيئة {n},كلميم,أنثى" for n in range(200))
    accept(bring(edition, f"الرقم,الاسم,الهيئة,الجماعة,الجنس\n{rows}"))
    tickets = [one.ticket for one in edition.applicants.order_by("pk")]
    assert sorted(tickets) == [f"{n:04d}" for n in range(1, 201)]
    assert tickets != sorted(tickets)


def test_a_list_with_faults_is_refused_unless_they_are_left_out():
    edition = EditionFactory()
    brought = bring(edition, FAULTY)
    with pytest.raises(Refusal, match="row_faults"):
        accept(brought)
    assert not edition.applicants.exists()
    assert accept(brought, leaves_out_faults=True) == 2


def test_the_file_is_forgotten_when_its_end_has_come():
    edition = EditionFactory()
    brought = bring(edition)
    accept(brought)
    kept = ListImport.objects.get(pk=brought.pk)
    assert (kept.state, bytes(kept.content)) == (ListImport.State.ACCEPTED, b"")
    dropped = bring(edition)
    services.drop_list(brought=dropped, actor=coordinator())
    assert bytes(ListImport.objects.get(pk=dropped.pk).content) == b""


def test_a_second_acceptance_of_the_same_file_is_refused():
    brought = bring(EditionFactory())
    accept(brought)
    with pytest.raises(Refusal, match="closed"):
        accept(brought)


def test_a_list_in_the_windows_arabic_encoding_is_read_and_said():
    edition = EditionFactory()
    brought = bring(edition, encoding="cp1256")
    assert table_of(brought).encoding == "cp1256"
    accept(brought)
    assert edition.applicants.get(source_id="A2").name == "أحمد"


def test_a_new_list_forgets_the_computation():
    edition = edition_with_people()
    computed(edition)
    accept(bring(edition))
    edition.draw.refresh_from_db()
    assert (edition.draw.state, edition.draw.outcome, edition.draw.prepared) == ("open", {}, "")


def test_a_new_list_keeps_the_quotas_of_categories_it_still_has():
    edition = edition_with_people()
    accept(bring(edition))
    kept = {
        (one.category.key, one.value): (one.minimum, one.maximum)
        for one in Category.objects.get(edition=edition, key="sex").quotas.all()
    }
    assert kept == {("sex", "female"): (2, 2), ("sex", "male"): (2, 2)}


def test_no_list_comes_in_once_sealed():
    edition = edition_with_people()
    waiting = bring(edition)
    sealed(edition)
    edition.draw.refresh_from_db()
    with pytest.raises(Refusal, match="frozen"):
        bring(edition)
    with pytest.raises(Refusal, match="frozen"):
        accept(waiting)


def test_a_sensitive_column_waits_for_the_authorisation():
    text = GOOD.replace("الجنس\n", "الجنس,وضعية إعاقة\n").replace("أنثى\n", "أنثى,نعم\n")
    text = text.replace("ذكر\n", "ذكر,لا\n")
    edition = EditionFactory()
    brought = bring(edition, text)
    assert brought.columns[-1] == Role.IGNORE
    with pytest.raises(Refusal, match="sensitive_unauthorised"):
        read_list(brought, table_of(brought), [*map(Role, brought.columns[:-1]), Role.SENSITIVE])
    edition.authorisation_number, edition.authorisation_on = "D-12/2026", edition.starts_on
    edition.save()
    accept(bring(edition, text))
    kept = edition.applicants.get(source_id="A1")
    assert "وضعية إعاقة" not in kept.values
    assert kept.sensitive == {"وضعية إعاقة": "نعم"}


def test_fifty_thousand_rows_come_in():
    edition = EditionFactory()
    rows = "\n".join(f"{n},كلميم,{'أنثى' if n % 2 else 'ذكر'}" for n in range(50_000))
    assert accept(bring(edition, f"id,الجماعة,الجنس\n{rows}")) == 50_000


@pytest.mark.parametrize("person", [UserFactory, auditor])
def test_only_a_coordinator_brings_a_list_in(person):
    edition, other = EditionFactory(), person()
    brought = bring(edition)
    with pytest.raises(PermissionDenied):
        bring(edition, actor=other)
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
