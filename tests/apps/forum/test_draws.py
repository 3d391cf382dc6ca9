"""Compute, seal, draw: each once, each in the public record."""

import json
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Applicant, Draw, DrawState, Standing
from multaqa.apps.forum.services.draws import numbers_read
from multaqa.engines.lottery import verification
from multaqa.kernel import jobs, keys, record
from multaqa.kernel.models import Evidence, Job, JobState, RecordEntry
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import (
    ApplicantFactory,
    college_with_a_sensitive_quota,
    college_with_people,
    computed,
    drawn,
    sealed,
    value_known,
)
from tests.factories.jobs import Pausing, asked_while_published

pytestmark = pytest.mark.django_db

VALUE = {"value_source": "ثلاثة أحجار نرد أمام الحضور", "value_count": 3}


def evidence_of(draw):
    return json.loads(draw.evidence.document)


def test_compute_keeps_chances_and_figures():
    college = college_with_people()
    draw = computed(college)
    assert draw.state == DrawState.COMPUTED
    assert draw.outcome["least"] == pytest.approx(1 / 3)
    assert all(one.chance == pytest.approx(1 / 3) for one in college.applicants.all())
    assert record.head().kind == "forum.draw_computed"


def test_compute_refuses_without_people_quotas_or_a_possible_panel():
    empty = college_with_people(women=0, men=0)
    with pytest.raises(Refusal, match="no_people"):
        services.ask_computation(draw=empty.draw, actor=coordinator())
    bare = college_with_people()
    bare.categories.all().delete()
    with pytest.raises(Refusal, match="no_quotas"):
        services.ask_computation(draw=bare.draw, actor=coordinator())
    contradicting = college_with_people(quotas=((4, 4), (4, 4)))
    with pytest.raises(Refusal, match="contradict"):
        services.ask_computation(draw=contradicting.draw, actor=coordinator())


def test_a_second_computation_waits_for_the_first():
    college = college_with_people()
    services.ask_computation(draw=college.draw, actor=coordinator())
    with pytest.raises(Refusal, match="already_running"):
        services.ask_computation(draw=college.draw, actor=coordinator())


def test_a_computation_asked_again_while_it_is_published_is_kept(together):
    """Neither waits for what the other holds."""
    college, actor = college_with_people(), coordinator()
    worker = Pausing(services.ask_computation(draw=college.draw, actor=actor))
    published, again = asked_while_published(
        together,
        worker,
        lambda: services.compute_draw(
            job=worker, draw_id=college.draw.pk, revision=college.draw.revision
        ),
        lambda: services.ask_computation(draw=college.draw, actor=actor),
    )
    assert published is None
    assert Job.objects.get(pk=worker.job_id).state == JobState.DONE
    assert Draw.objects.get(college=college).state == DrawState.COMPUTED
    # Refused, or where the database lets one write at a time, asked anew once it was published.
    assert isinstance(again, Job) or again.code == "job.already_running"


def test_a_change_during_the_computation_publishes_nothing():
    college = college_with_people()
    job = services.ask_computation(draw=college.draw, actor=coordinator())
    services.propose_quotas(college=college, actor=coordinator())
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.refusal_code) == (JobState.FAILED, "draw.changed_meanwhile")
    assert Draw.objects.get(college=college).state == DrawState.OPEN


def test_a_cancelled_computation_publishes_nothing():
    college = college_with_people()
    job = services.ask_computation(draw=college.draw, actor=coordinator())
    Job.objects.filter(pk=job.pk).update(is_cancel_asked=True)
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
    assert Draw.objects.get(college=college).outcome == {}
    assert college.applicants.filter(chance__isnull=False).count() == 0


def test_seal_publishes_a_fingerprint_that_verifies():
    draw = sealed(college_with_people())
    document = evidence_of(draw)
    assert document["seal"] == draw.evidence.seal
    assert document["drawn"] is None
    assert document["sealed"]["previous"] == RecordEntry.objects.order_by("-number")[1].digest
    found = verification.verify(document, seal=draw.evidence.seal, key=keys.public_key())
    assert found.holds, found.differing
    assert record.head().facts["seal"] == draw.evidence.seal


def test_evidence_holds_tickets_and_quota_columns_and_nothing_else_about_people():
    college = college_with_people()
    text = sealed(college).evidence.document
    for one in college.applicants.all():
        assert one.name not in text
        assert one.body not in text
        assert one.phone not in text
        assert one.source_id not in text


def test_seal_refuses_a_value_that_may_be_known_and_a_second_seal():
    college, actor = college_with_people(), coordinator()
    draw = computed(college, actor)
    with pytest.raises(Refusal, match="value_not_ahead"):
        services.seal_draw(draw=draw, actor=actor, **VALUE, value_known_at=timezone.now())
    later = timezone.now() + timedelta(days=1)
    services.seal_draw(draw=draw, actor=actor, **VALUE, value_known_at=later)
    with pytest.raises(Refusal, match="already_sealed"):
        services.seal_draw(draw=draw, actor=actor, **VALUE, value_known_at=later)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    "spelling", ["4 1 6", "4-1-6", "4,1,6", "٤ ١ ٦", "04.01.06", " 4 / 1 / 6 ", "4 1 6."]
)
def test_no_spelling_of_the_value_is_a_choice(spelling):
    assert numbers_read(spelling, 3) == "4 1 6"


def test_seal_leaves_time_to_take_the_fingerprint(settings):
    settings.SEAL_LEAD_HOURS = 24
    college, actor = college_with_people(), coordinator()
    draw = computed(college, actor)
    for ahead, code in ((timedelta(hours=23), "too_soon"), (timedelta(days=400), "too_far")):
        with pytest.raises(Refusal, match=code):
            services.seal_draw(
                draw=draw,
                actor=actor,
                **VALUE,
                value_known_at=timezone.now() + ahead,
            )


@pytest.mark.parametrize("method", ["leximin", "maximin", "nash"])
def test_every_method_goes_from_computation_to_verified_draw(method):
    college, actor = college_with_people(women=7, men=5), coordinator()
    services.set_up_draw(draw=college.draw, actor=actor, method=method, is_one_per_body=True)
    draw = drawn(college, actor)
    assert draw.method == method
    found = verification.verify(evidence_of(draw), seal=draw.evidence.seal)
    assert found.holds, found.differing


@pytest.mark.django_db(transaction=True)
def test_the_evidence_names_the_entry_that_its_seal_follows():
    """Also while others write in the record: the lock is taken before the head is read."""
    actor = coordinator()
    editions = [college_with_people() for _ in range(3)]
    draws = [computed(one, actor) for one in editions]
    later, over = timezone.now() + timedelta(days=2), Event()

    def write():
        while not over.is_set():
            record.append(
                kind="forum.edition_opened", subject="edition:0", facts={"edition": 0, "region": ""}
            )
        connection.close()

    writer = Thread(target=write)
    writer.start()
    try:
        sealed_draws = [
            services.seal_draw(draw=one, actor=actor, **VALUE, value_known_at=later)
            for one in draws
        ]
    finally:
        over.set()
        writer.join()
    for one in sealed_draws:
        entry = RecordEntry.objects.get(kind="forum.draw_sealed", facts__seal=one.evidence.seal)
        assert evidence_of(one)["sealed"]["previous"] == entry.previous


def test_seal_refuses_before_the_computation():
    college = college_with_people()
    with pytest.raises(Refusal, match="not_computed"):
        services.seal_draw(
            draw=college.draw,
            actor=coordinator(),
            **VALUE,
            value_known_at=timezone.now() + timedelta(days=1),
        )


def test_draw_seats_takes_the_panel_that_the_value_names():
    college = college_with_people()
    draw = drawn(college, value="  ٣ 5 2 ")
    document = evidence_of(draw)
    tickets = set(college.applicants.filter(is_drawn=True).values_list("ticket", flat=True))
    assert tickets == set(document["drawn"]["panel"])
    assert len(tickets) == 4
    assert college.applicants.filter(is_drawn=True, values__sex="female").count() == 2
    found = verification.verify(document, seal=draw.evidence.seal, key=keys.public_key())
    assert found.holds, found.differing
    entry = RecordEntry.objects.get(kind="forum.seats_drawn")
    assert entry.facts["number"] == draw.panel_number


def test_draw_seats_refuses_too_early_unsealed_empty_and_again():
    college, actor = college_with_people(), coordinator()
    with pytest.raises(Refusal, match="not_sealed"):
        services.draw_seats(draw=college.draw, actor=actor, public_value="1 1 1")
    draw = sealed(college, actor)
    with pytest.raises(Refusal, match="value_too_early"):
        services.draw_seats(draw=draw, actor=actor, public_value="1 1 1")
    draw = value_known(draw)
    for wrong in ("  ", "1 1", "1 1 1 1", "one 1 1", "111"):
        with pytest.raises(Refusal, match="value_not_numbers"):
            services.draw_seats(draw=draw, actor=actor, public_value=wrong)
    services.draw_seats(draw=draw, actor=actor, public_value="1 1 1")
    with pytest.raises(Refusal, match="already_drawn"):
        services.draw_seats(draw=draw, actor=actor, public_value="2 2 2")
    assert Draw.objects.get(pk=draw.pk).public_value == "1 1 1"


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_press_draw_at_once_draw_once():
    college, first, second = college_with_people(), coordinator(), coordinator()
    draw = value_known(sealed(college, first))
    barrier, told = Barrier(2), []

    def press(actor, value):
        try:
            barrier.wait()
            services.draw_seats(draw=draw, actor=actor, public_value=value)
            told.append("drawn")
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=press, args=pair) for pair in ((first, "1 1 1"), (second, "2 2 2"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["draw.already_drawn", "drawn"]
    assert RecordEntry.objects.filter(kind="forum.seats_drawn").count() == 1
    assert Applicant.objects.filter(is_drawn=True).count() == 4


def test_who_sits_in_any_case_sits_and_who_is_out_stays_out():
    college, actor = college_with_people(), coordinator()
    certain, out = college.applicants.all()[:2]
    for one, standing in ((certain, Standing.INCLUDED), (out, Standing.EXCLUDED)):
        services.set_standing(applicant=one, actor=actor, standing=standing, reason="قرار اللجنة")
    draw = drawn(college, actor)
    assert college.applicants.get(pk=certain.pk).is_drawn
    assert not college.applicants.get(pk=out.pk).is_drawn
    sealed_part = evidence_of(draw)["sealed"]
    assert sealed_part["must_include"] == [certain.ticket]
    assert sealed_part["excluded"] == [out.ticket]


def test_one_body_sends_one_person():
    college = college_with_people(women=5, men=5)
    women = list(college.applicants.filter(values__sex="female"))
    for one in women[:4]:
        one.body_key = "جمعيه واحده"
        one.save()
    drawn(college)
    seated = college.applicants.filter(is_drawn=True, body_key="جمعيه واحده").count()
    assert seated <= 1


def test_a_sensitive_column_stands_in_the_evidence_as_commitments():
    """Nothing public tells who it is about: neither values, nor chances, nor panels."""
    college = college_with_a_sensitive_quota()
    draw = drawn(college)
    document = evidence_of(draw)
    assert set(document["sealed"]["commitments"]) == {"وضعية إعاقة"}
    assert document["sealed"]["chances"] is None
    assert document["sealed"]["panels"] is None
    public = verification.verify(document, seal=draw.evidence.seal, key=keys.public_key())
    assert public.holds, public.differing
    assert public.hidden
    opened = verification.verify(document, json.loads(Draw.objects.get(pk=draw.pk).opening))
    assert opened.holds, opened.differing
    assert len(opened.hidden) < len(public.hidden)
    seated = college.applicants.filter(is_drawn=True)
    assert sum(one.sensitive["وضعية إعاقة"] == "نعم" for one in seated) >= 2


@pytest.mark.parametrize("person", [UserFactory, auditor])
def test_only_a_coordinator_computes_seals_and_draws(person):
    college, other = college_with_people(), person()
    with pytest.raises(PermissionDenied):
        services.ask_computation(draw=college.draw, actor=other)
    draw = computed(college)
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        services.seal_draw(draw=draw, actor=other, **VALUE, value_known_at=later)
    with pytest.raises(PermissionDenied):
        services.draw_seats(draw=draw, actor=other, public_value="1 1 1")


def test_the_whole_draw_stands_in_one_unbroken_record():
    college = college_with_people()
    ApplicantFactory(college=college, values={"sex": "male"})
    drawn(college)
    kinds = list(RecordEntry.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == [
        "forum.draw_computed",
        "forum.draw_sealed",
        "forum.seats_drawn",
        "forum.alternates_named",
    ]
    assert record.first_break() is None


def test_a_sensitive_quota_is_named_in_no_public_reason():
    """Whom a sensitive quota keeps out is told only that the conditions together do."""
    from multaqa.apps.forum.queries import Words
    from multaqa.apps.forum.views.shown import reasons_said

    words = Words(college_with_people().edition)
    one = {"why": "quotas", "changes": [["disability", "yes", "minimum", 2, 1]]}
    (told,) = reasons_said(one, words, frozenset({"disability"}))
    assert "disability" not in told
    (told,) = reasons_said(one, words, frozenset())
    assert "disability" in told
