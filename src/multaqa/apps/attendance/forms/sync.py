"""What a device sends, read strictly: of whatever is not as it should be nothing is believed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from multaqa.apps.attendance.queries.codes import CodeKind, read_code
from multaqa.apps.attendance.services import Reading, Undoing
from multaqa.refusal import Refusal

MOST_BYTES = 64 * 1024
MOST_SCANS = 100
MOST_PIECES = 500
LAST_MOMENT = 4_102_444_800_000  # the year 2100, in milliseconds


@dataclass(frozen=True, slots=True)
class Sync:
    """One word of a device: its clock, what it has of the list, what it read."""

    now: datetime
    has: Mapping[str, str]
    waiting: int
    readings: list[Reading] = field(default_factory=list)
    undone: list[Undoing] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # named, and not to be sent again


class Malformed(Exception):
    """Not what our own page sends."""


def read_sync(body: bytes, kind: str = "application/json") -> Sync:
    """What was sent; raises where it is not of a shape that our page sends.

    A scan that alone is not right, of this edition or not, comes back by its name in ``unread``:
    it must not hold up what waits behind it.
    """
    if len(body) > MOST_BYTES or kind != "application/json":
        raise Malformed
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(told, dict):
        raise Malformed
    readings, unread = [], []
    for one in _list(told, "scans"):
        uuid = _uuid(one)
        try:
            readings.append(_reading(uuid, one))
        except Malformed:
            unread.append(str(uuid))
    undone = [
        Undoing(_uuid(one), _moment(one.get("at")), _device(one)) for one in _list(told, "undone")
    ]
    return Sync(
        now=_moment(told.get("now")),
        has=_has(told.get("has", {})),
        waiting=_whole(told.get("waiting", 0), most=100_000),
        readings=readings,
        undone=undone,
        unread=unread,
    )


def _list(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = told.get(name, [])
    if not isinstance(found, list) or len(found) > MOST_SCANS:
        raise Malformed
    if not all(isinstance(one, dict) for one in found):
        raise Malformed
    return found


def _has(told: object) -> Mapping[str, str]:
    if not isinstance(told, dict) or len(told) > MOST_PIECES:
        raise Malformed
    if not all(isinstance(one, str) and len(one) <= 16 for pair in told.items() for one in pair):
        raise Malformed
    return told


def _reading(uuid: UUID, told: Mapping[str, Any]) -> Reading:
    code, session, is_forced = told.get("code"), told.get("session"), told.get("forced", False)
    if not isinstance(code, str) or not isinstance(is_forced, bool):
        raise Malformed
    try:
        read = read_code(code)
    except Refusal:
        raise Malformed from None
    if read.kind != CodeKind.BADGE:
        raise Malformed
    number = None if session is None else _whole(session, most=32_767)
    return Reading(uuid, read.text, _moment(told.get("at")), number, is_forced, _device(told))


def _device(told: Mapping[str, Any]) -> int | None:
    """Which it was when it read; a page that was kept since does not say it."""
    device = told.get("device")
    return None if device is None else _whole(device, most=2**63 - 1)


def _uuid(told: Mapping[str, Any]) -> UUID:
    try:
        return UUID(str(told.get("id")))
    except ValueError:
        raise Malformed from None


def _moment(told: object) -> datetime:
    if isinstance(told, bool) or not isinstance(told, int) or not 0 <= told <= LAST_MOMENT:
        raise Malformed
    return datetime.fromtimestamp(told / 1000, tz=UTC)


def _whole(told: object, *, most: int) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or not 0 <= told <= most:
        raise Malformed
    return told
