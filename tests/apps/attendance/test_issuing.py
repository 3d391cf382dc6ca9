"""Badges issued from what the platform knows, each person once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.attendance import rules, services
from multaqa.apps.attendance.models import Badge, BadgeKind, BadgeState, CancelReason
from multaqa.apps.attendance.queries.coming import is_same_name, people_coming
from multaqa.apps.forum.models import RegistrationState, Seat, SeatState
from multaqa.apps.forum.services import replace_nominee
from multaqa.kernel.arabic import fold
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import BadgeFactory
from tests.factories.forum import ApplicantFactory, CollegeFactory
from tests.factories.forum_nominations import PHONE, accepted_seat, somebody
from tests.factories.forum_registrations import RegistrationFactory
from tests.factories.programme import SessionFactory, SessionSpeakerFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


def confirmed(college, registration=None, **more):
    """A seat that somebody confirmed, of a registration or of a list brought in."""
    told = {"registration": registration} if registration else {}
    return Seat.objects.create(
        draw=college.draw,
        applicant=ApplicantFactory(college=college, **told, **more),
        state=SeatState.CONFIRMED,
        answered_at=timezone.now(),
    )


def registered(college, **more):
    return RegistrationFactory(college=college, state=RegistrationState.ACCEPTED, **more)


def issued(edition, actor=None):
    return services.issue_badges(edition=edition, actor=actor or coordinator())


def active(edition):
    return Badge.objects.filter(edition=edition, state=BadgeState.ACTIVE)


@pytest.fixture
def college():
    return CollegeFactory()


@pytest.mark.parametrize(
    ("person", "may_issue", "may_count"),
    [(coordinator, True, True), (auditor, False, True), (UserFactory, False, False)],
    ids=["coordinator", "auditor", "member"],
)
def test_only_a_coordinator_issues_and_the_auditor_counts(person, may_issue, may_count):
    user = person()
    assert rules.can_issue_badges(user) is may_issue
    assert rules.can_read_badge_names(user) is may_issue
    assert rules.can_read_badges(user) is may_count


@pytest.mark.parametrize("person", [auditor, UserFactory], ids=["auditor", "member"])
def test_issuing_is_refused_to_everybody_else(college, person):
    with pytest.raises(PermissionDenied):
        issued(college.edition, person())


def test_a_confirmed_seat_is_a_badge_with_what_its_person_wrote(college):
    registration = registered(college, name="رقية بنت الناجم")
    seat = confirmed(college, registration)
    issue = issued(college.edition)
    badge = active(college.edition).get()
    assert len(issue.new) == 1
    assert (badge.name, badge.kind, badge.seat) == ("رقية بنت الناجم", "participant", seat)
    assert (badge.commune, badge.user) == (registration.commune, registration.user)
    assert badge.is_to_print


def test_nobody_who_was_only_asked_has_a_badge(college):
    seat = confirmed(college)
    Seat.objects.filter(pk=seat.pk).update(state=SeatState.OFFERED)
    assert issued(college.edition).is_nothing


def test_somebody_of_a_list_brought_in_has_a_badge(college):
    confirmed(college, name="محمد سالم", body="تعاونية النور", phone="06 61 00 00 01")
    issued(college.edition)
    badge = active(college.edition).get()
    assert (badge.name, badge.body_name, badge.sex) == ("محمد سالم", "تعاونية النور", "female")
    assert badge.contact_mark
    assert badge.user is None


def test_whom_an_institution_named_has_a_badge(college):
    seat = accepted_seat(edition=college.edition)
    issued(college.edition)
    badge = active(college.edition).get()
    assert (badge.kind, badge.name) == (BadgeKind.EX_OFFICIO, seat.person_name)
    assert (badge.body_name, badge.function) == (seat.institution_ar, "نائبة الرئيس")


def test_who_speaks_has_a_badge_unless_the_session_is_cancelled(college):
    speaker = SpeakerFactory(edition=college.edition, name_ar="لالة مريم", name_fr="Lalla Meryem")
    session = SessionFactory(edition=college.edition)
    SessionSpeakerFactory(session=session, speaker=speaker)
    SpeakerFactory(edition=college.edition)  # of no session
    issued(college.edition)
    badge = active(college.edition).get()
    assert (badge.kind, badge.name, badge.name_latin) == ("speaker", "لالة مريم", "Lalla Meryem")

    session.is_cancelled = True
    session.save()
    assert [one.pk for one in issued(college.edition).gone] == [badge.pk]


def test_issuing_again_changes_nothing(college):
    confirmed(college, registered(college))
    accepted_seat(edition=college.edition)
    issued(college.edition)
    before = list(Badge.objects.values())
    assert issued(college.edition).is_nothing
    assert list(Badge.objects.values()) == before


def test_who_gives_the_seat_up_loses_the_badge_and_gets_another_when_they_come_after_all(college):
    seat = confirmed(college, registered(college))
    issued(college.edition)
    first = active(college.edition).get()
    Seat.objects.filter(pk=seat.pk).update(state=SeatState.WITHDRAWN)
    issued(college.edition)
    first.refresh_from_db()
    assert (first.state, first.cancel_reason) == ("cancelled", CancelReason.GIVEN_UP)

    Seat.objects.filter(pk=seat.pk).update(state=SeatState.CONFIRMED)
    issued(college.edition)
    assert active(college.edition).get().code != first.code


def test_another_name_is_printed_again(college):
    seat = accepted_seat(edition=college.edition)
    issued(college.edition)
    Badge.objects.update(is_to_print=False, print_count=1)
    replace_nominee(
        seat=seat, nominee=somebody(name="سعاد بنت احمد"), contact=PHONE, paper_reference=""
    )
    issue = issued(college.edition)
    badge = active(college.edition).get()
    assert [one.pk for one in issue.to_print_again] == [badge.pk]
    assert badge.name == "سعاد بنت احمد"
    assert badge.is_to_print_again


def test_what_the_desk_corrected_stays_until_its_source_says_something_new(college):
    seat = accepted_seat(edition=college.edition)
    issued(college.edition)
    Badge.objects.update(name="أمينة سالم", name_key=fold("أمينة سالم"), function="الرئيسة")
    assert issued(college.edition).is_nothing
    seat.person_function = "المديرة"
    seat.save()
    issued(college.edition)
    badge = active(college.edition).get()
    assert (badge.name, badge.function) == ("أمينة سالم", "المديرة")


def test_one_person_of_two_capacities_has_one_badge_which_shows_both(college):
    registration = registered(college, phone=PHONE, name="أمينه بنت سالم")
    confirmed(college, registration)
    accepted_seat(edition=college.edition)
    speaker = SpeakerFactory(edition=college.edition, user=registration.user)
    SessionSpeakerFactory(session=SessionFactory(edition=college.edition), speaker=speaker)
    issued(college.edition)
    badge = active(college.edition).get()
    assert badge.kinds == ["speaker", "ex_officio", "participant"]
    assert badge.kind == "speaker"
    assert badge.user == registration.user
    assert badge.seat
    assert badge.ex_officio_seat
    assert badge.speaker
    assert issued(college.edition).is_nothing


def test_two_people_who_share_a_phone_have_two_badges(college):
    for name in ("محمد سالم", "خديجة سالم"):
        confirmed(college, name=name, phone="0661000001")
    issued(college.edition)
    assert active(college.edition).count() == 2


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("أمينة بنت سالم", "امينه بنت سالم", True),
        ("محمد السالك ولد احمد", "محمد السالك", True),
        ("محمد العلوي", "أحمد العلوي", False),
        ("خديجة سالم", "محمد سالم", False),
        ("", "", False),
    ],
)
def test_a_name_is_the_same_in_another_spelling(one, other, is_same):
    assert is_same_name(one, other) is is_same


def test_two_badges_of_what_turns_out_to_be_one_person_become_one(college):
    registration = registered(college)
    confirmed(college, registration)
    speaker = SpeakerFactory(edition=college.edition)
    SessionSpeakerFactory(session=SessionFactory(edition=college.edition), speaker=speaker)
    issued(college.edition)
    assert active(college.edition).count() == 2
    speaker.user = registration.user
    speaker.save()
    issue = issued(college.edition)
    assert len(issue.doubled) == 1
    badge = active(college.edition).get()
    assert badge.kinds == ["speaker", "participant"]
    assert issued(college.edition).is_nothing


@pytest.mark.parametrize("reason", [CancelReason.REFUSED, CancelReason.MISTAKE])
def test_whom_the_desk_barred_gets_no_other_badge(college, reason):
    confirmed(college, registered(college))
    issued(college.edition)
    Badge.objects.update(state="cancelled", cancelled_at=timezone.now(), cancel_reason=reason)
    issue = issued(college.edition)
    assert issue.held_back_count == 1
    assert issue.is_nothing


def test_whom_the_desk_wrote_in_stays_without_a_seat(college):
    registration = registered(college)
    seat = confirmed(college, registration)
    badge = BadgeFactory(
        edition=college.edition,
        kind="organiser",
        typed_kind="organiser",
        name="فاطمة المنظمة",
        user=registration.user,
    )
    issued(college.edition)
    badge.refresh_from_db()
    assert badge.kinds == ["organiser", "participant"]
    assert badge.name == "فاطمة المنظمة"
    Seat.objects.filter(pk=seat.pk).update(state=SeatState.WITHDRAWN)
    issued(college.edition)
    badge.refresh_from_db()
    assert (badge.state, badge.kinds, badge.seat) == ("active", ["organiser"], None)


def test_badges_of_another_edition_are_left_alone(college):
    other = BadgeFactory()
    issued(college.edition)
    other.refresh_from_db()
    assert other.is_active


@pytest.mark.parametrize("count", [1, 30])
def test_issuing_costs_the_same_queries_for_few_as_for_many(
    college, count, django_assert_max_num_queries
):
    for _place in range(count):
        confirmed(college, registered(college))
        SessionSpeakerFactory(
            session=SessionFactory(edition=college.edition),
            speaker=SpeakerFactory(edition=college.edition),
        )
    actor = coordinator()
    assert rules.can_issue_badges(actor)
    with django_assert_max_num_queries(12):
        issued(college.edition, actor)


def test_two_who_issue_at_once_issue_once(together):
    college = CollegeFactory()
    for _place in range(5):
        confirmed(college, registered(college))
    one, other = coordinator(), coordinator()
    ends = together(lambda: issued(college.edition, one), lambda: issued(college.edition, other))
    assert sorted(len(end.new) for end in ends) == [0, 5]
    assert active(college.edition).count() == 5


def test_names_are_those_that_were_written_in_arabic(college):
    accepted_seat(edition=college.edition)
    (one,) = people_coming(college.edition)
    assert one.body_name.startswith("مجلس")
