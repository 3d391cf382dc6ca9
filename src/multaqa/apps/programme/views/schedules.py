"""The programme for other programs: schedule.xml, schedule.json, and a document of our own."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.programme import queries
from multaqa.apps.programme.queries import Published, ShownSession
from multaqa.apps.programme.views.calendars import answered, key_of, limited, plain
from multaqa.apps.programme.views.frame import published_or_404

XML = "application/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
# The colours of tracks as the stylesheet has them, for programs that show them.
COLOURS = {
    "indigo": "#2b3a8c",
    "palm": "#23694a",
    "clay": "#a8482a",
    "saffron": "#e0a526",
    "sand": "#857c66",
    "night": "#1b2560",
}
Days = list[tuple[int, list[ShownSession]]]


def xml(request: HttpRequest, number: int) -> HttpResponse:
    """schedule.xml, as frab, pretalx and the apps of conferences read it."""
    if refused := limited(request):
        return refused
    published = published_or_404(request, number)
    key = key_of(published, "xml")
    return answered(request, XML, lambda: schedule_xml(published), key=key, at=published.changed_at)


def schedule_xml(published: Published) -> bytes:
    edition = published.edition
    root = Element("schedule")
    _text(root, "version", str(published.number))
    conference = SubElement(root, "conference")
    _text(conference, "acronym", f"multaqa{edition.number}")
    _text(conference, "title", edition.name)
    _text(conference, "start", edition.starts_on.isoformat())
    _text(conference, "end", edition.ends_on.isoformat())
    _text(conference, "days", str(_day_count(published)))
    _text(conference, "timeslot_duration", "00:05")
    for index, sessions in _days(published):
        day = SubElement(root, "day", _day_marks(index, sessions))
        for name, held in _by_room(published, sessions):
            room = SubElement(day, "room", {"name": plain(name)})
            for session in held:
                _event(room, published, session)
    indent(root, space=" ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _event(room: Element, published: Published, session: ShownSession) -> None:
    event = SubElement(room, "event", {"id": str(session.number), "guid": _guid(session)})
    _text(event, "room", _room_name(published, session))
    _text(event, "title", session.title)
    _text(event, "subtitle", "")
    _text(event, "type", session.kind)
    _text(event, "date", session.starts_at.isoformat())
    _text(event, "start", f"{session.starts_at:%H:%M}")
    _text(event, "duration", _duration(session))
    _text(event, "abstract", session.summary)
    _text(event, "description", "")
    _text(event, "slug", _slug(session))
    _text(event, "track", session.track.name if session.track else "")
    if session.languages:
        _text(event, "language", session.languages[0])
    persons = SubElement(event, "persons")
    for person in session.persons:
        SubElement(persons, "person", {"id": str(person.key)}).text = plain(person.name)
    links = SubElement(event, "links")
    SubElement(links, "link", {"href": _address(published, session)}).text = plain(session.title)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = plain(text)


def conference_json(request: HttpRequest, number: int) -> HttpResponse:
    """schedule.json, in the form of the c3voc."""
    if refused := limited(request):
        return refused
    published = published_or_404(request, number)

    def make() -> str:
        return json.dumps(schedule_json(published), ensure_ascii=False)

    return answered(request, JSON, make, key=key_of(published, "json"), at=published.changed_at)


def schedule_json(published: Published) -> dict[str, Any]:
    edition = published.edition
    home = reverse("programme:programme", args=[edition.number])
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "multaqa", "version": "1"},
        "schedule": {
            "version": str(published.number),
            "base_url": f"{settings.ORIGIN}{home}",
            "conference": {
                "acronym": f"multaqa{edition.number}",
                "title": plain(edition.name),
                "start": edition.starts_on.isoformat(),
                "end": edition.ends_on.isoformat(),
                "daysCount": _day_count(published),
                "timeslot_duration": "00:05",
                "time_zone_name": settings.TIME_ZONE,
                "url": f"{settings.ORIGIN}{home}",
                "rooms": [
                    {
                        "name": plain(room.name),
                        "guid": _guid_of("room", f"{edition.number}/{room.slug}"),
                        "capacity": room.capacity,
                    }
                    for room in published.rooms.values()
                ],
                "tracks": [
                    {
                        "name": plain(track.name),
                        "slug": track.slug,
                        "color": COLOURS.get(track.colour, COLOURS["indigo"]),
                    }
                    for track in published.tracks.values()
                ],
                "days": [_day_json(published, index, held) for index, held in _days(published)],
            },
        },
    }


def _day_json(published: Published, index: int, sessions: list[ShownSession]) -> dict[str, Any]:
    marks = _day_marks(index, sessions)
    return {
        "index": index,
        "date": marks["date"],
        "day_start": marks["start"],
        "day_end": marks["end"],
        "rooms": {
            plain(name): [_event_json(published, one) for one in held]
            for name, held in _by_room(published, sessions)
        },
    }


def _event_json(published: Published, session: ShownSession) -> dict[str, Any]:
    return {
        "guid": _guid(session),
        "id": session.number,
        "date": session.starts_at.isoformat(),
        "start": f"{session.starts_at:%H:%M}",
        "duration": _duration(session),
        "room": plain(_room_name(published, session)),
        "slug": _slug(session),
        "url": _address(published, session),
        "title": plain(session.title),
        "subtitle": "",
        "language": session.languages[0] if session.languages else "ar",
        "track": plain(session.track.name) if session.track else None,
        "type": session.kind,
        "abstract": plain(session.summary),
        "description": "",
        "persons": [
            {
                "id": person.key,
                "public_name": plain(person.name),
            }
            for person in session.persons
        ],
        "links": [],
        "attachments": [],
    }


def own_json(request: HttpRequest, number: int) -> HttpResponse:
    """The version itself: the sealed document and, apart, the names of those who agreed."""
    if refused := limited(request):
        return refused
    published = published_or_404(request, number)

    def make() -> str:
        version = queries.last_version(published.edition)
        if version is None:  # it was there a moment ago, and versions are never removed
            return "{}"
        told = {
            "format": "multaqa-programme-version/1",
            "version": version.number,
            "published_at": version.published_at.isoformat(),
            "digest": version.digest,
            "digest_of": "SHA-256 of the canonical JSON (RFC 8785) of `document`",
            "document": version.document,
            "people": version.people,
        }
        return json.dumps(told, ensure_ascii=False)

    return answered(request, JSON, make, key=key_of(published, "own"), at=published.changed_at)


def _days(published: Published) -> Days:
    """The sessions of each day that are held, counted from the edition's first day."""
    return [
        (place, [one for one in published.standing if one.day == day])
        for place, day in enumerate(published.days, start=1)
    ]


def _day_count(published: Published) -> int:
    return (published.edition.ends_on - published.edition.starts_on).days + 1


def _day_marks(index: int, sessions: Iterable[ShownSession]) -> dict[str, str]:
    held = list(sessions)
    first, last = min(one.starts_at for one in held), max(one.ends_at for one in held)
    return {
        "index": str(index),
        "date": first.date().isoformat(),
        "start": _local(first),
        "end": _local(last),
    }


def _local(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()


def _by_room(
    published: Published, sessions: list[ShownSession]
) -> list[tuple[str, list[ShownSession]]]:
    """By room, in the order of the rooms; what has none is at the place of the edition."""
    names = list(dict.fromkeys(room.name for room in published.rooms.values()))
    found: dict[str, list[ShownSession]] = {name: [] for name in names}
    for one in sessions:
        found.setdefault(_room_name(published, one), []).append(one)
    return [(name, held) for name, held in found.items() if held]


def _room_name(published: Published, session: ShownSession) -> str:
    return session.room.name if session.room else published.edition.place


def _duration(session: ShownSession) -> str:
    minutes = int((session.ends_at - session.starts_at) / timedelta(minutes=1))
    return f"{min(minutes // 60, 99):02}:{minutes % 60:02}"


def _slug(session: ShownSession) -> str:
    return f"multaqa-{session.uid}"


def _guid(session: ShownSession) -> str:
    return _guid_of("session", session.uid)


def _guid_of(kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{settings.ORIGIN}/{kind}/{name}"))


def _address(published: Published, session: ShownSession) -> str:
    path = reverse("programme:session", args=[published.edition.number, session.number])
    return f"{settings.ORIGIN}{path}"
