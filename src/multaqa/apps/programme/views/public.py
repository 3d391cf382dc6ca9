"""What everyone sees of the two days, from the version that was last published."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from multaqa.apps.network.queries import bodies_represented_by
from multaqa.apps.programme import queries, rules
from multaqa.apps.programme.models import PlaceState, Session, Version
from multaqa.apps.programme.queries import Published, ShownSession
from multaqa.apps.programme.views.frame import edition_shown, published_or_404
from multaqa.apps.programme.views.grid import Line, Reader, day_of
from multaqa.apps.programme.views.told import changes_told
from multaqa.kernel import arabic
from multaqa.kernel.pages import page


def programme(request: HttpRequest, number: int) -> HttpResponse:
    """One day at a time; all that fits, where something is looked for."""
    edition = edition_shown(request, number)
    published = queries.programme_seen_by(request.user, edition)
    if published is None:
        return page(request, "programme/coming", {"edition": edition})
    reader = Reader(request, published)
    asked = _asked(request)
    if any(asked.values()):
        found = _found(published, asked)
        days = [day_of(published, day, found, reader) for day in published.days]
        shown = [day for day in days if day.hours]
    else:
        day = _chosen_day(request, published)
        shown = [day_of(published, day, published.standing, reader)] if day else []
    context = {
        "edition": edition,
        "published": published,
        "days": shown,
        "is_filtered": any(asked.values()),
        "asked": asked,
        "count": sum(len(hour.lines) for day in shown for hour in day.hours),
        "rooms": published.rooms.values(),
        "tracks": published.tracks.values(),
        "current": shown[0].date if shown else None,
        **_now_told(published, reader),
    }
    return page(request, "programme/programme", context)


def draft_context(request: HttpRequest, published: Published) -> dict[str, Any]:
    """The plan as everyone would see it."""
    reader = Reader(request, published)
    return {
        "edition": published.edition,
        "published": published,
        "days": [day_of(published, day, published.standing, reader) for day in published.days],
    }


def _asked(request: HttpRequest) -> dict[str, str]:
    return {
        name: request.GET.get(name, "").replace("\0", "").strip()[:80]
        for name in ("track", "room", "kind", "q")
    }


def _found(published: Published, asked: dict[str, str]) -> list[ShownSession]:
    words = arabic.fold(asked["q"]).split()

    def fits(one: ShownSession) -> bool:
        if asked["track"] and (one.track is None or one.track.slug != asked["track"]):
            return False
        if asked["room"] and (one.room is None or one.room.slug != asked["room"]):
            return False
        if asked["kind"] and one.kind != asked["kind"]:
            return False
        return not words or all(word in _folded(one) for word in words)

    return [one for one in published.standing if fits(one)]


def _folded(session: ShownSession) -> str:
    """All that a session says, in every language: one searches in one's own."""
    told = [*session.titles.values(), *session.summaries.values()]
    for person in session.persons:
        told += [*person.names.values(), *person.bodies.values()]
    return arabic.fold(" ".join(told))


def _chosen_day(request: HttpRequest, published: Published) -> date | None:
    """The day asked for by its number; else today, else the first."""
    if not published.days:
        return None
    asked = request.GET.get("day", "")
    for place, day in enumerate(published.days, start=1):
        if asked == str(place):
            return day
    today = timezone.localdate()
    return today if today in published.days else published.days[0]


def now(request: HttpRequest, number: int) -> HttpResponse:
    """What is on, and what comes next: for a phone in a corridor."""
    published = published_or_404(request, number)
    reader = Reader(request, published)
    context = {
        "edition": published.edition,
        "published": published,
        **_now_told(published, reader),
        "is_over": bool(published.standing)
        and all(one.ends_at <= timezone.now() for one in published.standing),
        "first": min((one.starts_at for one in published.standing), default=None),
    }
    return page(request, "programme/now", context)


def _now_told(published: Published, reader: Reader) -> dict[str, list[Line]]:
    """What is on at this moment, and all that begins next, today."""
    moment = timezone.localtime()
    today = [one for one in published.standing if one.day == moment.date()]
    on = [one for one in today if one.starts_at <= moment < one.ends_at]
    later = sorted({one.starts_at for one in today if one.starts_at > moment})
    following = [one for one in today if later and one.starts_at == later[0]]
    return {
        "on_now": [reader.line(one) for one in on],
        "on_next": [reader.line(one) for one in following],
    }


def session(request: HttpRequest, number: int, session: int) -> HttpResponse:
    """One session: what, when, where, who; and one's place in it."""
    published = published_or_404(request, number)
    found = published.session(session)
    if found is None:
        raise Http404
    context = {
        "edition": published.edition,
        "published": published,
        "session": found,
        "is_starred": found.number in queries.stars_of(request.user, published.edition),
        "beside": [
            one
            for one in published.standing
            if one.number != found.number
            and found.track
            and one.track == found.track
            and not one.is_pause
        ][:6],
        **_standing(request, published, found),
    }
    return page(request, "programme/session", context)


def _standing(request: HttpRequest, published: Published, shown: ShownSession) -> dict[str, Any]:
    """Whether places can be asked for, how many are left, and what the reader has."""
    row = Session.objects.select_related("edition", "room").get(
        edition=published.edition, number=shown.number
    )
    places = queries.rooms_of(published.edition).get(shown.number)
    # Not by the key of the account: those whom the desk added have none, and so has a visitor.
    mine = list(queries.places_of(request.user, published.edition).filter(session=row))
    own = next((place for place in mine if not place.is_group), None)
    is_off = row.is_cancelled or shown.is_cancelled
    can_ask = bool(places) and not is_off and not queries.has_begun(row)
    context: dict[str, Any] = {
        "places": places,
        "own": own,
        "own_rank": queries.rank_of(own) if own and own.state == PlaceState.WAITING else 0,
        "groups": [place for place in mine if place.is_group],
        "can_ask": can_ask,
        "may_ask": False,
        "bodies": [],
    }
    if can_ask and request.user.is_authenticated:
        context["may_ask"] = rules.can_ask_place(request.user, row)
        context["bodies"] = list(bodies_represented_by(request.user)[:5])
    return context


def speakers(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody who speaks and agreed to be named, in the order of their names."""
    published = published_or_404(request, number)
    people = sorted(published.people.values(), key=lambda one: arabic.fold(one.name))
    context = {"edition": published.edition, "published": published, "people": people}
    return page(request, "programme/speakers", context)


def speaker(request: HttpRequest, number: int, key: int) -> HttpResponse:
    published = published_or_404(request, number)
    person = published.people.get(key)
    if person is None:
        raise Http404
    context = {
        "edition": published.edition,
        "published": published,
        "person": person,
        "sessions": [
            (one, next(part for part in one.parts if part.person.key == key))
            for one in published.of_person(key)
        ],
    }
    return page(request, "programme/speaker", context)


def changes(request: HttpRequest, number: int) -> HttpResponse:
    """Every version with its note, and what is otherwise between any two of them."""
    published = published_or_404(request, number)
    versions = list(queries.versions_seen_by(request.user, published.edition))
    numbers = [one.number for one in versions]
    newer = _one_of(request.GET.get("to"), numbers, numbers[0])
    older = _one_of(request.GET.get("from"), numbers, max(newer - 1, numbers[-1]))
    older, newer = sorted((older, newer))
    rows = {
        one.number: one
        for one in Version.objects.filter(edition=published.edition, number__in=[older, newer])
    }
    was, now = (
        queries.shown(published.edition, row.document, row.people, version=row)
        for row in (rows[older], rows[newer])
    )
    found = queries.changes_between(rows[older].document, rows[newer].document)
    context = {
        "edition": published.edition,
        "published": published,
        "versions": versions,
        "older": rows[older],
        "newer": rows[newer],
        "changes": changes_told(was, now, found),
    }
    return page(request, "programme/changes", context)


def _one_of(asked: str | None, numbers: list[int], otherwise: int) -> int:
    if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 and int(asked) in numbers:
        return int(asked)
    return otherwise
