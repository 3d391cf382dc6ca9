"""The whole lottery: from a problem to numbered panels, with the reasons for its chances."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from json import dumps
from typing import Literal

import numpy as np

from multaqa.engines.lottery.check import check
from multaqa.engines.lottery.feasibility import Bound, Change, Repair, feasibility
from multaqa.engines.lottery.optimum import Optimum, find_optimum
from multaqa.engines.lottery.panels import (
    deal_people,
    number_type_panels,
    panel_count,
    seats_per_type,
)
from multaqa.engines.lottery.problem import Method, Problem
from multaqa.engines.lottery.types import Floats, Ints, Types, merge_types
from multaqa.refusal import Refusal

VERSION = "lottery 1"
METHODS = ("leximin", "maximin", "nash")
LARGE = 20_000  # people: above, panels are of types
ROOM = 5_000_000  # seats on all panels of people together
MOST_PANELS = 100_000

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Unseatable:
    """Somebody no panel can hold, by number, and why.

    ``quotas``: the cheapest ``changes`` would let them in. ``group``: another of their group must
    sit. ``seats``: who must sit leaves no seat that any change of quotas could give them.
    """

    person: int
    why: Literal["quotas", "group", "seats"]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotaCost:
    """How much chance the worst-off would gain if this bound gave way by one seat."""

    category: str
    value: str
    bound: Bound
    gain: float


@dataclass(frozen=True, slots=True)
class Lottery:
    """Equally likely numbered panels, and the chances that they carry out.

    ``chances`` are the optimal ones per person, in the order of ``problem.people``; ``type_of``
    numbers each person's type. ``panels`` hold person numbers, or, ``by`` types, type numbers,
    each as often as it has seats. ``counts`` say on how many panels each person is; by types, how
    many are expected. ``bound`` is a proven upper bound of the smallest chance among the seatable,
    and ``is_proven`` says that the chances are optimal within solver rounding.
    """

    problem: Problem
    method: Method
    chances: tuple[float, ...]
    by: Literal["people", "types"]
    type_of: tuple[int, ...]
    panels: tuple[tuple[int, ...], ...]
    counts: tuple[Fraction, ...]
    unseatable: tuple[Unseatable, ...]
    costs: tuple[QuotaCost, ...]
    bound: float
    is_proven: bool

    @property
    def least(self) -> float:
        """The smallest chance among those whom some panel can hold."""
        barred = {one.person for one in self.unseatable}
        return min(chance for at, chance in enumerate(self.chances) if at not in barred)

    @property
    def mean(self) -> float:
        return sum(self.chances) / len(self.chances)

    @property
    def most(self) -> float:
        return max(self.chances)


def compute(
    problem: Problem,
    *,
    method: Method = "leximin",
    panels: int | None = None,
    progress: Progress | None = None,
) -> Lottery:
    """The fairest lottery over the panels that fit, as numbered panels.

    ``leximin`` raises the smallest chance, then the next smallest, and so on; ``maximin`` stops
    after the smallest; ``nash`` makes the product of chances largest. ``progress`` hears a step's
    code and the share of it that is done, and may raise to cancel. Refuses what ``check`` refuses,
    and quotas that no panel fits.
    """
    if method not in METHODS:
        raise Refusal("lottery.unknown_method", method=method)
    if panels is not None and not 1 <= panels <= MOST_PANELS:
        raise Refusal("lottery.bad_panel_count", panels=panels, most=MOST_PANELS)
    tell = progress or _silent
    problem = check(problem)
    tell("lottery.types", 0.0)
    types = merge_types(problem)
    tell("lottery.types", 1.0)
    generator = np.random.default_rng(_seed(problem))
    optimum = find_optimum(types, method, lambda done: tell("lottery.optimum", done))
    if optimum is None:
        ways = feasibility(problem).alternatives
        price = ways[0].price if ways else 0
        raise Refusal("lottery.infeasible", seats_moved=price, alternatives=ways)
    tell("lottery.optimum", 1.0)
    count = panels or panel_count(optimum.chances)
    type_panels = number_type_panels(
        types, optimum, count, generator, lambda done: tell("lottery.panels", done)
    )
    by = _by(problem, panels, count)
    drawn = deal_people(types, type_panels, generator) if by == "people" else _listed(type_panels)
    tell("lottery.panels", 1.0)
    unseatable = _unseatable(problem, types, optimum, tell)
    tell("lottery.reasons", 1.0)
    return Lottery(
        problem=problem,
        method=method,
        chances=tuple(optimum.chances[types.of].tolist()),
        by=by,
        type_of=tuple(types.of.tolist()),
        panels=drawn,
        counts=_counts(types, type_panels, drawn, by),
        unseatable=unseatable,
        costs=_costs(problem, optimum.gains),
        bound=optimum.bound,
        is_proven=optimum.is_proven,
    )


def _silent(step: str, done: float) -> None:
    """Nobody listens."""


def _seed(problem: Problem) -> int:
    """A seed from what is asked and nothing else: the same question is answered alike."""
    asked = [
        problem.categories,
        [(person.id, person.values, person.group) for person in problem.people],
        [(one.category, one.value, one.minimum, one.maximum) for one in problem.quotas],
        problem.seats,
        sorted(problem.must_include),
    ]
    words = dumps(asked, ensure_ascii=True, separators=(",", ":"))
    return int.from_bytes(sha256(words.encode()).digest())


def _by(problem: Problem, asked: int | None, count: int) -> Literal["people", "types"]:
    if len(problem.people) <= LARGE or (asked is not None and asked * problem.seats <= ROOM):
        return "people"
    return "types"


def _listed(type_panels: Ints) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(panel) for panel in type_panels.tolist())


def _counts(
    types: Types, type_panels: Ints, drawn: tuple[tuple[int, ...], ...], by: str
) -> tuple[Fraction, ...]:
    if by == "people":
        seats = np.fromiter((person for panel in drawn for person in panel), dtype=np.int64)
        times = np.bincount(seats, minlength=len(types.of))
        return tuple(Fraction(int(count)) for count in times)
    totals = seats_per_type(type_panels, len(types.size))
    shares = [
        Fraction(int(total), int(size)) for total, size in zip(totals, types.size, strict=True)
    ]
    return tuple(shares[kind] for kind in types.of)


def _unseatable(
    problem: Problem, types: Types, optimum: Optimum, tell: Progress
) -> tuple[Unseatable, ...]:
    out = np.flatnonzero(~optimum.is_seatable)
    repair = Repair(problem, types, {})
    why: dict[int, tuple[Literal["quotas", "group", "seats"], tuple[Change, ...]]] = {}
    for done, kind in enumerate(out.tolist()):
        tell("lottery.reasons", done / len(out))
        if types.upper[kind] == 0:
            why[kind] = ("group", ())
        elif (way := repair.seat(kind)) is None:
            why[kind] = ("seats", ())
        else:
            why[kind] = ("quotas", way.changes)
    return tuple(
        Unseatable(person, *why[kind])
        for person, kind in enumerate(types.of.tolist())
        if kind in why
    )


def _costs(problem: Problem, gains: Floats) -> tuple[QuotaCost, ...]:
    bounds: dict[bool, Bound] = {True: "maximum", False: "minimum"}
    return tuple(
        QuotaCost(quota.category, quota.value, bounds[bool(gain > 0)], abs(float(gain)))
        for quota, gain in zip(problem.quotas, gains, strict=False)
        if abs(gain) > 1e-9
    )
