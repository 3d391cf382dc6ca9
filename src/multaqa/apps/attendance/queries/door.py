"""What a device of the door holds: who may come in, and who is in; no phone, no commune, no sex.

The list goes out in pieces, each with a digest: a device says which it has, and gets those that
changed, whatever changed them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.attendance.models import Badge, CheckIn, Device, Scan
from multaqa.apps.attendance.queries.codes import SIGNS
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import LIVE, Place, PlaceState, Session
from multaqa.apps.programme.queries import sessions_of
from multaqa.kernel import arabic

PIECES = 64
ENTRY = ("at", "scan__device__label", "scan__uuid")  # what says by what somebody is in
Piece = dict[str, Any]


class Holder(NamedTuple):
    """What the list needs of a badge; a thousand whole ones would cost most of a device's turn."""

    pk: int
    code: str
    name: str
    body_name: str
    kind: str
    cancel_reason: str
    replaces_id: int | None
    user_id: int | None
    name_key: str


One = TypeVar("One", Badge, Holder)


def device_of_key(mark: str) -> Device | None:
    """The device that holds the key of this digest, revoked or not."""
    if not mark:
        return None
    return Device.objects.select_related("edition", "room").filter(key_mark=mark).first()


def devices_before(device: Device) -> list[Device]:
    """What its phone was before, the latest first."""
    found: list[Device] = []
    known = {device.pk}
    devices = Device.objects.select_related("edition", "room")
    while device.former_id and device.former_id not in known:
        device = devices.get(pk=device.former_id)
        known.add(device.pk)
        found.append(device)
    return found


def undoings_seen_by(user: Visitor, edition: Edition) -> QuerySet[Scan]:
    """What was undone, or was to be and stands, the latest first: names are the coordinator's."""
    found = Scan.objects.filter(edition=edition, is_rehearsal=False)
    if not is_coordinator(user):
        return found.none()
    told = found.exclude(undo_asked_at=None, undone_at=None)
    told = told.select_related("device", "badge", "session", "actor", "undone_by")
    return told.order_by(Coalesce("undo_asked_at", "undone_at").desc(), "pk")


def people_of(edition: Edition, codes: Iterable[str]) -> dict[str, tuple[Badge, Badge]]:
    """For each code of the edition, its badge, and the first badge that the same person had."""
    found = {one.code: one for one in Badge.objects.filter(edition=edition, code__in=set(codes))}
    before = {one.pk: one for one in found.values()}
    wanted = {one.replaces_id for one in before.values() if one.replaces_id} - before.keys()
    while wanted:
        older = Badge.objects.in_bulk(list(wanted))
        before |= older
        wanted = {one.replaces_id for one in older.values() if one.replaces_id} - before.keys()
    return {code: (one, first_badge(one, before)) for code, one in found.items()}


def first_badge(badge: One, known: Mapping[int, One]) -> One:
    """The first of the badges that replaced each other up to this one."""
    while badge.replaces_id and (before := known.get(badge.replaces_id)):
        badge = before
    return badge


def roll_of(device: Device) -> dict[str, Piece]:
    """Every piece of the list, by its name: ``b0`` to ``b63`` are badges, ``s12`` is a session."""
    edition = device.edition
    if timezone.localdate() > device.list_until:
        return {}
    badges = {one.pk: one for one in _holders(edition)}
    came = _came_in(edition) if device.room_id is None else {}
    replaced = {one.replaces_id: one.code for one in badges.values() if one.replaces_id}
    pieces: dict[str, list[Piece]] = {f"b{number}": [] for number in range(PIECES)}
    for badge in badges.values():
        first = first_badge(badge, badges)
        row = {
            "code": badge.code,
            "first": first.code,
            "name": badge.name,
            "body": badge.body_name,
            "kind": badge.kind,
            "why": badge.cancel_reason,
            "next": replaced.get(badge.pk, ""),
            "came": came.get(first.pk, {}),
        }
        pieces[f"b{_piece(badge.code)}"].append(row)
    roll: dict[str, Piece] = {name: {"rows": rows} for name, rows in pieces.items()}
    if device.room_id is not None:
        roll |= _sessions(device, badges)
    return roll


def digest(piece: Piece) -> str:
    told = json.dumps(piece, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()[:12]


def changed(roll: Mapping[str, Piece], has: Mapping[str, str]) -> dict[str, Piece | None]:
    """The pieces that a device does not have as they are; nothing for what is gone."""
    told: dict[str, Piece | None] = {name: None for name in has if name not in roll}
    for name, piece in roll.items():
        if has.get(name) != (mark := digest(piece)):
            told[name] = piece | {"digest": mark}
    return told


def _holders(edition: Edition) -> Iterable[Holder]:
    badges = Badge.objects.filter(edition=edition).order_by("pk")
    return (Holder(*row) for row in badges.values_list(*Holder._fields))


def _piece(code: str) -> int:
    """By the first signs that chance gave it."""
    signs = code.split("-")[1]
    return (SIGNS.index(signs[0]) * 2 + SIGNS.index(signs[1]) % 2) % PIECES


def _came_in(edition: Edition) -> dict[int, dict[str, list[object]]]:
    """By person and day: when, by which device, and by which of its scans."""
    came: dict[int, dict[str, list[object]]] = defaultdict(dict)
    rows = CheckIn.objects.filter(edition=edition, session=None)
    for badge, day, *entry in rows.values_list("badge", "day", *ENTRY):
        came[badge][day.isoformat()] = _entry(*entry)
    return came


def _entry(at: datetime, label: str | None, uuid: UUID) -> list[object]:
    return [milliseconds(at), label or "", str(uuid)]


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _sessions(device: Device, badges: Mapping[int, Holder]) -> dict[str, Piece]:
    """The sessions of a room's device: who holds a place, who waits, who is in."""
    sessions = [
        one
        for one in sessions_of(device.edition).filter(room=device.room_id)
        if one.starts_at is not None
    ]
    by_user, by_name = defaultdict(list), defaultdict(list)
    for badge in badges.values():
        if badge.user_id:
            by_user[badge.user_id].append(badge.code)
        by_name[badge.name_key].append(badge.code)
    places = defaultdict(list)
    for place in Place.objects.filter(session__in=sessions, state__in=LIVE).select_related("user"):
        places[place.session_id].append(place)
    came: dict[int, dict[str, list[object]]] = defaultdict(dict)
    rows = CheckIn.objects.filter(session__in=sessions)
    for session, code, *entry in rows.values_list("session", "badge__code", *ENTRY):
        came[session or 0][code] = _entry(*entry)

    def codes(found: Iterable[Place]) -> list[str]:
        told = {
            code
            for place in found
            for code in [
                *(by_user[place.user_id] if place.user_id and not place.is_group else []),
                *(code for name in _names(place) for code in by_name[name]),
            ]
        }
        return sorted(told)

    return {
        f"s{one.number}": {
            "number": one.number,
            "title": one.title,
            "starts": milliseconds(one.starts_at) if one.starts_at else 0,
            "ends": milliseconds(one.ends_at) if one.ends_at else 0,
            "size": one.size,
            "is_listed": is_listed(one, places[one.pk]),
            "held": codes(place for place in places[one.pk] if place.state == PlaceState.HELD),
            "waiting": codes(
                place for place in places[one.pk] if place.state == PlaceState.WAITING
            ),
            "came": came[one.pk],
        }
        for one in sessions
    }


def is_listed(session: Session, places: Iterable[Place]) -> bool:
    """Whether a place must be held: where places were asked for; else whoever comes is welcome."""
    return session.is_signup_open or any(True for _place in places)


def _names(place: Place) -> list[str]:
    """The names that a place says, folded as badges' are."""
    told = place.people if place.is_group else [place.name] if not place.user_id else []
    names = [one.get("name", "") if isinstance(one, dict) else str(one) for one in told]
    return [key for name in names if (key := arabic.fold(name))]


def standing(session: Session, badge: Badge) -> str:
    """How a person stands before a session: ``held``, ``waiting``, ``unlisted`` or ``free``."""
    places = list(Place.objects.filter(session=session, state__in=LIVE).select_related("user"))
    if not is_listed(session, places):
        return "free"
    for state in (PlaceState.HELD, PlaceState.WAITING):
        for place in places:
            is_theirs = place.user_id == badge.user_id and badge.user_id and not place.is_group
            if place.state == state and (is_theirs or badge.name_key in _names(place)):
                return str(state)
    return "unlisted"


def days_of(edition: Edition) -> list[date]:
    span = (edition.ends_on - edition.starts_on).days + 1
    return [date.fromordinal(edition.starts_on.toordinal() + number) for number in range(span)]
