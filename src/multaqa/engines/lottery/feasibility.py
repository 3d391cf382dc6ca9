"""Whether any panel fits the quotas, and the smallest changes of quotas that would make one fit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from multaqa.engines.lottery.check import check_loosely
from multaqa.engines.lottery.problem import Problem, Quota
from multaqa.engines.lottery.program import NO_BOUND, Program
from multaqa.engines.lottery.types import Floats, Ints, Rows, Types, merge_types

Bound = Literal["minimum", "maximum"]


@dataclass(frozen=True, slots=True)
class Change:
    """One bound of one quota, as it was and as it would become."""

    category: str
    value: str
    bound: Bound
    was: int
    becomes: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Changes that together let a panel fit; ``price`` is the seats they move in all."""

    changes: tuple[Change, ...]
    price: int


@dataclass(frozen=True, slots=True)
class Feasibility:
    """``most_seats`` is the largest panel the groups allow: below the seats, no change helps."""

    is_feasible: bool
    alternatives: tuple[Alternative, ...]
    most_seats: int


def feasibility(
    problem: Problem,
    *,
    alternatives: int = 3,
    caps: Mapping[tuple[str, str], int] | None = None,
) -> Feasibility:
    """Whether a panel exists; if not, up to so many ways out, the fewest seats moved first.

    Among ways that move as many seats, the one that touches fewer bounds comes first. A later way
    never touches all the bounds of an earlier one, so that each is another choice. ``caps`` limit
    by how many seats the quota of a (category, value) may move. Refuses what ``check`` refuses,
    save a minimum above its maximum, which is repaired like any other bound.
    """
    problem = check_loosely(problem)
    types = merge_types(problem)
    most = int(types.upper.sum() - sum(_spare_seats(types)))
    if panel_within(types.rows, types.lower, types.upper) is not None:
        return Feasibility(is_feasible=True, alternatives=(), most_seats=most)
    if most < problem.seats:
        return Feasibility(is_feasible=False, alternatives=(), most_seats=most)
    repair = Repair(problem, types, caps or {})
    found: list[Alternative] = []
    while len(found) < alternatives and (way := repair.next_way()) is not None:
        found.append(way)
    return Feasibility(is_feasible=False, alternatives=tuple(found), most_seats=most)


def _spare_seats(types: Types) -> list[float]:
    """For each class, the seats its types could fill beyond one per group."""
    return [types.upper[list(one.types)].sum() - len(one.groups) for one in types.classes]


def panel_within(rows: Rows, least: Floats, most: Floats) -> Floats | None:
    """How many of each type some panel seats that keeps the rows, each type between its bounds."""
    if (rows.lower > rows.upper).any():
        return None
    relaxed = Program(rows, least, most)
    if not relaxed.run():
        return None
    point = relaxed.point
    if np.abs(point - np.rint(point)).max() < 1e-7:
        return np.rint(point)
    whole = Program(rows, least, most, is_integer=True)
    return np.rint(whole.point) if whole.run() else None


class Repair:
    """Integer program: a panel, the seats by which each bound gives way, and which bounds do.

    Columns: the types; then per quota the fall of its minimum, and per quota the rise of its
    maximum; then, in that order, whether each is touched. The ``light`` program seats fractions
    of people and is quick: where a panel fits its changes, none can be cheaper.
    """

    def __init__(self, problem: Problem, types: Types, caps: Mapping[tuple[str, str], int]) -> None:
        self.quotas: tuple[Quota, ...] = problem.quotas
        quotas, kinds = problem.quotas, len(types.size)
        bounds = 2 * len(quotas)
        cap = [float(caps.get((one.category, one.value), problem.seats)) for one in quotas]
        room = np.array(
            [min(most, one.minimum) for most, one in zip(cap, quotas, strict=True)]
            + [min(most, problem.seats) for most in cap]
        )
        self.kinds, self.bounds = kinds, bounds
        rows, values = _repair_rows(types.rows, len(quotas), kinds, room)
        # Seats come first, touched bounds break ties: together they cost less than one seat.
        cost = np.concatenate([np.zeros(kinds), np.full(bounds, -bounds - 1.0), -np.ones(bounds)])
        least = np.concatenate([types.lower, np.zeros(2 * bounds)])
        most = np.concatenate([types.upper, room, (room > 0).astype(float)])
        is_type = np.arange(len(most)) < kinds
        self.types = types
        self.light, self.whole = (
            Program(
                rows,
                least,
                most,
                cost=cost,
                coefficients=values,
                is_integer=is_integer,
                mip_rel_gap=0.0,
                mip_abs_gap=0.5,
                mip_detect_symmetry=False,
            )
            for is_integer in (~is_type, np.ones_like(is_type))
        )

    def next_way(self) -> Alternative | None:
        """The cheapest way not yet given; none when there is no other."""
        moves = self._moves(self.types.lower)
        if moves is None:
            return None
        touched = np.flatnonzero(moves)
        for program in (self.light, self.whole):
            columns = self.kinds + self.bounds + touched
            program.add_row(-NO_BOUND, len(touched) - 1.0, columns, np.ones(len(touched)))
        return self._way(moves)

    def seat(self, kind: int) -> Alternative | None:
        """The cheapest way to let somebody of the type sit; none when none does."""
        least, most = self.types.lower.copy(), self.types.upper
        least[kind] = 1.0
        for program in (self.light, self.whole):
            program.solver.changeColBounds(kind, 1.0, most[kind])
        moves = self._moves(least)
        for program in (self.light, self.whole):
            program.solver.changeColBounds(kind, self.types.lower[kind], most[kind])
        return None if moves is None else self._way(moves)

    def _moves(self, least: Floats) -> Ints | None:
        """By how much each bound gives way at least cost; none when no way is left."""
        rows, quotas = self.types.rows, len(self.quotas)
        for program in (self.light, self.whole):
            if not program.run():
                return None
            moves = np.rint(program.point[self.kinds : self.kinds + self.bounds])
            lower, upper = rows.lower.copy(), rows.upper.copy()
            lower[:quotas] -= moves[:quotas]
            upper[:quotas] += moves[quotas:]
            moved = replace(rows, lower=lower, upper=upper)
            if program is self.whole or panel_within(moved, least, self.types.upper) is not None:
                break
        return moves.astype(np.int64)

    def _way(self, moves: Ints) -> Alternative:
        changes = tuple(self._change(at, int(moves[at])) for at in np.flatnonzero(moves).tolist())
        return Alternative(changes, int(moves.sum()))

    def _change(self, at: int, move: int) -> Change:
        is_minimum = at < len(self.quotas)
        quota = self.quotas[at % len(self.quotas)]
        if is_minimum:
            was, becomes = quota.minimum, quota.minimum - move
        else:
            was, becomes = quota.maximum, quota.maximum + move
        return Change(
            quota.category, quota.value, "minimum" if is_minimum else "maximum", was, becomes
        )


def _repair_rows(rows: Rows, quotas: int, kinds: int, room: Floats) -> tuple[Rows, Floats]:
    """Every quota sum once with its minimum falling, once with its maximum rising; then the links.

    A bound that moves is touched: ``room * touched - move >= 0``.
    """
    of_quota = rows.row < quotas
    other = len(rows.lower) - quotas
    bounds = 2 * quotas
    first = np.arange(bounds)
    link = bounds + other + first
    row: list[Ints] = [
        rows.row[of_quota],
        rows.row[of_quota] + quotas,
        rows.row[~of_quota] + quotas,
        first,
        link,
        link,
    ]
    column = [
        rows.column[of_quota],
        rows.column[of_quota],
        rows.column[~of_quota],
        kinds + first,
        kinds + first,
        kinds + bounds + first,
    ]
    sign = np.where(first < quotas, 1.0, -1.0)
    values = [np.ones(of_quota.sum() + len(rows.row)), sign, -np.ones(bounds), room]
    open_end = np.full(quotas, NO_BOUND)
    lower = [rows.lower[:quotas], -open_end, rows.lower[quotas:], np.zeros(bounds)]
    upper = [open_end, rows.upper[:quotas], rows.upper[quotas:], np.full(bounds, NO_BOUND)]
    return (
        Rows(*(np.concatenate(part) for part in (row, column, lower, upper))),
        np.concatenate(values),
    )
