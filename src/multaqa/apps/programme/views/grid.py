"""A day of the programme laid out: a list of hours, and on a wide screen a grid of rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import HttpRequest

from multaqa.apps.programme import queries
from multaqa.apps.programme.queries import PlacesLeft, Published, ShownSession


@dataclass(frozen=True, slots=True)
class Line:
    """A session in the list, where it stands in the grid, and what the reader has of it."""

    session: ShownSession
    places: PlacesLeft | None
    column: int = 0
    row: int = 0
    span: int = 1
    is_mine: bool = False
    is_starred: bool = False


@dataclass(frozen=True, slots=True)
class Hour:
    """What begins at one time."""

    starts_at: datetime
    row: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Day:
    """One day as a list of hours, and on a wide screen as a grid of rooms."""

    date: date
    number: int
    rooms: list[queries.ShownRoom]
    hours: list[Hour]


class Reader:
    """Whoever reads: their places and stars, and what is left for all; three questions."""

    def __init__(self, request: HttpRequest, published: Published) -> None:
        edition = published.edition
        self.rooms = queries.rooms_of(edition)
        self.places = {
            place.session.number: place for place in queries.places_of(request.user, edition)
        }
        self.stars = queries.stars_of(request.user, edition)

    def line(self, session: ShownSession, **where: int) -> Line:
        return Line(
            session=session,
            places=self.rooms.get(session.number),
            is_mine=session.number in self.places,
            is_starred=session.number in self.stars,
            **where,
        )


def day_of(
    published: Published, day: date, sessions: Iterable[ShownSession], reader: Reader
) -> Day:
    """The sessions of a day among these, each in its row and column of the grid."""
    held = sorted(
        (one for one in sessions if one.day == day),
        key=lambda one: (one.starts_at, -one.ends_at.timestamp(), one.number),
    )
    used = {one.room.slug for one in held if one.room and not one.is_for_all}
    rooms = [room for room in published.rooms.values() if room.slug in used]
    columns = {room.slug: place for place, room in enumerate(rooms, start=2)}
    edges = sorted({edge for one in held for edge in (one.starts_at, one.ends_at)})
    rows = {edge: place for place, edge in enumerate(edges, start=2)}
    wide = sorted({one.starts_at for one in held if one.is_for_all or not one.room})
    hours = [
        Hour(
            starts_at,
            rows[starts_at],
            [
                reader.line(
                    one,
                    column=0 if one.is_for_all or not one.room else columns[one.room.slug],
                    row=rows[starts_at],
                    span=rows[ending(one, wide)] - rows[starts_at],
                )
                for one in same
            ],
        )
        for starts_at, same in groupby(held, key=lambda one: one.starts_at)
    ]
    return Day(day, published.days.index(day) + 1, rooms, hours)


def ending(session: ShownSession, wide: Iterable[datetime]) -> datetime:
    """Where it ends in the grid: a meal in whose middle one prays lies above the prayer."""
    if session.room and not session.is_for_all:
        return session.ends_at
    inside = [edge for edge in wide if session.starts_at < edge < session.ends_at]
    return min(inside, default=session.ends_at)
