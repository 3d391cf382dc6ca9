"""Scans taken in: from devices in batches, from the desk one by one; each once, in any order.

Who is in follows from the scans that stand, the first of them by our clock: so whichever device
catches up first, and however often it sends the same, the same people are in by the same scans.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import Badge, CheckIn, Device, Scan
from multaqa.apps.attendance.queries.door import people_of
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Session
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

UNDO_SECONDS = 60
SLACK = timedelta(seconds=10)  # for a finger that was slow
# A phone's clock is its own to set: what we knew for longer stands, and the coordinator decides.
UNDO_ARRIVES = timedelta(minutes=10)
OLDEST = timedelta(days=10)  # a scan older than that tells of a clock, not of a day
HOURS = ("starts_at", "ends_at")
Outcome = Scan.Outcome
Key = tuple[int, int | None, date]  # a person, a session or the door, a day


@dataclass(frozen=True, slots=True)
class Reading:
    """A badge that was read: ``code`` is written as it is printed, ``at`` by the reader's clock."""

    uuid: UUID
    code: str
    at: datetime
    session: int | None = None  # its number
    is_forced: bool = False
    device: int | None = None  # which this phone was when it read it, where it says so


@dataclass(frozen=True, slots=True)
class Undoing:
    uuid: UUID
    at: datetime
    device: int | None = None


@transaction.atomic
def take_scans(
    *,
    device: Device,
    readings: Sequence[Reading],
    undone: Sequence[Undoing] = (),
    told_now: datetime,
) -> dict[UUID, Scan]:
    """Everything that a device read is kept once, and who is in follows from it.

    ``told_now`` is what its clock says now: all its times are put right by as much as it is wrong.
    """
    device = (
        Device.objects.select_for_update(of=("self",))
        .select_related("edition", "room")
        .get(pk=device.pk)
    )
    if device.is_revoked:
        raise Refusal("device.revoked")
    now = timezone.now()
    edition = device.edition
    # In whole seconds: less than one is the way that the message took.
    wrong_by = timedelta(seconds=round((now - told_now).total_seconds()))
    people = held_people(edition, [one.code for one in readings])
    sessions = _sessions(device, readings)
    scans = [
        _scan(
            edition,
            one,
            people.get(one.code),
            at=put_right(one.at + wrong_by, now, device.paired_at),
            received_at=now,
            session=sessions.get(one.session),
            device=device,
        )
        for one in readings
    ]
    Scan.objects.bulk_create(scans, ignore_conflicts=True)
    _undo(device, undone, wrong_by)
    touched = [*(one.uuid for one in readings), *(one.uuid for one in undone)]
    kept = {one.uuid: one for one in Scan.objects.filter(uuid__in=touched, edition=edition)}
    settle(edition, {one.badge_id for one in kept.values() if one.badge_id})
    return kept


@transaction.atomic
def check_in(
    *,
    edition: Edition,
    actor: User | None = None,
    device: Device | None = None,
    code: str,
    session: Session | None = None,
    is_forced: bool = False,
) -> Scan:
    """One person checked in now, at the desk, or by a device that only sends a form."""
    now = timezone.now()
    number = session.number if session else None
    reading = Reading(uuid4(), code, now, number, is_forced)
    if device is not None:
        taken = take_scans(device=device, readings=[reading], told_now=now)
        return taken[reading.uuid]
    require(actor is not None and rules.can_run_door(actor))
    people = held_people(edition, [code])
    scan = _scan(edition, reading, people.get(code), at=now, received_at=now, session=session)
    scan.actor = actor
    scan.save(force_insert=True)
    settle(edition, {scan.badge_id} if scan.badge_id else set())
    return scan


@transaction.atomic
def undo_check_in(*, scan: Scan, actor: User | None = None, device: Device | None = None) -> Scan:
    """A scan is as if it had not been: by who read it within a minute, by the coordinator later."""
    now = timezone.now()
    if device is not None:
        if scan.device_id != device.pk:
            raise Refusal("scan.not_found")
        if now - min(scan.at, scan.received_at) > timedelta(seconds=UNDO_SECONDS) + SLACK:
            raise Refusal("scan.undo_late")
    else:
        require(actor is not None and rules.can_run_door(actor))
    if scan.badge_id:
        _hold([scan.badge_id])
    Scan.objects.filter(pk=scan.pk, undone_at=None).update(
        undone_at=now, undone_by=actor, undo_asked_at=now
    )
    settle(scan.edition, {scan.badge_id} if scan.badge_id else set())
    return Scan.objects.get(pk=scan.pk)


def day_read(at: datetime, session: Session | None) -> date:
    """The day that a reading is of: in a session that runs over midnight, that on which it began.

    So who came late to the last evening came to the forum, and on no day that it does not have.
    """
    if session is not None and session.starts_at and session.ends_at:
        at = session.starts_at if session.starts_at <= at <= session.ends_at else at
    return timezone.localtime(at).date()


def put_right(at: datetime, now: datetime, since: datetime | None = None) -> datetime:
    """A moment that can be: none to come, none from before the forum or before it was a door."""
    first = max(now - OLDEST, since - SLACK) if since else now - OLDEST
    return at if first <= at <= now else now


def held_people(edition: Edition, codes: Iterable[str]) -> Mapping[str, tuple[Badge, Badge]]:
    """For each code its badge and the first badge of the same person, held until we are done.

    Two that check the same person in wait for each other here.
    """
    people = people_of(edition, codes)
    _hold({first.pk for _badge, first in people.values()})
    return people


def _hold(badges: Iterable[int]) -> None:
    locked = Badge.objects.select_for_update(of=("self",), no_key=True)
    list(locked.filter(pk__in=list(badges)).order_by("pk").values_list("pk"))


def _sessions(device: Device, readings: Sequence[Reading]) -> dict[int | None, Session]:
    """The sessions that a room's device may check in to, by number; none at the door."""
    numbers = {one.session for one in readings if one.session is not None}
    if device.room_id is None or not numbers:
        return {}
    found = Session.objects.filter(edition=device.edition_id, number__in=numbers)
    return {one.number: one for one in found.only("number", *HOURS)}


def _scan(
    edition: Edition,
    reading: Reading,
    person: tuple[Badge, Badge] | None,
    *,
    at: datetime,
    received_at: datetime,
    session: Session | None,
    device: Device | None = None,
) -> Scan:
    """The scan as it will be kept, with what comes of it."""
    day = day_read(at, session)
    is_on = edition.starts_on <= day <= edition.ends_on
    # A room's device whose session we do not know checks nobody in to the whole day.
    is_lost = device is not None and device.room_id is not None and session is None
    return Scan(
        uuid=reading.uuid,
        edition=edition,
        device=device,
        badge=person[1] if person else None,
        code=reading.code,
        session=session,
        outcome=Outcome.UNKNOWN if person is None or is_lost else _outcome(person[0], at),
        is_forced=reading.is_forced,
        is_rehearsal=not is_on or (device is not None and device.is_rehearsing),
        at=at,
        told_at=reading.at,
        received_at=received_at,
    )


def _outcome(badge: Badge, at: datetime) -> str:
    """Who came in before their badge was cancelled came in."""
    if badge.cancelled_at is not None and badge.cancelled_at <= at:
        return Outcome.CANCELLED
    return Outcome.TAKEN


def _undo(device: Device, undone: Sequence[Undoing], wrong_by: timedelta) -> None:
    """What it read itself, a moment before; what comes too late is noted, and stands."""
    told = {one.uuid: one.at for one in undone}
    now = timezone.now()
    scans = list(Scan.objects.filter(uuid__in=told, device=device, undone_at=None))
    _hold({one.badge_id for one in scans if one.badge_id})
    for scan in scans:
        # Both moments by the device's own clock: its error is no matter here.
        after = abs(told[scan.uuid] - scan.told_at)
        is_soon = after <= timedelta(seconds=UNDO_SECONDS) + SLACK
        if is_soon and now - scan.received_at <= UNDO_ARRIVES:
            scan.undone_at = put_right(told[scan.uuid] + wrong_by, now)
        scan.undo_asked_at = scan.undo_asked_at or now
        scan.save(update_fields=["undone_at", "undo_asked_at"])


def settle(edition: Edition, badges: Iterable[int]) -> None:
    """Who is in follows from the scans that stand: the first of each person, place and day."""
    keys = list(badges)
    if not keys:
        return
    first: dict[Key, Scan] = {}
    stand = Scan.objects.filter(
        edition=edition,
        badge__in=keys,
        outcome=Outcome.TAKEN,
        undone_at=None,
        is_rehearsal=False,
    )
    for scan in stand.select_related("session").order_by("at", "uuid"):
        day = day_read(scan.at, scan.session)
        first.setdefault(_place(scan.badge_id or 0, scan.session_id, day), scan)
    there: dict[Key, CheckIn] = {
        _place(one.badge_id, one.session_id, one.day): one
        for one in CheckIn.objects.filter(edition=edition, badge__in=keys)
    }
    gone = [one.pk for key, one in there.items() if key not in first]
    CheckIn.objects.filter(pk__in=gone).delete()
    fresh, moved = [], []
    for key, scan in first.items():
        one = there.get(key)
        if one is None:
            fresh.append(_entry(edition, scan))
        elif one.scan_id != scan.pk:
            one.scan, one.at = scan, scan.at
            one.day = day_read(scan.at, scan.session)
            moved.append(one)
    CheckIn.objects.bulk_create(fresh)
    CheckIn.objects.bulk_update(moved, ["scan", "at", "day"])


def _place(badge: int, session: int | None, day: date) -> Key:
    """At the door once a day; in a session once, whatever the day."""
    return (badge, session, day if session is None else date.min)


def _entry(edition: Edition, scan: Scan) -> CheckIn:
    return CheckIn(
        edition=edition,
        badge_id=scan.badge_id or 0,
        session_id=scan.session_id,
        day=day_read(scan.at, scan.session),
        at=scan.at,
        scan=scan,
    )
