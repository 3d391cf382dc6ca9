"""The programme as a document: what a version freezes.

It names no person. Speakers stand in it by key; their names stand beside it, so that somebody can
be left out later while the seal still holds.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Room, Session, Speaker, Track
from multaqa.apps.programme.queries.sessions import sessions_with_people

FORMAT = "multaqa-programme/1"
Document = dict[str, Any]
People = dict[str, Any]
CODES = [code for code, _name in settings.LANGUAGES]

# What a calendar shows of a session, and so what makes its entry another one.
SHOWN = (
    *("kind", "title", "summary", "track", "room", "starts_at", "ends_at"),
    *("languages", "interpretation", "people", "is_cancelled"),
)


def words_of(row: object, column: str) -> dict[str, str]:
    """A column in each language in which it was written."""
    told = {code: getattr(row, f"{column}_{code}") for code in CODES}
    return {code: str(text) for code, text in told.items() if text}


def written(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def document_of(edition: Edition, earlier: Mapping[str, Any] | None = None) -> Document:
    """The programme as it is planned now; of ``earlier``, what was published and is gone since.

    What has no time yet is not in it. A session that was published and then deleted, or lost its
    time, stays as cancelled: calendars that hold it learn that it is off. ``revision`` grows with
    every change of what a calendar shows.
    """
    before = {one["number"]: one for one in (earlier or {}).get("sessions", ())}
    sessions = [_session(one) for one in sessions_with_people(edition) if one.is_placed]
    now = {one["number"] for one in sessions}
    gone = [one | {"is_cancelled": True} for number, one in before.items() if number not in now]
    # What was never published and is off already is nobody's business.
    told = [one for one in sessions if not one["is_cancelled"] or one["number"] in before]
    for one in [*told, *gone]:
        one["revision"] = _revision(one, before.get(one["number"]))
    return {
        "format": FORMAT,
        "edition": {
            "number": edition.number,
            "name": words_of(edition, "name"),
            "place": words_of(edition, "place"),
            "starts_on": edition.starts_on.isoformat(),
            "ends_on": edition.ends_on.isoformat(),
        },
        "tracks": _kept(map(_track, edition.tracks.all()), earlier, "tracks", "track", gone),
        "rooms": _kept(map(_room, edition.rooms.all()), earlier, "rooms", "room", gone),
        "sessions": sorted([*told, *gone], key=lambda one: (one["starts_at"], one["number"])),
    }


def people_of(edition: Edition, document: Document) -> People:
    """The names of those who agreed to it and have a part in what the document tells.

    Whoever speaks only in what has no time yet is announced with it, and not before.
    """
    keys = {one["key"] for session in document["sessions"] for one in session["people"]}
    speakers = edition.speakers.filter(has_consented=True, pk__in=keys)
    return {str(one.pk): _speaker(one) for one in speakers.select_related("body")}


def _revision(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> int:
    if before is None:
        return 0
    is_same = all(now[name] == before[name] for name in SHOWN)
    return int(before["revision"]) + (0 if is_same else 1)


def _kept(
    rows: Any,  # noqa: ANN401  maps of any of the two
    earlier: Mapping[str, Any] | None,
    name: str,
    column: str,
    gone: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Those that are there; and those that are gone where what is cancelled still names them."""
    told = list(rows)
    known = {row["slug"] for row in told}
    named = {one[column] for one in gone} - known
    return [*told, *(row for row in (earlier or {}).get(name, ()) if row["slug"] in named)]


def _track(track: Track) -> dict[str, Any]:
    return {"slug": track.slug, "name": words_of(track, "name"), "colour": track.colour}


def _room(room: Room) -> dict[str, Any]:
    return {
        "slug": room.slug,
        "name": words_of(room, "name"),
        "building": words_of(room, "building"),
        "capacity": room.capacity,
        "is_step_free": room.is_step_free,
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "number": session.number,
        "kind": session.kind,
        "title": words_of(session, "title"),
        "summary": words_of(session, "summary"),
        "track": session.track.slug if session.track else "",
        "room": session.room.slug if session.room else "",
        "starts_at": written(session.starts_at),
        "ends_at": written(session.ends_at),
        "languages": list(session.languages),
        "interpretation": sorted({one.language for one in session.interpretations.all()}),
        "people": [
            {"key": part.speaker_id, "part": part.part}
            for part in session.parts.all()
            if part.speaker.has_consented
        ],
        "size": session.size,
        "audience": session.audience,
        "is_signup_open": session.is_signup_open,
        "is_cancelled": session.is_cancelled,
    }


def _speaker(speaker: Speaker) -> dict[str, Any]:
    body = words_of(speaker, "body_name")
    if not body and speaker.body:
        body = words_of(speaker.body, "name")
    return {
        "name": words_of(speaker, "name"),
        "function": words_of(speaker, "function"),
        "body": body,
        "bio": words_of(speaker, "bio"),
    }
