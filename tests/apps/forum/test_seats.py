"""After the draw: asked, confirmed, replaced, closed; the file of it checked by its own engine."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import (
    Aftermath,
    Applicant,
    Draw,
    Edition,
    Message,
    Registration,
    Replacement,
    Seat,
    SeatState,
)
from multaqa.engines.lottery import aftermath_check
from multaqa.kernel import jobs, keys, record
from multaqa.kernel.models import Job, RecordEntry
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import (
    CollegeFactory,
    college_with_a_sensitive_quota,
    college_with_people,
    drawn,
    sealed,
)
from tests.factories.forum import value_known as value_past
from tests.factories.forum_registrations import CallFactory, RegistrationFactory
from tests.factories.forum_seats import asked, declining, drawn_today, late, registered, seated
from tests.factories.jobs import Pausing, asked_while_published

pytestmark = pytest.mark.django_db

By = Seat.AnsweredBy
VALUE = {"value_source": "ثلاثة أحجار نرد أمام الحضور", "value_count": 3}


def file_of(draw):
    return Aftermath.objects.get(draw=draw)


def checked(draw, *openings):
    """The public file, verified as anyone does, with the head that the record noted last."""
    found = file_of(draw)
    document = json.loads(found.document)
    return aftermath_check.verify(document, openings, key=keys.public_key(), head=found.digest)


def members(draw):
    return Applicant.objects.filter(college=draw.college_id, is_drawn=True)


def sealed_again(draw, actor, **value):
    known_at = timezone.now() + timedelta(hours=1)
    job = services.ask_replacement(
        draw=draw, actor=actor, **(VALUE | {"value_known_at": known_at} | value)
    )
    jobs.run(job.pk)
    return Job.objects.get(pk=job.pk)


def value_known(replacement):
    past = timezone.now() - timedelta(minutes=1)
    Replacement.objects.filter(pk=replacement.pk).update(value_known_at=past)
    return Replacement.objects.get(pk=replacement.pk)


def test_the_draw_offers_each_seat_and_names_alternates_ahead():
    draw = seated(alternates=3)
    seats = draw.seats_given.all()
    assert {seat.state for seat in seats} == {SeatState.OFFERED}
    assert {seat.applicant_id for seat in seats} == {one.pk for one in members(draw)}
    ranked = draw.college.applicants.filter(alternate_rank__isnull=False, is_drawn=False)
    assert sorted(one.alternate_rank for one in ranked) == [1, 2, 3]
    entry = record.head()
    assert entry.kind == "forum.alternates_named"
    assert (entry.facts["count"], entry.facts["digest"]) == (3, file_of(draw).digest)
    found = checked(draw)
    assert found.holds, found.differing


def test_who_withdrew_before_the_draw_has_left_the_seat_and_is_no_alternate():
    college, actor = registered(college_with_people()), coordinator()
    draw = sealed(college, actor)
    gone = list(college.applicants.all()[3:11])
    for one in gone:
        services.withdraw_registration(registration=one.registration, actor=actor)
    services.draw_seats(draw=value_past(draw), actor=actor, public_value="4 1 6")
    left = {one.pk for one in gone}
    for seat in Seat.objects.all():
        is_away = seat.applicant_id in left
        assert seat.state == (SeatState.WITHDRAWN if is_away else SeatState.OFFERED)
    ranked = college.applicants.filter(alternate_rank__isnull=False)
    assert not left & set(ranked.values_list("pk", flat=True))
    found = checked(draw)
    assert found.holds, found.differing


def test_a_date_is_set_and_everyone_who_registered_is_told_once_with_a_link():
    draw, actor = seated(), coordinator()
    with pytest.raises(Refusal, match="date_past"):
        services.set_confirmation_date(draw=draw, actor=actor, by=timezone.now())
    with pytest.raises(Refusal, match="date_after_opening"):
        services.set_confirmation_date(
            draw=draw, actor=actor, by=timezone.now() + timedelta(days=900)
        )
    asked(draw, actor)
    texts = list(Message.objects.values_list("text", flat=True))
    assert len(texts) == 4
    assert all("/seat/" in text for text in texts)
    assert record.head().kind == "forum.confirmation_asked"
    assert not draw.seats_given.filter(confirm_by=None).exists()


def test_the_same_date_set_again_tells_only_who_was_asked_for_another():
    draw, actor = seated(), coordinator()
    by = timezone.now() + timedelta(days=5)

    def set_date(moment):
        services.set_confirmation_date(draw=draw, actor=actor, by=moment)
        asked_for = RecordEntry.objects.filter(kind="forum.confirmation_asked").count()
        return Message.objects.count(), asked_for

    assert set_date(by) == (4, 1)
    assert set_date(by) == (4, 1)
    one = draw.seats_given.order_by("pk").first()
    Seat.objects.filter(pk=one.pk).update(confirm_by=by + timedelta(days=1))
    assert set_date(by) == (5, 2)
    assert Message.objects.latest("pk").registration_id == one.applicant.registration_id
    assert set_date(by + timedelta(days=2)) == (9, 3)


@pytest.mark.django_db(transaction=True)
def test_a_date_set_at_once_by_two_coordinators_is_told_once(together):
    draw, actor = seated(), coordinator()
    by = timezone.now() + timedelta(days=5)

    def set_date():
        return services.set_confirmation_date(draw=draw, actor=actor, by=by).confirm_by

    first, second = together(set_date, set_date)
    assert first == second == by.replace(second=0, microsecond=0)
    assert Message.objects.count() == 4
    assert RecordEntry.objects.filter(kind="forum.confirmation_asked").count() == 1


def test_a_seat_is_confirmed_by_link_on_the_site_and_at_the_desk():
    draw, actor = seated(), coordinator()
    link, site, desk, _left = draw.seats_given.select_related("applicant__registration")
    assert services.confirm_seat(seat=link, actor=None, by=By.LINK).state == SeatState.CONFIRMED
    owner = UserFactory()
    Registration.objects.filter(pk=site.applicant.registration_id).update(user=owner)
    with pytest.raises(PermissionDenied):
        services.confirm_seat(seat=site, actor=UserFactory(), by=By.SITE)
    assert services.confirm_seat(seat=site, actor=owner, by=By.SITE).answered_by == By.SITE
    for person in (UserFactory(), auditor()):
        with pytest.raises(PermissionDenied):
            services.confirm_seat(seat=desk, actor=person, by=By.DESK, note="x")
    with pytest.raises(Refusal, match="note_missing"):
        services.confirm_seat(seat=desk, actor=actor, by=By.DESK)
    kept = services.confirm_seat(seat=desk, actor=actor, by=By.DESK, note="هاتفيا")
    assert (kept.state, kept.note) == (SeatState.CONFIRMED, "هاتفيا")


def test_who_declined_cannot_take_it_back_by_the_link_but_the_desk_can_until_it_is_given_on():
    draw, actor = seated(), coordinator()
    seat = draw.seats_given.first()
    services.decline_seat(seat=seat, actor=None, by=By.LINK)
    with pytest.raises(Refusal, match=r"seat\.declined"):
        services.confirm_seat(seat=seat, actor=None, by=By.LINK)
    services.confirm_seat(seat=seat, actor=actor, by=By.DESK, note="خطأ")
    declining(seat, actor)
    services.replace_gone(draw=draw, actor=actor)
    with pytest.raises(Refusal, match="given_on"):
        services.confirm_seat(seat=seat, actor=actor, by=By.DESK, note="خطأ")


def test_silence_counts_after_the_date_and_never_before():
    draw, actor = asked(seated()), coordinator()
    first = draw.seats_given.first()
    services.confirm_seat(seat=first, actor=None, by=By.LINK)
    with pytest.raises(Refusal, match="nobody_late"):
        services.mark_silent(draw=draw, actor=actor)
    late(draw)
    assert services.mark_silent(draw=draw, actor=actor) == 3
    assert Seat.objects.get(pk=first.pk).state == SeatState.CONFIRMED


def test_alternates_take_the_seats_with_every_quota_kept_and_the_record_says_so():
    draw, actor = asked(seated()), coordinator()
    out = list(draw.seats_given.select_related("applicant")[:2])
    for seat in out:
        declining(seat, actor)
    before = RecordEntry.objects.count()
    came = services.replace_gone(draw=draw, actor=actor)
    assert [seat.came_by for seat in came] == [Seat.CameBy.ALTERNATE] * 2
    assert all(seat.confirm_by for seat in came)
    assert members(draw).count() == 4
    assert members(draw).filter(values__sex="female").count() == 2
    assert not members(draw).filter(pk__in=[seat.applicant_id for seat in out]).exists()
    entries = RecordEntry.objects.order_by("number")[before:]
    assert {entry.kind for entry in entries} == {"forum.seat_replaced"}
    assert {entry.facts["out"] for entry in entries} == {seat.applicant.ticket for seat in out}
    assert {entry.facts["reason"] for entry in entries} == {"declined"}
    assert {entry.facts["digest"] for entry in entries} == {file_of(draw).digest}
    assert "(اعتذار)" in record.sentence(entries[0])
    assert Message.objects.filter(registration__applicant__seat__in=came).count() == 2
    found = checked(draw)
    assert found.holds, found.differing
    with pytest.raises(Refusal, match="nobody_gone"):
        services.replace_gone(draw=draw, actor=actor)


def test_a_withdrawal_leaves_the_seat_and_an_alternate_who_withdrew_is_passed_over():
    draw, actor = seated(), coordinator()
    seat = draw.seats_given.select_related("applicant__registration").first()
    first, second = queries.alternates_seen_by(actor, draw.college).filter(
        values=seat.applicant.values
    )[:2]
    for one in (seat.applicant, first):
        services.withdraw_registration(registration=one.registration, actor=actor)
    assert Seat.objects.get(pk=seat.pk).state == SeatState.WITHDRAWN
    came = services.replace_gone(draw=draw, actor=actor)
    assert [one.applicant_id for one in came] == [second.pk]
    found = checked(draw)
    assert found.holds, found.differing


def test_where_the_alternates_do_not_suffice_a_second_draw_is_sealed_and_drawn():
    draw, actor = asked(seated(alternates=0)), coordinator()
    seat = draw.seats_given.select_related("applicant").first()
    declining(seat, actor)
    with pytest.raises(Refusal, match="alternates_do_not_fit"):
        services.replace_gone(draw=draw, actor=actor)
    sealed_again(draw, actor)
    replacement = Replacement.objects.get(draw=draw)
    assert replacement.gone == {seat.applicant.ticket: "declined"}
    assert record.head().kind == "forum.replacement_sealed"
    with pytest.raises(Refusal, match=r"replacement\.sealed"):
        services.replace_gone(draw=draw, actor=actor)
    with pytest.raises(Refusal, match="being_replaced"):
        services.confirm_seat(seat=seat, actor=actor, by=By.DESK, note="خطأ")
    with pytest.raises(Refusal, match=r"replacement\.sealed"):
        services.close_replacements(draw=draw, actor=actor)
    with pytest.raises(Refusal, match="value_too_early"):
        services.draw_replacement(replacement=replacement, actor=actor, public_value="1 2 3")
    replacement = value_known(replacement)
    came = services.draw_replacement(replacement=replacement, actor=actor, public_value="1 2 3")
    assert [one.came_by for one in came] == [Seat.CameBy.REPLACEMENT]
    assert members(draw).filter(values__sex="female").count() == 2
    assert record.head().kind == "forum.seat_redrawn"
    found = checked(draw)
    assert found.holds, found.differing
    with pytest.raises(Refusal, match="already_drawn"):
        services.draw_replacement(replacement=replacement, actor=actor, public_value="3 2 1")


def test_a_second_draw_that_something_overtook_is_not_kept():
    draw, actor = seated(alternates=0), coordinator()
    first, second = draw.seats_given.select_related("applicant")[:2]
    declining(first, actor)
    known_at = timezone.now() + timedelta(hours=1)
    job = services.ask_replacement(draw=draw, actor=actor, **VALUE, value_known_at=known_at)
    real = jobs.Running.publishes

    def overtaken(running):
        declining(second, actor)
        return real(running)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs.Running, "publishes", overtaken)
        jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).refusal_code == "replacement.changed_meanwhile"
    assert not Replacement.objects.exists()


def test_a_second_lottery_asked_again_while_it_is_published_is_sealed_once(together):
    draw, actor = seated(alternates=0), coordinator()
    declining(draw.seats_given.first(), actor)
    known_at = (timezone.now() + timedelta(hours=1)).replace(microsecond=0)
    job = services.ask_replacement(draw=draw, actor=actor, **VALUE, value_known_at=known_at)
    worker = Pausing(job)
    published, again = asked_while_published(
        together,
        worker,
        lambda: services.seal_replacement(
            job=worker, draw_id=draw.pk, **VALUE, known_at=known_at.isoformat()
        ),
        lambda: services.ask_replacement(draw=draw, actor=actor, **VALUE, value_known_at=known_at),
    )
    assert published is None
    assert Replacement.objects.count() == 1
    assert again.code in {"job.already_running", "replacement.sealed"}


def test_what_nobody_left_can_take_is_said_and_the_seat_may_stay_empty():
    draw, actor = seated(women=2, men=6), coordinator()
    seat = draw.seats_given.select_related("applicant").filter(applicant__values={"sex": "female"})[
        0
    ]
    declining(seat, actor)
    outlook = queries.outlook_of(draw, file_of(draw), {seat.applicant.ticket})
    assert not outlook.is_possible
    changes = {(one.category, one.value, one.was) for one in outlook.ways[0].changes}
    assert ("sex", "female", 2) in changes
    known_at = timezone.now() + timedelta(hours=1)
    with pytest.raises(Refusal, match="no_replacement"):
        services.ask_replacement(draw=draw, actor=actor, **VALUE, value_known_at=known_at)
    services.leave_seat_empty(seat=seat, actor=actor)
    assert members(draw).count() == 3
    assert record.head().facts["ticket"] == seat.applicant.ticket
    with pytest.raises(Refusal, match="nobody_gone"):
        services.replace_gone(draw=draw, actor=actor)


def test_closing_erases_the_sensitive_answers_and_openings_and_replaces_nobody_more():
    college, actor = registered(college_with_a_sensitive_quota()), coordinator()
    Registration.objects.filter(college=college).update(sensitive={"q1": "yes"})
    draw = drawn(college, actor)
    declining(draw.seats_given.first(), actor)
    services.close_replacements(draw=draw, actor=actor)
    assert not college.applicants.exclude(sensitive={}).exists()
    assert not Registration.objects.exclude(sensitive={}).exists()
    assert Draw.objects.get(pk=draw.pk).opening == ""
    assert record.head().kind == "forum.replacements_closed"
    for deed in (services.replace_gone, services.close_replacements):
        with pytest.raises(Refusal, match="replacements_closed"):
            deed(draw=draw, actor=actor)
    assert checked(draw).holds


def test_closing_erases_what_is_sensitive_in_drafts_that_no_college_takes():
    college, actor = registered(college_with_a_sensitive_quota()), coordinator()
    edition = college.edition
    other = CollegeFactory(edition=edition, slug="b", name_ar="الشباب", position=2)
    CallFactory(edition=edition)

    def draft(**more):
        return RegistrationFactory(
            edition=edition, state="draft", number="", sent_at=None, sensitive={"q1": "yes"}, **more
        )

    undecided, elsewhere = draft(college=None), draft(college=other)
    stranger = RegistrationFactory(state="draft", sensitive={"q1": "yes"})
    # The other college still takes them: the first to close leaves them alone.
    services.close_replacements(draw=drawn(college, actor), actor=actor)
    for one in (undecided, elsewhere, stranger):
        one.refresh_from_db()
        assert one.sensitive == {"q1": "yes"}
    services.close_call(edition=edition, actor=actor)
    Aftermath.objects.update(is_closed=False)
    services.close_replacements(draw=Draw.objects.get(college=college), actor=actor)
    for one, kept in ((undecided, {}), (elsewhere, {"q1": "yes"}), (stranger, {"q1": "yes"})):
        one.refresh_from_db()
        assert one.sensitive == kept


def test_behind_a_veil_nobody_is_ranked_and_the_auditor_checks_all_with_the_opening():
    college, actor = registered(college_with_a_sensitive_quota()), coordinator()
    draw = drawn(college, actor)
    assert not college.applicants.filter(alternate_rank__isnull=False).exists()
    step = json.loads(file_of(draw).document)["sealed"]["steps"][0]
    assert step["people"] is None
    assert step["commitments"]
    # Of those with a hidden value two sit, and both are needed: someone else leaves.
    seat = next(
        seat
        for seat in draw.seats_given.select_related("applicant")
        if "نعم" not in seat.applicant.sensitive.values()
    )
    declining(seat, actor)
    services.replace_gone(draw=draw, actor=actor)
    opening = json.loads(draw.opening)
    for found in (checked(draw), checked(draw, opening)):
        assert found.holds, found.differing


def test_an_older_draw_is_given_its_seats_at_first_use():
    draw, actor = seated(), coordinator()
    Seat.objects.all().delete()
    Aftermath.objects.all().delete()
    Applicant.objects.update(alternate_rank=None)
    services.open_seats(draw=draw, actor=actor)
    services.open_seats(draw=draw, actor=actor)
    assert draw.seats_given.count() == 4
    assert checked(draw).holds


@pytest.mark.parametrize("person", [UserFactory, auditor])
def test_only_a_coordinator_runs_the_seats(person):
    draw, other = seated(), person()
    seat = draw.seats_given.first()
    known_at = timezone.now() + timedelta(hours=1)
    for deed in (
        lambda: services.set_confirmation_date(draw=draw, actor=other, by=known_at),
        lambda: services.mark_silent(draw=draw, actor=other),
        lambda: services.replace_gone(draw=draw, actor=other),
        lambda: services.close_replacements(draw=draw, actor=other),
        lambda: services.open_seats(draw=draw, actor=other),
        lambda: services.leave_seat_empty(seat=seat, actor=other),
        lambda: services.set_alternates(draw=draw, actor=other, count=1),
        lambda: services.ask_replacement(draw=draw, actor=other, **VALUE, value_known_at=known_at),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_the_number_of_alternates_is_set_before_the_draw():
    college, actor = college_with_people(), coordinator()
    services.set_alternates(draw=college.draw, actor=actor, count=2)
    draw = drawn(college, actor)
    assert college.applicants.filter(alternate_rank__isnull=False).count() == 2
    with pytest.raises(Refusal, match="already_drawn"):
        services.set_alternates(draw=draw, actor=actor, count=5)


def test_two_coordinators_who_replace_at_once_replace_once(together):
    first, second = coordinator(), coordinator()
    draw = seated(first)
    declining(draw.seats_given.first(), first)
    ends = together(
        lambda: services.replace_gone(draw=draw, actor=first),
        lambda: services.replace_gone(draw=draw, actor=second),
    )
    refused = [end for end in ends if isinstance(end, Refusal)]
    assert [one.code for one in refused] == ["seat.nobody_gone"]
    assert members(draw).count() == 4
    assert draw.seats_given.count() == 5


def test_a_withdrawal_and_a_replacement_at_once_leave_no_seat_with_who_withdrew(together):
    """Whichever comes first: who withdrew is not called, or has left the seat."""
    actor = coordinator()
    draw = seated(actor)
    seat = draw.seats_given.select_related("applicant").first()
    declining(seat, actor)
    likely = queries.alternates_seen_by(actor, draw.college).filter(values=seat.applicant.values)[0]
    ends = together(
        lambda: services.replace_gone(draw=draw, actor=actor),
        lambda: services.withdraw_registration(registration=likely.registration, actor=actor),
    )
    assert not [end for end in ends if isinstance(end, Exception)], ends
    held = Seat.objects.filter(applicant=likely).first()
    assert held is None or held.state == SeatState.WITHDRAWN


def test_the_command_line_verifies_the_file(tmp_path):
    draw, actor = seated(), coordinator()
    declining(draw.seats_given.first(), actor)
    services.replace_gone(draw=draw, actor=actor)
    path = tmp_path / "after.json"
    path.write_text(file_of(draw).document)
    command = [str(Path(sys.executable).with_name("multaqa")), "verify", str(path)]
    options = ["--key", keys.public_key(), "--seal", draw.evidence.seal]
    head = ["--head", file_of(draw).digest]
    ran = subprocess.run([*command, *options, *head], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    wrong = subprocess.run(
        [*command, "--head", "0" * 64], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 1


def test_behind_a_veil_a_second_draw_is_drawn_and_checked_with_both_openings():
    college, actor = registered(college_with_a_sensitive_quota()), coordinator()
    services.set_alternates(draw=college.draw, actor=actor, count=0)
    draw = drawn_today(college, actor)
    seat = next(
        seat
        for seat in draw.seats_given.select_related("applicant")
        if "نعم" not in seat.applicant.sensitive.values()
    )
    declining(seat, actor)
    sealed_again(draw, actor)
    replacement = value_known(Replacement.objects.get(draw=draw))
    services.draw_replacement(replacement=replacement, actor=actor, public_value="1 2 3")
    openings = [json.loads(draw.opening), json.loads(replacement.opening)]
    for found in (checked(draw), checked(draw, *openings)):
        assert found.holds, found.differing


def test_two_coordinators_who_draw_the_second_draw_at_once_draw_it_once(together):
    first, second = coordinator(), coordinator()
    draw = seated(first, alternates=0)
    declining(draw.seats_given.first(), first)
    sealed_again(draw, first)
    replacement = value_known(Replacement.objects.get(draw=draw))
    ends = together(
        *(
            lambda actor=actor, value=value: services.draw_replacement(
                replacement=replacement, actor=actor, public_value=value
            )
            for actor, value in ((first, "1 2 3"), (second, "6 5 4"))
        )
    )
    refused = [end.code for end in ends if isinstance(end, Refusal)]
    assert refused == ["draw.already_drawn"]
    assert draw.seats_given.count() == 5


def test_an_answer_and_silence_at_once_leave_one_of_the_two(together):
    actor = coordinator()
    draw = asked(seated(actor), actor)
    seat = draw.seats_given.select_related("applicant__registration").first()
    late(draw)
    ends = together(
        lambda: services.confirm_seat(seat=seat, actor=None, by=By.LINK),
        lambda: services.mark_silent(draw=draw, actor=actor),
    )
    kept = Seat.objects.get(pk=seat.pk).state
    if isinstance(ends[0], Refusal):
        assert (ends[0].code, kept) == ("seat.silent", SeatState.SILENT)
    else:
        assert kept == SeatState.CONFIRMED


def came_in_during(draw, actor, *, first, last):
    """A seat is given back while the edition lasts from one day to the other; who comes in."""
    Edition.objects.filter(pk=draw.college.edition_id).update(starts_on=first, ends_on=last)
    draw = Draw.objects.get(pk=draw.pk)
    declining(draw.seats_given.exclude(state=SeatState.DECLINED).first(), actor)
    (seat,) = services.replace_gone(draw=draw, actor=actor)
    return seat


@pytest.mark.parametrize("is_reached", [True, False])
def test_who_comes_in_on_the_day_is_asked_to_answer_at_once(is_reached):
    draw, actor = seated(), coordinator()
    if not is_reached:
        Registration.objects.update(phone="", email="")
    asked(draw, actor)
    today = timezone.localdate()
    seat = came_in_during(draw, actor, first=today, last=today + timedelta(days=1))
    assert (seat.state, seat.confirm_by) == (SeatState.OFFERED, None)
    registration = seat.applicant.registration
    letter = registration.messages.get()
    assert services.seat_address(seat, registration.edition) in letter.text
    assert (letter.state == Message.State.TO_CALL) is not is_reached
    listed = queries.to_call(actor, registration.edition)
    assert listed.filter(pk=letter.pk).exists() is not is_reached
    services.confirm_seat(seat=seat, actor=None, by=By.LINK)
    # Nobody is offered a seat of a forum that is over.
    ago = today - timedelta(days=3)
    declined = draw.seats_given.filter(state=SeatState.OFFERED).first()
    declining(declined, actor)
    Edition.objects.filter(pk=draw.college.edition_id).update(starts_on=ago, ends_on=ago)
    (late_one,) = services.replace_gone(draw=Draw.objects.get(pk=draw.pk), actor=actor)
    assert not late_one.applicant.registration.messages.exists()


def test_while_no_date_is_set_who_comes_in_is_told_with_it():
    draw, actor = seated(), coordinator()
    soon = timezone.localdate() + timedelta(days=20)
    seat = came_in_during(draw, actor, first=soon, last=soon)
    assert not seat.applicant.registration.messages.exists()
    asked(draw, actor)
    assert seat.applicant.registration.messages.count() == 1
