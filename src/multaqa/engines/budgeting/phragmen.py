"""Sequential Phragmén: projects bought so that the heaviest load on a voter stays lightest.

A project's supporters share its cost so that all come to the same load; the one is bought for
which that load is lowest (Brill, Freeman, Janson and Lackner, "Phragmén's Voting Methods and
Justified Representation", 2017; for projects with costs Los, Christoff and Grossi, "Proportional
Budget Allocations: Towards a Systematization", 2022). It stops as soon as one of the lightest does
not fit into the envelope, as Pabutools does.

A voter's load is the load of the last purchase that they support, so a project's new load is
(cost + sum of loads of earlier purchases times the supporters whose last they are) / supporters:
whole numbers beside a few fractions, and floats with a bound tell which fractions to compare.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from multaqa.engines.budgeting.support import Flags, Support

HALF_ULP = 2.0**-53


@dataclass(frozen=True, slots=True)
class Loads:
    """What was bought, in order, with the loads; ``ties`` as (place, projects that were equal)."""

    projects: tuple[int, ...]
    loads: tuple[Fraction, ...]
    ties: tuple[tuple[int, tuple[int, ...]], ...]
    too_dear: int | None


def buy_by_load(
    support: Support,
    rank: Sequence[int],
    *,
    money: int,
    among: Flags,
    fits: Callable[[Sequence[int]], Flags] | None = None,
) -> Loads:
    """Buy by lightest load until one of the lightest no longer fits; it is told in ``too_dear``.

    ``fits`` tells, of what was bought, which projects no cap forbids: those are passed over.
    """
    count = support.count
    costs = support.costs
    alive = among & (costs > 0) & (support.voters > 0) & (costs <= money)
    last = np.full(len(support.weights), -1, np.int32)
    held: list[np.ndarray] = []  # held[q][p]: supporters of p whose last purchase is q
    loads: list[Fraction] = []
    bought: list[int] = []
    ties: list[tuple[int, tuple[int, ...]]] = []
    while alive.any():
        near = _lightest(support, alive, held, loads)
        exact = {one: _load(support, one, held, loads) for one in near}
        best = min(exact.values())
        tied = sorted((one for one in near if exact[one] == best), key=rank.__getitem__)
        dear = [one for one in tied if costs[one] > money]
        if dear:
            return Loads(tuple(bought), tuple(loads), tuple(ties), dear[0])
        project = tied[0]
        if len(tied) > 1:
            ties.append((len(bought), tuple(tied)))
        rows = support.of[project].rows
        _move(support, rows, last, held, count)
        last[rows] = len(bought)
        bought.append(project)
        loads.append(best)
        money -= int(costs[project])
        alive[project] = False
        if fits is not None:
            alive &= fits(bought)
    return Loads(tuple(bought), tuple(loads), tuple(ties), None)


def _lightest(
    support: Support, alive: np.ndarray, held: list[np.ndarray], loads: list[Fraction]
) -> list[int]:
    """Those whose load may be the lightest; sums of floats are off by their count of roundings."""
    total = support.costs.astype(np.float64)
    for units, load in zip(held, loads, strict=True):
        total = total + units * float(load)
    new = np.where(alive, total / np.maximum(support.voters, 1), np.inf)
    off = (3 * len(loads) + 8) * HALF_ULP
    return [int(one) for one in np.flatnonzero(new * (1 - off) <= new.min() * (1 + off))]


def _load(
    support: Support, project: int, held: list[np.ndarray], loads: list[Fraction]
) -> Fraction:
    total = Fraction(int(support.costs[project]))
    for units, load in zip(held, loads, strict=True):
        if units[project]:
            total += int(units[project]) * load
    return total / int(support.voters[project])


def _move(
    support: Support, rows: np.ndarray, last: np.ndarray, held: list[np.ndarray], count: int
) -> None:
    """Count these rows under the new purchase, for every project that they support."""
    starts = support.starts[rows]
    lengths = support.starts[rows + 1] - starts
    ends = np.cumsum(lengths)
    entries = np.arange(int(ends[-1]) if len(rows) else 0) + np.repeat(
        starts - ends + lengths, lengths
    )
    projects = support.chosen[entries]
    weights = np.repeat(support.weights[rows], lengths).astype(np.float64)
    before = np.repeat(last[rows], lengths)
    for place in np.unique(before[before >= 0]).tolist():
        here = before == place
        moved = np.bincount(projects[here], weights=weights[here], minlength=count)
        held[place] = held[place] - moved.astype(np.int64)
    held.append(np.bincount(projects, weights=weights, minlength=count).astype(np.int64))
