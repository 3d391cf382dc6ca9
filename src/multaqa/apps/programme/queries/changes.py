"""What changed from one version to another, as codes and facts; phrases say it in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    NEW = "new"
    CANCELLED = "cancelled"
    BACK = "back"
    MOVED = "moved"
    OTHER_ROOM = "other_room"
    RENAMED = "renamed"
    NEW_SPEAKER = "new_speaker"
    SPEAKER_LEFT = "speaker_left"
    TRACK = "track"
    LANGUAGES = "languages"
    PLACES = "places"
    SUMMARY = "summary"


# Of these, who holds a place or waits for one is told.
TOLD = frozenset({Change.CANCELLED, Change.BACK, Change.MOVED, Change.OTHER_ROOM})


# What changed when one of these columns did.
COLUMNS = {
    Change.OTHER_ROOM: ("room",),
    Change.RENAMED: ("title",),
    Change.TRACK: ("track",),
    Change.LANGUAGES: ("languages", "interpretation"),
    Change.PLACES: ("size",),
    Change.SUMMARY: ("summary",),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is otherwise: of a session as it was, and as it is now."""

    kind: Change
    number: int
    who: tuple[int, ...] = ()


Row = Mapping[str, Any]


def changes_between(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[Changed]:
    """Everything that a reader of the older version would find otherwise, in the newer's order."""
    before = {one["number"]: one for one in older["sessions"]}
    found: list[Changed] = []
    for now in newer["sessions"]:
        found += _of_session(before.get(now["number"]), now)
    return found


def _of_session(was: Row | None, now: Row) -> Iterator[Changed]:
    number = int(now["number"])
    if was is None:
        if not now["is_cancelled"]:
            yield Changed(Change.NEW, number)
        return
    if was["is_cancelled"] != now["is_cancelled"]:
        yield Changed(Change.CANCELLED if now["is_cancelled"] else Change.BACK, number)
    if now["is_cancelled"]:
        return
    if (was["starts_at"], was["ends_at"]) != (now["starts_at"], now["ends_at"]):
        yield Changed(Change.MOVED, number)
    if came := _keys(now) - _keys(was):
        yield Changed(Change.NEW_SPEAKER, number, tuple(sorted(came)))
    if left := _keys(was) - _keys(now):
        yield Changed(Change.SPEAKER_LEFT, number, tuple(sorted(left)))
    for kind, columns in COLUMNS.items():
        if any(was[column] != now[column] for column in columns):
            yield Changed(kind, number)


def _keys(row: Row) -> set[int]:
    return {int(one["key"]) for one in row["people"]}
