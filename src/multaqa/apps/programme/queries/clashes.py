"""What cannot both be: rooms, speakers and interpreters in two places, and what does not fit.

Everything follows from plain rows, read in five questions whatever the programme's size. Nothing is
refused for a clash: who plans sees it, and may publish with a reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import FOR_ALL, PAUSES, Kind, Session, Unavailability
from multaqa.apps.programme.queries.sessions import NIGHT, programme_of, sessions_with_people

Span = tuple[datetime, datetime]


class Code(StrEnum):
    """What is amiss; the first ones keep people from being where they are announced."""

    ROOM_TAKEN = "room_taken"
    SPEAKER_TWICE = "speaker_twice"
    INTERPRETER_TWICE = "interpreter_twice"
    SPEAKER_AWAY = "speaker_away"
    OUTSIDE_DAYS = "outside_days"
    ABOVE_ROOM = "above_room"
    OVERBOOKED = "overbooked"
    NO_ACCESS = "no_access"
    SPEAKER_WALKS = "speaker_walks"
    INTERPRETER_WALKS = "interpreter_walks"
    BESIDE_ALL = "beside_all"
    TONGUE = "tongue"
    NO_TIME = "no_time"
    NO_ROOM = "no_room"


MILD = frozenset({
    Code.SPEAKER_WALKS, Code.INTERPRETER_WALKS, Code.BESIDE_ALL, Code.TONGUE,
    Code.NO_TIME, Code.NO_ROOM,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hall:
    """A room as the check sees it."""

    key: int
    building: str
    capacity: int
    is_step_free: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A session as the check sees it; ``tongues`` are the interpreters who lack a language."""

    number: int
    kind: str
    span: Span | None
    hall: Hall | None
    capacity: int | None = None
    held_count: int = 0
    needs_step_free: bool = False
    speakers: frozenset[int] = frozenset()
    interpreters: frozenset[int] = frozenset()
    tongues: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that clashes follow from."""

    sessions: tuple[Planned, ...]
    first_day: date
    last_day: date
    walk: timedelta = timedelta()
    away: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)

    def of(self, number: int) -> Planned:
        return next(one for one in self.sessions if one.number == number)


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """One thing amiss: of a session, or between two; ``who`` is the key of a person it is about."""

    code: Code
    session: int
    other: int = 0
    who: int = 0

    @property
    def is_mild(self) -> bool:
        """Whether people still find what is announced."""
        return self.code in MILD

    def concerns(self, number: int) -> bool:
        return number in {self.session, self.other}


def clashes_of(plan: Plan) -> list[Clash]:
    """Everything amiss in a plan, each once, the worst first.

    Of each room and each person the sessions are walked through in the order of time: what comes
    after a session's end, and the way to the next building, can no longer clash with it.
    """
    found = {clash for one in plan.sessions for clash in _alone(one, plan)}
    for group in _meeting(plan.sessions):
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                if one.span and other.span and other.span[0] >= one.span[1] + plan.walk:
                    break
                found.update(_between(one, other, plan.walk))
    return in_order(found)


def clashes_if(plan: Plan, moved: Planned) -> list[Clash]:
    """What would be amiss with one session, were it planned like this."""
    others = (one for one in plan.sessions if one.number != moved.number)
    found = set(_alone(moved, plan))
    for other in others:
        found.update(_between(moved, other, plan.walk))
    return in_order(found)


def in_order(clashes: Iterable[Clash]) -> list[Clash]:
    places = {code: place for place, code in enumerate(Code)}
    return sorted(
        clashes, key=lambda clash: (places[clash.code], clash.session, clash.other, clash.who)
    )


def _meeting(sessions: Iterable[Planned]) -> Iterator[list[Planned]]:
    """The sessions that share a room, or a person; and all of them, where one is for everybody."""
    groups: dict[tuple[str, int], list[Planned]] = defaultdict(list)
    timed = sorted((one for one in sessions if one.span), key=lambda one: (one.span, one.number))
    for one in timed:
        if one.hall:
            groups["hall", one.hall.key].append(one)
        for who in one.speakers:
            groups["speaker", who].append(one)
        for who in one.interpreters:
            groups["interpreter", who].append(one)
    if any(one.kind in FOR_ALL for one in timed):
        groups["all", 0] = timed
    for group in groups.values():
        if len(group) > 1:
            yield group


def _alone(one: Planned, plan: Plan) -> Iterator[Clash]:
    """What is amiss with a session by itself."""
    if one.span is None:
        yield Clash(Code.NO_TIME, one.number)
    else:
        if one.hall is None and one.kind not in PAUSES:
            yield Clash(Code.NO_ROOM, one.number)
        # An evening that runs over midnight is of the day on which it began.
        first, last = (timezone.localtime(at) for at in (one.span[0], one.span[1] - NIGHT))
        if first.date() < plan.first_day or max(first, last).date() > plan.last_day:
            yield Clash(Code.OUTSIDE_DAYS, one.number)
        for who in one.speakers:
            if any(_overlap(one.span, span) for span in plan.away.get(who, ())):
                yield Clash(Code.SPEAKER_AWAY, one.number, who=who)
    if one.hall is not None:
        if one.capacity is not None and one.capacity > one.hall.capacity:
            yield Clash(Code.ABOVE_ROOM, one.number)
        if one.needs_step_free and not one.hall.is_step_free:
            yield Clash(Code.NO_ACCESS, one.number)
    size = one.hall.capacity if one.capacity is None and one.hall else one.capacity
    if size is not None and one.held_count > size:
        yield Clash(Code.OVERBOOKED, one.number)
    for who in one.tongues:
        yield Clash(Code.TONGUE, one.number, who=who)


def _between(one: Planned, other: Planned, walk: timedelta) -> Iterator[Clash]:
    """What is amiss between two sessions."""
    if one.span is None or other.span is None:
        return
    low, high = sorted((one.number, other.number))
    is_together = _overlap(one.span, other.span)
    if is_together:
        if one.hall and other.hall and one.hall.key == other.hall.key:
            yield Clash(Code.ROOM_TAKEN, low, high)
        if _is_beside_all(one.kind, other.kind):
            yield Clash(Code.BESIDE_ALL, low, high)
    elif not _is_too_far(one, other, walk):
        return
    speaks = Code.SPEAKER_TWICE if is_together else Code.SPEAKER_WALKS
    interprets = Code.INTERPRETER_TWICE if is_together else Code.INTERPRETER_WALKS
    for who in one.speakers & other.speakers:
        yield Clash(speaks, low, high, who)
    for who in one.interpreters & other.interpreters:
        yield Clash(interprets, low, high, who)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_beside_all(*kinds: str) -> bool:
    """Whether one is for everybody; two pauses may meet, and an exhibition goes on through all."""
    if Kind.EXHIBITION in kinds or all(kind in PAUSES for kind in kinds):
        return False
    return any(kind in FOR_ALL for kind in kinds)


def _is_too_far(one: Planned, other: Planned, walk: timedelta) -> bool:
    """Whether the way between their buildings is longer than the time between them."""
    if not (one.hall and other.hall and one.hall.building and other.hall.building):
        return False
    if one.hall.building == other.hall.building or one.span is None or other.span is None:
        return False
    gap = max(one.span[0], other.span[0]) - min(one.span[1], other.span[1])
    return gap < walk


# From rows to a plan.


def plan_of(edition: Edition, sessions: Iterable[Session] | None = None) -> Plan:
    """The plan of an edition; of sessions read already, two questions more."""
    rows = sessions_with_people(edition) if sessions is None else sessions
    away: dict[int, list[Span]] = defaultdict(list)
    spans = Unavailability.objects.filter(speaker__edition=edition).values_list(
        "speaker_id", "starts_at", "ends_at"
    )
    for who, starts_at, ends_at in spans:
        away[who].append((starts_at, ends_at))
    return Plan(
        sessions=tuple(planned(one) for one in rows if not one.is_cancelled),
        first_day=edition.starts_on,
        last_day=edition.ends_on,
        walk=timedelta(minutes=programme_of(edition).walk_minutes),
        away={who: tuple(found) for who, found in away.items()},
    )


def planned(session: Session) -> Planned:
    room = session.room
    interpretations = list(session.interpretations.all())
    spoken = set(session.languages)
    return Planned(
        number=session.number,
        kind=session.kind,
        span=(session.starts_at, session.ends_at)
        if session.starts_at and session.ends_at
        else None,
        hall=Hall(room.pk, str(room.building_ar or ""), room.capacity, room.is_step_free)
        if room
        else None,
        capacity=session.capacity,
        held_count=session.held_count,
        needs_step_free=session.needs_step_free,
        speakers=frozenset(part.speaker_id for part in session.parts.all()),
        interpreters=frozenset(one.interpreter_id for one in interpretations),
        tongues=frozenset(
            one.interpreter_id
            for one in interpretations
            if one.language not in one.interpreter.languages
            or (spoken and not spoken & set(one.interpreter.languages))
        ),
    )


def moved_to(one: Planned, span: Span | None, hall: Hall | None) -> Planned:
    return replace(one, span=span, hall=hall)
