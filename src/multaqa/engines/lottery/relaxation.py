"""The fairest chances of the relaxed draw, in which a panel may hold half a person.

Every panel obeys the quotas, so every mixture of panels does, and the mixtures lie inside the
relaxation: what is fairest there bounds what is fairest among draws, and is itself the answer
whenever it can be written as a mixture of panels (``peel``). Valid ``cuts`` shrink it where not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from multaqa.engines.lottery.program import NO_BOUND, Program
from multaqa.engines.lottery.types import Flags, Floats, Rows, Types

TIGHT = 1e-6


@dataclass(frozen=True, slots=True)
class Cut:
    """No panel has more than ``most`` by these weights of the types."""

    weights: Floats
    most: float


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Chances per type, the relaxed counts ``size * chance`` or more, and the first level's duals.

    ``gains`` says for each row what one seat more would add to the smallest chance: below zero
    where the row's minimum binds. ``bound`` is the first level: nobody's draw has a higher smallest
    chance.
    """

    chances: Floats
    counts: Floats
    gains: Floats
    bound: float
    is_exact: bool = True


def relax_leximin(
    types: Types, seatable: Flags, cuts: Sequence[Cut] = (), *, first_level: bool = False
) -> Relaxed:
    """Raise everyone's chance together; whoever can rise no further is fixed; go on with the rest.

    With ``count_t = size_t * level + spare_t`` each step is a program of as many rows as there
    are quotas. A spare with a positive reduced cost is zero in every optimum, so its type has
    found its level (strict complementarity is not needed: the weighted mean of those costs is 1,
    so that each step fixes somebody).
    """
    chances = np.where(types.lower > 0, 1.0, 0.0)
    is_free = seatable & (types.lower == 0)
    program = _Levels(types, cuts)
    gains, bound = np.zeros(len(types.rows.lower)), 1.0
    is_first = True
    while is_free.any():
        level, spare, costs, duals = program.raise_level(chances, is_free)
        if is_first:
            gains, bound, is_first = duals, level, False
            if first_level:
                reached = np.where(is_free, level, chances)
                return Relaxed(reached, types.size * reached + spare, gains, bound)
        is_tight = is_free & (costs > TIGHT)
        if not is_tight.any():
            raise ArithmeticError("no type is tight")
        chances[is_tight] = level
        is_free &= ~is_tight
    return Relaxed(chances, types.size * chances, gains, bound)


class _Levels:
    """The program of one level: a spare per type, then the level, scaled by the people."""

    def __init__(self, types: Types, cuts: Sequence[Cut]) -> None:
        self.types = types
        self.cuts = cuts
        self.people = float(types.size.sum())
        self.capped: list[int] = []
        kinds, rows = len(types.size), types.rows
        self.scaled = np.ones(len(rows.lower))
        # A level held by a bound of its own would leave the rows without duals.
        self._bottom = np.append(np.zeros(kinds), -self.people)
        everywhere = np.arange(len(rows.lower))
        with_level = Rows(
            np.concatenate([rows.row, everywhere]),
            np.concatenate([rows.column, np.full(len(rows.lower), kinds)]),
            rows.lower,
            rows.upper,
        )
        self.program = Program(
            with_level,
            self._bottom,
            np.append(types.upper, NO_BOUND),
            cost=np.append(np.zeros(kinds), 1.0),
            primal_feasibility_tolerance=1e-7,
            dual_feasibility_tolerance=1e-7,
            presolve="off",
        )
        for cut in cuts:
            columns = np.append(np.flatnonzero(cut.weights), kinds)
            weights = np.append(cut.weights[columns[:-1]], 1.0)
            self.program.add_row(-NO_BOUND, cut.most, columns, weights)

    def raise_level(self, chances: Floats, is_free: Flags) -> tuple[float, Floats, Floats, Floats]:
        """The highest level of the free types; spares, their reduced costs, the rows' gains."""
        types = self.types
        free = np.where(is_free, types.size, 0.0)
        fixed = np.where(is_free, 0.0, types.size * chances)
        self.program.set_bounds(
            self._bottom, np.append(np.where(is_free, types.upper, 0.0), NO_BOUND)
        )
        self._place(free, fixed, slack=0.0)
        while True:
            if not self.program.run():
                # Levels found so far round a little high: give the rows as much room.
                self._place(free, fixed, slack=1e-7)
                if not self.program.run():
                    raise ArithmeticError(self.program.solver.getModelStatus())
            point = self.program.point
            level = float(point[-1]) / self.people
            over = is_free & (types.size * level + point[:-1] > types.upper + 1e-9)
            over[self.capped] = False
            if not over.any():
                break
            for kind in np.flatnonzero(over):
                self._cap(int(kind))
        solution = self.program.solver.getSolution()
        duals = np.asarray(solution.row_dual)[: len(types.rows.lower)]
        return level, point[:-1], -np.asarray(solution.col_dual)[:-1], duals / self.people

    def _place(self, free: Floats, fixed: Floats, *, slack: float) -> None:
        """Coefficients of the level and bounds of the rows, once ``fixed`` counts are settled."""
        solver, rows, kinds = self.program.solver, self.types.rows, len(free)
        scaled, settled = rows.sums(free) / self.people, rows.sums(fixed)
        for row in np.flatnonzero(scaled != self.scaled).tolist():
            solver.changeCoeff(row, kinds, float(scaled[row]))
        self.scaled = scaled
        self.program.set_row_bounds(rows.lower - settled - slack, rows.upper - settled + slack)
        for place, cut in enumerate(self.cuts, start=len(rows.lower)):
            solver.changeCoeff(place, kinds, float(cut.weights @ free) / self.people)
            solver.changeRowBounds(place, -NO_BOUND, cut.most - float(cut.weights @ fixed) + slack)
        for place, kind in enumerate(self.capped, start=len(rows.lower) + len(self.cuts)):
            solver.changeCoeff(place, kinds, float(free[kind]) / self.people)
            most = self.types.upper[kind] if free[kind] else NO_BOUND
            solver.changeRowBounds(place, -NO_BOUND, float(most))

    def _cap(self, kind: int) -> None:
        """No more than all of a type: seldom binding, so the row comes only when it is."""
        self.capped.append(kind)
        self.program.add_row(
            -NO_BOUND,
            float(self.types.upper[kind]),
            np.array([kind, len(self.types.size)]),
            np.array([1.0, self.types.size[kind] / self.people]),
        )
