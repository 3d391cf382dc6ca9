"""The programme on paper: a grid for each day, then every session and who speaks."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from multaqa.apps.programme.queries import Published, ShownSession
from multaqa.apps.programme.views.calendars import answered, key_of, limited
from multaqa.apps.programme.views.frame import published_or_404
from multaqa.apps.programme.views.grid import ending
from multaqa.apps.programme.views.told import comma, hours
from multaqa.kernel import arabic
from multaqa.ui.dates import day as day_said
from multaqa.ui.dates import day_range, moment
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "programme" / "programme.typ"


def programme(request: HttpRequest, number: int) -> HttpResponse:
    """A4, in the reader's language, to be hung on the wall of a douar's association."""
    if refused := limited(request):
        return refused
    published = published_or_404(request, number)
    response = answered(
        request,
        "application/pdf",
        lambda: programme_paper(published),
        key=key_of(published, "pdf"),
        at=published.changed_at,
    )
    name = f"programme-{number}-{get_language()}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def programme_paper(published: Published) -> bytes:
    edition = published.edition
    at = published.at or timezone.now()
    content = {
        "title": _("Programme"),
        "name": said(edition.name),
        "theme": said(edition.theme),
        "when": day_range(edition.starts_on, edition.ends_on),
        "place": said(edition.place),
        "organiser": said(edition.organiser),
        "version": _("Version %(version)d, %(at)s")
        % {"version": published.number, "at": moment(at)},
        "address": _site(published),
        "tracks": [
            {"name": said(track.name), "colour": track.colour, "slug": track.slug}
            for track in published.tracks.values()
            if any(one.track == track for one in published.standing)
        ],
        "days": [_day(published, place) for place in range(len(published.days))],
        "speakers": [
            {
                "name": said(person.name),
                "about": said(comma().join(filter(None, (person.function, person.body)))),
            }
            for person in sorted(published.people.values(), key=lambda one: arabic.fold(one.name))
            if published.of_person(person.key)
        ],
        "words": {
            "hours": _("Hours"),
            "sessions": _("The sessions"),
            "speakers": _("Who speaks"),
            "everybody": _("For everybody"),
            "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        },
        "demonstration": _(
            "Demonstration: the people and the bodies here are invented, and nothing is sent out."
        )
        if settings.DEMONSTRATION
        else "",
    }
    return pdf(TEMPLATE, content, at=at)


def _site(published: Published) -> str:
    return (
        f"\u2066{settings.ORIGIN.split('//')[-1]}/forum/{published.edition.number}/programme/\u2069"
    )


def _day(published: Published, place: int) -> dict[str, Any]:
    """One day: its grid as rows of hours, and its sessions one under the other."""
    day = published.days[place]
    held = sorted(
        (one for one in published.standing if one.day == day),
        key=lambda one: (one.starts_at, one.number),
    )
    used = {one.room.slug for one in held if one.room and not one.is_for_all}
    rooms = [room for room in published.rooms.values() if room.slug in used]
    wide = [one.starts_at for one in held if one.is_for_all or one.room is None]
    edges = sorted({edge for one in held for edge in (one.starts_at, one.ends_at)})
    return {
        "title": f"{date_format(day, 'l')} {day_said(day)}",
        "rooms": [said(room.name) for room in rooms],
        "rows": [
            hours(first, last) if _minutes(first, last, held) else ""
            for first, last in _pairs(edges)
        ],
        "minutes": [_minutes(first, last, held) for first, last in _pairs(edges)],
        "cells": [
            {
                "row": edges.index(one.starts_at),
                "span": edges.index(ending(one, wide)) - edges.index(one.starts_at),
                "column": -1
                if one.is_for_all or one.room is None
                else [room.slug for room in rooms].index(one.room.slug),
                **_told(one),
            }
            for one in held
        ],
        "sessions": [_told(one) for one in held if not one.is_pause],
    }


def _minutes(first: datetime, last: datetime, held: list[ShownSession]) -> int:
    """How long that row lasts; nothing where nobody is anywhere: people walk from room to room."""
    if not any(one.starts_at <= first and last <= one.ends_at and not one.is_pause for one in held):
        lies = any(one.starts_at == first for one in held)
        return int((last - first).total_seconds() // 60) if lies else 0
    return int((last - first).total_seconds() // 60)


def _pairs(edges: list[datetime]) -> list[tuple[datetime, datetime]]:
    return list(pairwise(edges))


def _told(session: ShownSession) -> dict[str, Any]:
    languages = comma().join(session.languages_named)
    if session.interpretation:
        languages += " · " + _("interpreted into: %(languages)s") % {
            "languages": comma().join(session.interpretation_named)
        }
    return {
        "hours": hours(session.starts_at, session.ends_at),
        "title": said(session.title),
        "kind": session.kind_named,
        "is_pause": session.is_pause,
        "track": session.track.slug if session.track else "",
        "colour": session.track.colour if session.track else "",
        "track_name": said(session.track.name) if session.track else "",
        "room": said(session.room.name) if session.room else "",
        "summary": said(session.summary),
        "people": [{"part": part.label, "name": said(part.person.name)} for part in session.parts],
        "languages": languages,
    }
