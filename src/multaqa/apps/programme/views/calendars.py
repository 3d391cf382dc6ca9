"""Calendars to subscribe to: the whole programme, a track, a room, a speaker, one's own agenda.

Hours stand with the rules of the country's clock, which in Morocco leaves and comes back with
Ramadan, so that a telephone whose own rules are old still rings at the right hour.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries
from multaqa.apps.programme.queries import Published, ShownSession
from multaqa.apps.programme.views.frame import published_or_404
from multaqa.apps.programme.views.told import comma
from multaqa.kernel import limits
from multaqa.kernel.gates import unlisted

CALENDAR = "text/calendar; charset=utf-8"
# What no calendar and no XML may hold: control signs but the line break, halves of pairs.
UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
REFRESH = "PT1H"


def plain(text: str) -> str:
    """What somebody wrote, without the signs that break a file."""
    return UNFIT.sub(" ", text).strip()


def answered(
    request: HttpRequest,
    kind: str,
    make: Callable[[], bytes | str],
    *,
    key: Iterable[object],
    at: datetime | None,
) -> HttpResponse:
    """A file, or that it has not changed since: programs ask for these every hour."""
    mark = sha256(repr((kind, get_language(), *key)).encode()).hexdigest()[:32]
    etag = quote_etag(mark)
    moment = int(at.timestamp()) if at else None
    same = get_conditional_response(request, etag=etag, last_modified=moment)
    response = same if same is not None else HttpResponse(make(), content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    if at:
        response["Last-Modified"] = http_date(at.timestamp())
    return response


def limited(request: HttpRequest) -> HttpResponse | None:
    """Too many files from one place in a minute: told when to come back."""
    if limits.spend(request, "programme_feed"):
        return None
    return HttpResponse(status=429, headers={"Retry-After": "60"})


def key_of(published: Published, *more: object) -> tuple[object, ...]:
    """What a file of that version follows from: names leave a version, nothing else changes."""
    return (published.edition.pk, published.digest, *sorted(published.people), *more)


def calendar(published: Iterable[tuple[Published, Iterable[ShownSession]]], name: str) -> bytes:
    """Sessions of one or more programmes, those that are off too."""
    from icalendar import Calendar, Timezone  # noqa: PLC0415  only a calendar needs it

    found = Calendar()
    found.add("prodid", "-//Multaqa//Programme//AR")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", plain(name))
    found.add("x-wr-timezone", settings.TIME_ZONE)
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", REFRESH)
    events = [_event(of, session) for of, sessions in published for session in sessions]
    if events:
        moments = [event.decoded(edge) for event in events for edge in ("dtstart", "dtend")]
        # From the year before: a clock's rule is told by the change that it follows.
        first, last = min(moments), max(moments)
        found.add_component(
            Timezone.from_tzinfo(
                timezone.get_default_timezone(),
                settings.TIME_ZONE,
                first_date=first.date().replace(month=1, day=1),
                last_date=last.date().replace(year=last.year + 1, month=1, day=1),
            )
        )
    for event in events:
        found.add_component(event)
    written: bytes = found.to_ical()
    return written


def _event(published: Published, session: ShownSession) -> Any:  # noqa: ANN401  untyped library
    from icalendar import Event  # noqa: PLC0415  as above

    here = timezone.get_default_timezone()
    host = settings.ORIGIN.split("//")[-1].split("/")[0].split(":")[0]
    path = reverse("programme:session", args=[published.edition.number, session.number])
    event = Event()
    event.add("uid", f"session-{session.uid}@{host}")
    event.add("dtstamp", published.changed_at or timezone.now())
    if published.changed_at:
        event.add("last-modified", published.changed_at)
    event.add("sequence", session.revision)
    event.add("summary", plain(session.title))
    event.add("dtstart", session.starts_at.astimezone(here))
    event.add("dtend", session.ends_at.astimezone(here))
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    event.add("location", plain(_place(published, session)))
    event.add("description", plain(_description(session)))
    event.add("url", f"{settings.ORIGIN}{path}")
    if session.track:
        event.add("categories", [plain(session.track.name)])
    return event


def _place(published: Published, session: ShownSession) -> str:
    room = session.room
    told = [room.name, room.building] if room else []
    return comma().join(part for part in (*told, published.edition.place) if part)


def _description(session: ShownSession) -> str:
    told = [session.summary]
    told += [
        f"{part.label}: {part.person.name}"
        + (f" ({part.person.function})" if part.person.function else "")
        for part in session.parts
    ]
    return "\n".join(part.replace("\r", "") for part in told if part)


def _feed(
    request: HttpRequest,
    number: int,
    name: Callable[[Published], str | None],
    belongs: Callable[[ShownSession], bool],
    *more: object,
) -> HttpResponse:
    if refused := limited(request):
        return refused
    published = published_or_404(request, number)
    title = name(published)
    if title is None:
        raise Http404

    def make() -> bytes:
        told = [one for one in published.sessions if belongs(one)]
        return calendar([(published, told)], f"{title} — {published.edition.name}")

    return answered(request, CALENDAR, make, key=key_of(published, *more), at=published.changed_at)


def whole(request: HttpRequest, number: int) -> HttpResponse:
    return _feed(request, number, lambda _published: _("Programme"), lambda _one: True, "whole")


def of_track(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    def name(published: Published) -> str | None:
        return published.tracks[slug].name if slug in published.tracks else None

    def belongs(one: ShownSession) -> bool:
        return one.track is not None and one.track.slug == slug

    return _feed(request, number, name, belongs, "track", slug)


def of_room(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    def name(published: Published) -> str | None:
        return published.rooms[slug].name if slug in published.rooms else None

    def belongs(one: ShownSession) -> bool:
        return one.room is not None and one.room.slug == slug

    return _feed(request, number, name, belongs, "room", slug)


def of_speaker(request: HttpRequest, number: int, key: int) -> HttpResponse:
    def name(published: Published) -> str | None:
        return published.people[key].name if key in published.people else None

    def belongs(one: ShownSession) -> bool:
        return any(part.person.key == key for part in one.parts)

    return _feed(request, number, name, belongs, "speaker", key)


def of_session(request: HttpRequest, number: int, session: int) -> HttpResponse:
    """One session, for a telephone's own calendar."""

    def name(published: Published) -> str | None:
        found = published.session(session)
        return found.title if found else None

    return _feed(request, number, name, lambda one: one.number == session, "session", session)


@unlisted
def of_agenda(request: HttpRequest, token: str) -> HttpResponse:
    """A person's agenda, for whoever holds its secret address; in their language."""
    if refused := limited(request):
        return refused
    link = queries.agenda_by_token(token)
    if link is None:
        raise Http404
    with override(link.user.language):
        found = agenda_of(link.user)
        marks = [key_of(of, *(one.number for one in told)) for of, told in found]
        response = answered(
            request,
            CALENDAR,
            lambda: calendar(found, _("My agenda")),
            key=("agenda", link.pk, *marks),
            at=None,  # it also changes with a star, which leaves no date
        )
    response["Cache-Control"] = "private, max-age=300"
    return response


def agenda_of(user: User) -> list[tuple[Published, list[ShownSession]]]:
    """What is in somebody's agenda, by edition, the latest first; what is off too."""
    wanted = queries.agenda_sessions(user)
    editions = Edition.objects.filter(pk__in={edition for edition, _number in wanted})
    found = []
    for edition in editions.order_by("-starts_on"):
        published = queries.programme_seen_by(user, edition)
        if published:
            told = [one for one in published.sessions if (edition.pk, one.number) in wanted]
            found.append((published, told))
    return [(published, told) for published, told in found if told]
