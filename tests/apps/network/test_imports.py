"""Lists of bodies: read, looked through, corrected, decided on, brought in, and undone."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multaqa.apps.network import services as network
from multaqa.apps.network.models import (
    Body,
    BodyField,
    BodyGroup,
    BodyImport,
    BodyState,
    Origin,
    Verification,
    WorkArea,
)
from multaqa.apps.network.queries.imports import rows_left, totals_of
from multaqa.apps.network.services import imports
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory
from tests.factories.network_imports import (
    HEADERS,
    applied,
    checked,
    opened,
    row_of,
    undone,
    worked,
    written,
)

pytestmark = pytest.mark.django_db

NEW = ["جمعية النور للتنمية", "كلميم", "06 61 23 45 67 / 0528871234", "12/2019"]
OTHER = ["Coopérative Argane Oued Noun", "ASRIR", "0662000001", ""]
FAULTY = ["جمعية الوفاق للبيئ", "كليميم", "06 12", ""]


@pytest.fixture
def known():
    """A body of the directory: no phone, a number of the register."""
    return BodyFactory(
        kind="association",
        name_ar="جمعية الوفاق للبيئة",
        register_number="77/2015",
        works_on=["health"],
    )


def everything():
    """Every row that is about bodies, but for keys of what hangs on them."""
    parts = [
        [model_to_dict(row, exclude=["id"]) for row in model.objects.order_by("body_id", "pk")]
        for model in (BodyField, BodyGroup, WorkArea, Verification)
    ]
    return [list(Body.objects.order_by("pk").values()), *parts, Origin.objects.count()]


def test_a_file_is_read_and_its_columns_are_guessed():
    brought = opened(written([NEW, OTHER]))
    assert brought.columns == ["name", "commune", "phone", "register"]
    assert (brought.state, brought.row_count, bytes(brought.content)) == ("read", 2, b"")
    assert not Body.objects.exists()


def test_what_was_said_of_columns_is_remembered_for_the_same_headers():
    first = opened(written([NEW]))
    told = ["name", "commune", "ignore", "register"]
    imports.confirm_columns(brought=first, actor=coordinator(), columns=told)
    assert opened(written([OTHER], headers=[*HEADERS[:3], "رقم الوصل"])).columns == told


def test_no_list_holds_a_tribe_or_an_identity_card():
    headers = ["الاسم", "الجماعة", "القبيلة", "رقم البطاقة الوطنية"]
    brought = opened(written([["جمعية أ", "كلميم", "س", "JA123"]], headers=headers))
    assert row_of(brought, 2).cells == ["جمعية أ", "كلميم", "", ""]
    assert brought.notes["never_held"] == headers[2:]
    with suppress(Refusal):
        imports.confirm_columns(
            brought=brought,
            actor=coordinator(),
            columns=["name", "commune", "about", "about"],
        )
    brought.refresh_from_db()
    assert brought.columns[2:] == ["ignore", "ignore"]


def test_a_row_is_found_new_the_same_doubled_or_faulty(known):
    brought = checked(
        written(
            [
                NEW,
                OTHER,
                ["الجمعية الوفاق البيئه", "جماعة كلميم", "", ""],
                ["جمعية اخرى تماما", "كلميم", "", "77/2015"],
                ["جمعية الوفاق للبيئ", "Guelmim", "", ""],
                ["جمعيه النور للتنميه", "GUELMIM", "0661234567", ""],
                FAULTY,
            ]
        )
    )
    verdicts = list(brought.rows.order_by("line").values_list("verdict", flat=True))
    assert verdicts == ["new", "new", "same", "obvious", "near", "double", "faulty"]
    assert row_of(brought, 4).candidates[0]["body"] == known.pk
    assert row_of(brought, 7).candidates[0]["line"] == 2
    codes = [fault["code"] for fault in row_of(brought, 8).faults]
    assert codes == ["entry.commune_unknown", "entry.phone_bad"]
    assert totals_of(brought).ready == 4


def test_a_list_comes_in_with_where_each_value_comes_from(known):
    actor = coordinator()
    rows = [NEW, OTHER, ["جمعية الوفاق للبيئة", "كلميم", "0670000000", "99/2020"]]
    brought = applied(checked(written(rows)), actor, reason="لائحة القسم الاجتماعي")
    body = Body.objects.get(name_ar=NEW[0])
    assert (body.kind, body.state, body.commune_id) == ("association", "verified", "10.261.01.03")
    assert (body.phone, body.other_phones) == ("+212661234567", "+212528871234")
    assert body.verifications.get().reason == "لائحة القسم الاجتماعي"
    assert [area.code for area in body.work_areas.all()] == ["10.261.01.03"]
    origin = body.origins.get()
    assert (origin.row.line, origin.actor, origin.is_creation) == (2, actor, True)
    assert origin.changes["phone"] == [None, "+212661234567"]
    cooperative = Body.objects.get(kind="cooperative")
    assert cooperative.name_ar == cooperative.name_fr == OTHER[0]
    # What the directory says stays; what it left out is taken over.
    known.refresh_from_db()
    assert (known.phone, known.register_number) == ("+212670000000", "77/2015")
    assert known.origins.get().changes == {"phone": ["", "+212670000000"]}
    assert brought.state == "applied"


def test_bodies_come_in_to_be_verified_when_so_chosen():
    applied(checked(written([NEW])), gives_state="proposed")
    body = Body.objects.get()
    assert (body.state, body.verifications.count()) == ("proposed", 0)


def test_an_undone_list_leaves_exactly_what_was_there(known):
    before = everything()
    rows = [
        NEW,
        NEW,
        ["جمعية الوفاق للبيئة", "كلميم", "0670000000", ""],
        ["جمعية الوفاق للبيئة", "Guelmim", "0670000001", ""],
    ]
    brought = applied(checked(written(rows)))
    assert totals_of(brought).done == 4
    undone(brought)
    assert everything() == before
    assert brought.rows.exclude(outcome="").count() == 0


def test_an_undone_list_can_be_brought_in_again(known):
    brought = undone(applied(checked(written([NEW, OTHER]))))
    actor = coordinator()
    imports.look_again(brought=brought, actor=actor)
    assert worked(brought.about).state == JobState.DONE
    applied(brought, actor)
    assert Body.objects.count() == 3
    again = checked(written([NEW, OTHER]))
    assert totals_of(again).same == 2


def test_undoing_leaves_what_people_changed_and_tells_it(known):
    rows = [NEW, OTHER, ["جمعية الوفاق للبيئة", "كلميم", "0670000000", ""]]
    brought = applied(checked(written(rows)))
    chief = coordinator()
    changed = Body.objects.get(name_ar=NEW[0])
    network.revise_body(body=changed, actor=chief, locality="حي المسيرة")
    network.revise_body(body=known, actor=chief, phone="0671111111")
    undone(brought)
    assert {body.pk for body in Body.objects.all()} == {changed.pk, known.pk}
    known.refresh_from_db()
    assert known.phone == "+212671111111"
    told = {row.line: row.faults[0] for row in rows_left(brought)}
    assert told[2]["code"] == "entry.left_changed"
    assert told[2]["facts"] == {"columns": ["locality"]}
    assert told[4]["code"] == "entry.left_values"
    assert told[4]["facts"] == {"columns": ["phone"]}


def test_undoing_leaves_a_body_that_is_in_use_or_was_decided_on():
    brought = applied(checked(written([NEW, OTHER])), gives_state="proposed")
    joined, decided = Body.objects.order_by("pk")
    MembershipFactory(body=joined, answered_at=timezone.now())
    network.verify_body(body=decided, actor=coordinator(), reason="اطلعنا على الوصل")
    undone(brought)
    assert Body.objects.count() == 2
    codes = [row.faults[0]["code"] for row in rows_left(brought).order_by("line")]
    assert codes == ["entry.left_used", "entry.left_decided"]


def test_correcting_a_cell_looks_at_the_row_again(known):
    brought, actor = checked(written([FAULTY, [*FAULTY[:3], "1"], NEW])), coordinator()
    assert imports.replace_value(
        brought=brought, actor=actor, place=1, value="كليميم", text="كلميم"
    ) == (2, 0)
    imports.correct_cells(brought=brought, actor=actor, corrections={2: {2: "0661000000"}})
    row = row_of(brought, 2)
    assert (row.verdict, row.faults) == ("near", [])
    assert row.corrected == {"1": "كليميم", "2": "06 12"}
    assert row.candidates[0]["body"] == known.pk
    assert row_of(brought, 3).verdict == "faulty"


def test_a_row_that_may_be_a_body_waits_for_a_word(known):
    row = ["جمعية الوفاق للبيئ", "كلميم", "0670000000", "88/2018"]
    brought, actor = applied(checked(written([row, NEW]))), coordinator()
    assert row_of(brought, 2).outcome == ""
    imports.decide_row(
        brought=brought,
        actor=actor,
        line=2,
        decision="same",
        choices={"name_ar": "both", "register_number": "file"},
    )
    applied(brought, actor)
    known.refresh_from_db()
    assert known.other_names == "جمعية الوفاق للبيئ"
    assert (known.register_number, known.phone) == ("88/2018", "+212670000000")


def test_another_body_of_the_same_name_comes_in_beside(known):
    row = ["جمعية الوفاق للبيئة", "كلميم", "", ""]
    brought, actor = checked(written([row])), coordinator()
    imports.decide_row(brought=brought, actor=actor, line=2, decision="apart")
    applied(brought, actor)
    new = Body.objects.exclude(pk=known.pk).get()
    assert (new.resembles, new.is_apart, new.name_key) == (known, True, known.name_key)


def test_several_obvious_rows_are_decided_at_once(known):
    rows = [["جمعية الوفاق والبيئة بكلميم", "كلميم", "", "77/2015"], NEW]
    brought, actor = checked(written(rows)), coordinator()
    assert (
        imports.decide_rows(
            brought=brought, actor=actor, decision="same", verdict="obvious", lines=()
        )
        == 1
    )
    applied(brought, actor)
    assert Body.objects.count() == 2


def test_a_row_whose_body_came_in_meanwhile_waits_and_is_looked_at_again():
    brought, actor = checked(written([NEW])), coordinator()
    BodyFactory(kind="association", name_ar=NEW[0])
    imports.ask_application(brought=brought, actor=actor, gives_state="verified", reason="لائحة")
    worked(brought.about)
    assert (row_of(brought, 2).outcome, Body.objects.count()) == ("waiting", 1)
    brought.refresh_from_db()
    imports.look_again(brought=brought, actor=actor)
    worked(brought.about)
    assert row_of(brought, 2).verdict == "same"


@pytest.mark.parametrize("person", [UserFactory, auditor])
def test_nobody_but_the_coordinator_brings_lists(person):
    brought, actor = checked(written([NEW])), person()
    for deed in (
        lambda: imports.open_import(actor=actor, file_name="x", content=written([NEW])),
        lambda: imports.confirm_columns(brought=brought, actor=actor, columns=brought.columns),
        lambda: imports.look_again(brought=brought, actor=actor),
        lambda: imports.correct_cells(brought=brought, actor=actor, corrections={}),
        lambda: imports.decide_row(brought=brought, actor=actor, line=2, decision="out"),
        lambda: imports.ask_application(
            brought=brought, actor=actor, gives_state="verified", reason="x"
        ),
        lambda: imports.ask_undoing(brought=brought, actor=actor),
        lambda: imports.cancel_work(brought=brought, actor=actor),
        lambda: imports.drop_import(brought=brought, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert not Body.objects.exists()


def test_a_list_is_dropped_with_its_rows_but_not_while_some_of_it_is_in():
    brought, actor = applied(checked(written([NEW]))), coordinator()
    with pytest.raises(Refusal, match="has_come_in"):
        imports.drop_import(brought=brought, actor=actor)
    undone(brought, actor)
    imports.drop_import(brought=brought, actor=actor)
    assert not brought.rows.exists()
    assert BodyImport.objects.get().state == "dropped"


def test_refusals_of_columns_and_of_bringing_in():
    brought, actor = opened(written([FAULTY])), coordinator()
    with pytest.raises(Refusal, match="no_name_column"):
        imports.confirm_columns(brought=brought, actor=actor, columns=["ignore"] * 4)
    with pytest.raises(Refusal, match="column_twice"):
        imports.confirm_columns(
            brought=brought, actor=actor, columns=["name", "commune", "commune", "name"]
        )
    with pytest.raises(Refusal, match="moved_on"):
        imports.ask_application(brought=brought, actor=actor, gives_state="verified", reason="x")
    imports.confirm_columns(brought=brought, actor=actor, columns=brought.columns)
    worked(brought.about)
    with pytest.raises(Refusal, match="nothing_ready"):
        imports.ask_application(brought=brought, actor=actor, gives_state="verified", reason="x")
    with pytest.raises(Refusal, match="no_reason"):
        imports.ask_application(brought=brought, actor=actor, gives_state="verified", reason=" ")
    with pytest.raises(Refusal, match="nothing_came_in"):
        imports.ask_undoing(brought=brought, actor=actor)


def test_what_is_no_list_ends_the_job_with_its_reason():
    for content, code in (
        (b"%PDF-1.7 a,b\n1,2\n", "table.other_kind"),
        (b"PK\x03\x04 and no more", "table.other_kind"),
        ("اسم\n".encode(), "table.no_rows"),
    ):
        brought = imports.open_import(actor=coordinator(), file_name="x.xlsx", content=content)
        job = worked(brought.about)
        assert (job.state, job.refusal_code) == (JobState.FAILED, code)
    with pytest.raises(Refusal, match="too_heavy"):
        imports.open_import(actor=coordinator(), file_name="x", content=b"x" * (11 * 1024 * 1024))


def test_columns_left_out_are_kept_no_longer_than_needed():
    headers = [*HEADERS, "اسم الرئيس"]
    brought = checked(written([[*NEW, "فاطمة"]], headers=headers))
    assert row_of(brought, 2).cells[-1] == "فاطمة"
    applied(brought)
    assert row_of(brought, 2).cells == [*NEW, ""]


# Killed, stopped, and two at once.


def test_a_killed_worker_is_gone_on_with_and_nothing_comes_in_twice(monkeypatch):
    monkeypatch.setattr(imports.applying, "AT_ONCE", 2)
    rows = [[f"جمعية {word}", "كلميم", "", ""] for word in ("أزكا", "تيفاوت", "الكرامة", "النورس")]
    brought, actor = checked(written(rows)), coordinator()
    imports.ask_application(brought=brought, actor=actor, gives_state="verified", reason="لائحة")
    # A worker brings the first two and dies before the next.
    imports.bring_rows(import_id=brought.pk, actor=actor, after=0)
    assert Body.objects.count() == 2
    assert worked(brought.about).state == JobState.DONE
    assert Body.objects.count() == 4
    assert Origin.objects.count() == 4


def test_a_stopped_list_can_be_gone_on_with_or_undone(monkeypatch):
    monkeypatch.setattr(imports.applying, "AT_ONCE", 1)
    monkeypatch.setattr(jobs, "BETWEEN_WORDS", 0)
    brought, actor = checked(written([NEW, OTHER])), coordinator()
    imports.ask_application(brought=brought, actor=actor, gives_state="verified", reason="لائحة")
    bring = imports.applying.bring_rows

    def bring_and_stop(**told):
        imports.cancel_work(brought=brought, actor=actor)
        return bring(**told)

    monkeypatch.setattr(imports.applying, "bring_rows", bring_and_stop)
    assert worked(brought.about).state == JobState.CANCELLED
    assert Body.objects.count() == 1
    monkeypatch.setattr(imports.applying, "bring_rows", bring)
    brought.refresh_from_db()
    assert brought.state == "applying"
    undone(brought, actor)
    assert not Body.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_bring_a_list_in_once(together):
    brought = checked(written([NEW, OTHER]))
    one, two = coordinator(), coordinator()
    ends = together(
        *(
            lambda actor=actor: imports.ask_application(
                brought=brought, actor=actor, gives_state="verified", reason="لائحة"
            )
            for actor in (one, two)
        )
    )
    assert sorted(type(end).__name__ for end in ends) == ["Job", "Refusal"]
    worked(brought.about)
    assert Body.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_list_brought_twice_at_once_makes_each_body_once(together):
    actor = coordinator()
    lists = [checked(written([NEW, OTHER])) for _turn in range(2)]
    for brought in lists:
        imports.ask_application(
            brought=brought, actor=actor, gives_state="verified", reason="لائحة"
        )
    jobs_found = [Job.objects.get(about=one.about, state=JobState.WAITING) for one in lists]
    together(*(lambda job=job: jobs.run(job.pk) for job in jobs_found))
    assert Body.objects.count() == 2
    outcomes = [row.outcome for one in lists for row in one.rows.all()]
    assert sorted(outcomes) == ["created", "created", "waiting", "waiting"]


def test_whoever_leaves_is_forgotten_in_lists_and_origins():
    user = UserFactory(phone="+212661234567")
    brought = applied(checked(written([NEW, OTHER])))
    network.forget_person(user=user)
    body = Body.objects.get(name_ar=NEW[0])
    assert (body.phone, body.other_phones) == ("", "+212528871234")
    kept = [row_of(brought, 2).cells, row_of(brought, 2).told, body.origins.get().changes]
    assert "661234567" not in str(kept).replace(" ", "")
    assert row_of(brought, 3).told["phone"] == "+212662000001"


def test_an_ice_and_a_number_of_the_register_are_checked():
    headers = ["الاسم", "الجماعة", "ICE", "رقم السجل"]
    rows = [
        ["تعاونية أزكا", "كلميم", "001526369000054", "1/12/2019/45"],
        ["تعاونية تيفاوت", "كلميم", "12", "9/12/2019/45"],
    ]
    brought = checked(written(rows, headers=headers))
    assert row_of(brought, 2).told["ice"] == "001526369000054"
    codes = [fault["code"] for fault in row_of(brought, 3).faults]
    assert codes == ["register.no_section", "ice.wrong_length"]


def test_two_of_one_name_that_a_list_made_go_out_again():
    rows = [NEW, NEW, NEW]
    brought, actor = checked(written(rows)), coordinator()
    for line in (3, 4):
        imports.decide_row(brought=brought, actor=actor, line=line, decision="apart")
    applied(brought, actor)
    first, *others = Body.objects.order_by("pk")
    assert [body.resembles_id for body in others] == [first.pk, first.pk]
    undone(brought, actor)
    assert not Body.objects.exists()


# Whatever a list holds.

WORDS = st.sampled_from(["النور", "الوفاق", "البيئة", "أزكا", "تيفاوت", "للتنمية", "الكرامة"])
NAMES = st.builds(
    lambda kind, words: " ".join([kind, *words]),
    st.sampled_from(["جمعية", "تعاونية", "Association", ""]),
    st.lists(WORDS, min_size=1, max_size=3),
)
ROWS = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from(["كلميم", "GUELMIM", "Asrir", "كليميم", "سيدي إفني", ""]),
        st.sampled_from(["0661000001", "0661000002/0528000003", "", "06"]),
        st.sampled_from(["", "77/2015", "1/2020"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, choices=st.lists(st.sampled_from(["same", "apart", "out"]), min_size=12))
def test_whatever_a_list_holds_undoing_gives_back_what_was_there(rows, choices):
    for body in Body.objects.order_by("-pk"):
        body.delete()
    BodyFactory(
        kind="association",
        name_ar="جمعية الوفاق للبيئة",
        register_number="77/2015",
        works_on=["health", "culture"],
    )
    BodyFactory(kind="cooperative", name_ar="تعاونية أزكا", phone="+212661000001")
    before = everything()
    brought, actor = checked(written(rows)), coordinator()
    waiting = brought.rows.filter(verdict__in=["near", "obvious", "same", "double"])
    for row, decision in zip(waiting, choices, strict=False):
        imports.decide_row(brought=brought, actor=actor, line=row.line, decision=decision)
    with suppress(Refusal):
        applied(brought, actor)
        assert not Body.objects.filter(state=BodyState.MERGED).exists()
        with suppress(Refusal):
            undone(brought, actor)
    assert everything() == before
