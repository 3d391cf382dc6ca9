"""Scans come in once, in any order, and the same people are in."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from multaqa.apps.attendance import services
from multaqa.apps.attendance.models import BadgeState, CancelReason, CheckIn, Scan
from multaqa.apps.attendance.queries.presence import presence_of, roots_of
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import BadgeFactory, DeviceFactory, TodayFactory
from tests.factories.attendance_door import ago, present, reading, taken
from tests.factories.programme import RoomFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return TodayFactory(starts_on=timezone.localdate() - timedelta(days=1))


@pytest.fixture
def device(edition):
    return DeviceFactory(edition=edition)


@pytest.fixture
def other(edition):
    return DeviceFactory(edition=edition, key="another-key")


def attended(badges):
    """What a certificate would say of each."""
    roots = roots_of(badges)
    found = presence_of(badges[0].edition, set(roots.values()))
    return {key: found[root] for key, root in roots.items()}


def noon():
    """A moment of the day that passed, far from its ends."""
    yesterday = timezone.localtime() - timedelta(days=1)
    return yesterday.replace(hour=12, minute=0, second=0, microsecond=0)


def test_who_is_read_is_in(edition, device):
    badge = BadgeFactory(edition=edition)
    one = reading(badge, at=noon())
    taken(device, one)
    row = CheckIn.objects.get()
    assert (row.badge, row.session, row.at) == (badge, None, noon())
    assert row.day == noon().date()


def test_what_is_sent_twice_comes_in_once(edition, device):
    one = reading(BadgeFactory(edition=edition), at=noon())
    taken(device, one)
    taken(device, one, one)
    assert Scan.objects.count() == CheckIn.objects.count() == 1


def test_two_devices_read_one_badge_the_first_by_time_stands_whoever_sends_first(
    edition, device, other
):
    badge = BadgeFactory(edition=edition)
    late, early = reading(badge, at=noon()), reading(badge, at=noon() - timedelta(minutes=5))
    taken(device, late)
    taken(other, early)
    assert CheckIn.objects.get().scan.uuid == early.uuid
    assert Scan.objects.count() == 2


def test_each_day_is_a_check_in_of_its_own(edition, device):
    badge = BadgeFactory(edition=edition)
    taken(device, reading(badge, at=noon()), reading(badge, at=ago(seconds=1)))
    assert CheckIn.objects.count() == 2
    assert len(attended([badge])[badge.pk].days) == 2


def test_a_clock_that_is_wrong_by_hours_is_put_right(edition, device):
    wrong = timedelta(hours=7)
    one = reading(BadgeFactory(edition=edition), at=noon() - wrong)
    taken(device, one, told_now=timezone.now() - wrong)
    scan = Scan.objects.get()
    assert abs(scan.at - noon()) < timedelta(minutes=1)
    assert scan.told_at == noon() - wrong


@pytest.mark.parametrize("at", [timedelta(hours=3), timedelta(days=-400)])
def test_a_moment_that_cannot_be_is_taken_for_now(edition, device, at):
    taken(device, reading(BadgeFactory(edition=edition), at=timezone.now() + at))
    scan = Scan.objects.get()
    assert scan.at == scan.received_at
    assert CheckIn.objects.count() == 1


def test_a_rehearsal_is_kept_and_never_counted_until_it_is_cleared(edition):
    actor = coordinator()
    device = DeviceFactory(edition=edition, is_rehearsing=True)
    taken(device, reading(BadgeFactory(edition=edition)))
    assert Scan.objects.filter(is_rehearsal=True).count() == 1
    assert not CheckIn.objects.exists()
    assert services.clear_rehearsal(device=device, actor=actor) == 1
    device.refresh_from_db()
    assert device.epoch == 1
    assert not Scan.objects.exists()


def test_outside_the_days_everything_is_a_rehearsal():
    edition = TodayFactory(
        starts_on=timezone.localdate() + timedelta(days=5),
        ends_on=timezone.localdate() + timedelta(days=6),
    )
    taken(DeviceFactory(edition=edition), reading(BadgeFactory(edition=edition)))
    assert Scan.objects.get().is_rehearsal
    assert not CheckIn.objects.exists()


def test_a_badge_of_another_edition_lets_nobody_in(device):
    taken(device, reading(BadgeFactory()))
    assert Scan.objects.get().outcome == Scan.Outcome.UNKNOWN
    assert not CheckIn.objects.exists()


def test_a_cancelled_badge_lets_in_only_who_came_before(edition, device):
    badge = BadgeFactory(edition=edition, cancelled=True, cancelled_at=ago(hours=1))
    taken(device, reading(badge, at=ago(minutes=5)))
    assert not CheckIn.objects.exists()
    taken(device, reading(badge, at=ago(minutes=90)))
    assert CheckIn.objects.count() == 1


def test_who_lost_the_badge_and_wears_another_is_the_same_person(edition, device):
    lost = BadgeFactory(edition=edition)
    taken(device, reading(lost, at=noon()))
    lost.state, lost.cancelled_at = BadgeState.CANCELLED, noon() + timedelta(minutes=10)
    lost.cancel_reason = CancelReason.LOST
    lost.save()
    new = BadgeFactory(edition=edition, replaces=lost)
    taken(device, reading(new, at=noon() + timedelta(minutes=19)))
    assert CheckIn.objects.count() == 1
    assert attended([new])[new.pk].days == [noon().date()]


def test_undone_within_a_minute_nobody_is_in_and_later_it_stands(edition, device):
    one, two = (reading(BadgeFactory(edition=edition), at=noon()) for _turn in range(2))
    taken(device, one, two)
    taken(
        device,
        undone=[
            services.Undoing(one.uuid, noon() + timedelta(seconds=40)),
            services.Undoing(two.uuid, noon() + timedelta(minutes=5)),
        ],
    )
    assert CheckIn.objects.get().scan.uuid == two.uuid


def test_of_two_scans_the_second_stands_once_the_first_is_undone(edition, device, other):
    badge = BadgeFactory(edition=edition)
    one, two = reading(badge, at=noon()), reading(badge, at=noon() + timedelta(minutes=2))
    taken(device, one)
    taken(other, two)
    taken(device, undone=[services.Undoing(one.uuid, noon() + timedelta(seconds=10))])
    assert CheckIn.objects.get().scan.uuid == two.uuid


def test_no_device_undoes_what_another_read(edition, device, other):
    one = reading(BadgeFactory(edition=edition), at=noon())
    taken(device, one)
    taken(other, undone=[services.Undoing(one.uuid, noon())])
    assert CheckIn.objects.count() == 1


def test_a_revoked_device_brings_nothing_in(edition, device):
    services.revoke_device(device=device, actor=coordinator())
    with pytest.raises(Refusal, match=r"device\.revoked"):
        taken(device, reading(BadgeFactory(edition=edition)))
    assert not Scan.objects.exists()


def test_a_rooms_device_checks_in_to_its_session_once_and_never_to_the_day(edition):
    session = SessionFactory(edition=edition)
    device = DeviceFactory(edition=edition, room=session.room)
    badge = BadgeFactory(edition=edition)
    taken(device, *(reading(badge, at=noon(), session=session.number) for _turn in range(2)))
    taken(device, reading(badge, at=noon(), session=30_000))
    row = CheckIn.objects.get()
    assert row.session == session
    assert attended([badge])[badge.pk].sessions == [session]


def test_a_door_takes_no_session(edition, device):
    session = SessionFactory(edition=edition)
    taken(device, reading(BadgeFactory(edition=edition), at=noon(), session=session.number))
    assert CheckIn.objects.get().session is None


def test_the_desk_checks_in_without_a_device_and_undoes_later(edition):
    actor, badge = coordinator(), BadgeFactory(edition=edition)
    scan = services.check_in(edition=edition, actor=actor, code=badge.code)
    assert CheckIn.objects.get().scan == scan
    services.undo_check_in(scan=scan, actor=actor)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("who", [UserFactory, auditor])
def test_nobody_but_the_coordinator_checks_in_at_the_desk(edition, who):
    with pytest.raises(PermissionDenied):
        services.check_in(edition=edition, actor=who(), code=BadgeFactory(edition=edition).code)


def test_a_form_of_a_device_undoes_within_a_minute_alone(edition, device):
    scan = services.check_in(
        edition=edition, device=device, code=BadgeFactory(edition=edition).code
    )
    Scan.objects.filter(pk=scan.pk).update(at=ago(minutes=3))
    scan.refresh_from_db()
    with pytest.raises(Refusal, match="undo_late"):
        services.undo_check_in(scan=scan, device=device)


@pytest.mark.django_db(transaction=True)
def test_two_devices_read_one_badge_at_the_same_moment(together, edition, device, other):
    badges = BadgeFactory.create_batch(8, edition=edition)
    first, second = (
        [reading(badge, at=noon() + timedelta(seconds=shift)) for badge in badges]
        for shift in (1, 0)
    )
    ends = together(
        lambda: taken(device, *first),
        lambda: taken(other, *reversed(second)),
    )
    assert not [one for one in ends if isinstance(one, Exception)]
    assert Scan.objects.count() == 16
    assert {row.scan.uuid for row in CheckIn.objects.all()} == {one.uuid for one in second}


@pytest.mark.django_db(transaction=True)
def test_the_same_scan_sent_twice_at_the_same_moment(together, edition, device):
    one = reading(BadgeFactory(edition=edition), at=noon())
    ends = together(*(lambda: taken(device, one) for _turn in range(3)))
    assert not [one for one in ends if isinstance(one, Exception)]
    assert Scan.objects.count() == CheckIn.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_desks_check_one_person_in_at_the_same_moment(together, edition):
    actor, badge = coordinator(), BadgeFactory(edition=edition)
    ends = together(
        *(
            lambda: services.check_in(edition=edition, actor=actor, code=badge.code)
            for _turn in range(2)
        )
    )
    assert not [one for one in ends if isinstance(one, Exception)]
    assert CheckIn.objects.count() == 1


DEEDS = st.lists(  # badge, minute, and whether it is undone at once
    st.tuples(st.integers(0, 4), st.integers(0, 30), st.booleans()), max_size=8
)
CUTS = st.lists(st.integers(0, 8), max_size=3)
ORDER = st.lists(st.booleans(), min_size=8, max_size=8)


def batches(deeds, cuts):
    """A queue cut into what is sent at once; now and then a piece is sent again."""
    edges = sorted({0, len(deeds), *(cut for cut in cuts if cut < len(deeds))})
    pieces = [deeds[start:end] for start, end in pairwise(edges)]
    return pieces + pieces[:1]


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ours=DEEDS, theirs=DEEDS, cuts=CUTS, order=ORDER)
def test_whatever_way_two_queues_come_in_the_same_people_are_in(
    edition, device, other, ours, theirs, cuts, order
):
    """The union of both queues, sent in one go, is what every interleaving comes to."""
    badges = [*edition.badges.all()] or BadgeFactory.create_batch(5, edition=edition)
    began = noon()

    def deeds(queue, mark):
        return [
            (
                reading(
                    badges[place],
                    at=began + timedelta(minutes=minute),
                    uuid=UUID(int=mark * 1000 + number),
                ),
                is_undone,
            )
            for number, (place, minute, is_undone) in enumerate(queue)
        ]

    def send(who, piece):
        undone = [
            services.Undoing(one.uuid, one.at + timedelta(seconds=9)) for one, gone in piece if gone
        ]
        taken(who, *(one for one, _gone in piece), undone=undone)

    def clear():
        CheckIn.objects.all().delete()
        Scan.objects.all().delete()

    mine, yours = deeds(ours, 1), deeds(theirs, 2)
    clear()
    send(device, mine)
    send(other, yours)
    expected = present(edition)
    clear()
    left, right = batches(mine, cuts), batches(yours, cuts[::-1])
    for goes_left in order * 3:
        if (goes_left and left) or not right:
            if left:
                send(device, left.pop(0))
        else:
            send(other, right.pop(0))
    for piece in left:
        send(device, piece)
    for piece in right:
        send(other, piece)
    stands = {
        (badges[place].pk)
        for queue in (ours, theirs)
        for place, _minute, is_undone in queue
        if not is_undone
    }
    assert present(edition) == expected
    assert {badge for badge, *_rest in expected} == stands
    clear()


def test_a_room_of_another_edition_takes_no_device(edition):
    with pytest.raises(Refusal, match="room_elsewhere"):
        services.add_device(edition=edition, actor=coordinator(), label="باب", room=RoomFactory())


def test_names_that_devices_give_are_theirs_alone(edition, device, other):
    """A name that another device used already brings nothing in under it."""
    uuid = uuid4()
    first, second = BadgeFactory.create_batch(2, edition=edition)
    taken(device, reading(first, uuid=uuid))
    taken(other, reading(second, uuid=uuid))
    assert CheckIn.objects.get().badge == first


def test_who_comes_late_to_an_evening_over_midnight_came_on_its_day():
    """The last evening ends after midnight: it counts, and the forum has no third day by it."""
    day = timezone.localdate() - timedelta(days=1)
    edition = TodayFactory(starts_on=day - timedelta(days=1), ends_on=day)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    session = SessionFactory(
        edition=edition,
        starts_at=midnight - timedelta(hours=3),
        ends_at=midnight + timedelta(minutes=30),
    )
    device = DeviceFactory(edition=edition, room=session.room)
    badge = BadgeFactory(edition=edition)
    at = min(midnight + timedelta(minutes=20), timezone.now())
    taken(device, reading(badge, at=at, session=session.number))
    assert not Scan.objects.get().is_rehearsal
    assert CheckIn.objects.get().day == day
    assert attended([badge])[badge.pk].days == [day]
