"""What stays as it is while people vote: a frozen round and its projects, read once a process.

A frozen round changes only with a line among its changes (``RoundChange``). Its identity, the
moment of its freeze and the last such line name one state of it: whoever has just read these finds
the rest in memory, as thousands of ballots an hour ask for it.
"""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, functions

from multaqa.apps.budget.models import Round, RoundChange, RoundProject, RoundState
from multaqa.apps.budget.queries.electorate import communes_of
from multaqa.apps.budget.queries.rounds import projects_of
from multaqa.apps.territory.models import Commune
from multaqa.kernel.asked import Asked, Given, Statement
from multaqa.kernel.memory import kept_here

MARKS = ("pk", "key", "frozen_at", "last_change")
Marks = tuple[Any, ...]  # of these


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen round as everyone reads it, for reading only: many threads share this one.

    ``round`` is without its salt, which no memory keeps; ``projects`` are by number, in order.
    """

    round: Round
    projects: dict[str, RoundProject]
    communes: dict[str, Commune]


@dataclass(frozen=True, slots=True)
class Now:
    """Where a round stands by the database's clock, and its salt."""

    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    salt: str
    clock: datetime
    marks: Marks


def round_now(pk: int, *, after: Statement | None = None) -> Now:
    """The round as it is at this very moment, once what ``after`` waits for has happened."""
    found = _NOW.first(pk, after=after)
    if found is None:
        raise Round.DoesNotExist
    state, opens_at, closes_at, salt, clock, *marks = found
    return Now(state, opens_at, closes_at, salt, clock, tuple(marks))


def _marked() -> QuerySet[Round]:
    """Rounds with ``MARKS``, which name the state that each is in since its freeze."""
    changes = RoundChange.objects.filter(round=OuterRef("pk")).order_by("-pk")
    rounds: QuerySet[Round] = QuerySet(Round).order_by()
    return rounds.annotate(last_change=Subquery(changes.values("pk")[:1]))


_MARKS_NOW: Asked[Round] = Asked(
    lambda: _marked().filter(slug=Given(0), state=RoundState.FROZEN).values_list(*MARKS)
)
_NOW: Asked[Round] = Asked(
    lambda: (
        _marked()
        .filter(pk=Given(0))
        .annotate(clock=functions.Now())
        .values_list("state", "opens_at", "closes_at", "salt", "clock", *MARKS)
    )
)


def frozen_round(slug: str) -> Frozen | None:
    """The round of that address, where it is frozen: open, about to open, or just over."""
    marks = _MARKS_NOW.first(slug)
    return frozen_as(marks) if marks else None


def frozen_lately(slug: str) -> Frozen | None:
    """As it was at most a second ago: for who is going to hold the round, and look again then."""
    return kept_here("budget.lately", slug, int(monotonic()), make=lambda: frozen_round(slug))


def frozen_as(marks: Marks) -> Frozen:
    """The round in the state that the marks name, as they were just read."""
    return kept_here("budget.frozen", *marks, make=lambda: _read(marks[0]))


def _read(pk: int) -> Frozen:
    voting = Round.objects.select_related("region", "province", "edition").get(pk=pk)
    voting.salt = ""
    return Frozen(
        voting,
        {one.number: one for one in projects_of(voting)},
        {one.pk: one for one in communes_of(voting)},
    )
