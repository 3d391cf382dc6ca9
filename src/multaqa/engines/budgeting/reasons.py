"""Why a project lost under equal shares: when it fell, what lacked, and at which cost it would win.

A run is bought again, purchase by purchase. After each, what the supporters of every lost project
still hold is looked at: the first purchase after which that is less than the cost is the moment at
which it fell. Before each, the largest cost is found at which the project would have been bought
instead: with supporters' money m and the lowest price over worth r it is the sum of min(m, r * u),
and with cost utilities the largest c with sum of min(m, r * c * u) >= c, whose two sides are
concave and equal at 0, so that Newton's steps from the right end at it. After the last purchase it
is all that they hold. The largest of all is told, in whole units, exactly; floats only tell which
of them need not be looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np

from multaqa.engines.budgeting.equal_shares import HALF_ULP, Shares
from multaqa.engines.budgeting.support import Real


@dataclass(frozen=True, slots=True)
class Fall:
    """After which purchase a project fell, what its supporters held then, what cost would win."""

    after: int
    held: Fraction
    cost_that_wins: int


def falls_of(run: Shares, lost: Sequence[int]) -> dict[int, Fall]:
    """Each lost project's fall; none for one whose supporters could pay to the end."""
    again = Shares(run.support, run.share, run.worth, run.rank, run.worth_is_cost)
    prices = run.exact_prices()
    after: dict[int, tuple[int, Fraction]] = {}
    wins = dict.fromkeys(lost, 0)
    for number in range(len(run.purchases) + 1):
        held = _held_by_all(again)
        for project in lost:
            if project not in after:
                fallen = _less(again, project, float(held[project]))
                if fallen is not None:
                    after[project] = (number, fallen)
        if number == len(run.purchases):
            break
        bought = run.purchases[number].project
        rate = prices[number] / run.worth[bought]
        for project in lost:
            if held[project] * (1 + 1e-9) > wins[project] and _could_win(
                again, project, float(rate), wins[project] + 1
            ):
                most = _most_that_wins(again, project, rate, bought)
                wins[project] = max(wins[project], most)
        again.buy(bought, prices[number])
    return {
        project: Fall(*after[project], max(wins[project], floor(again.held_by(project))))
        for project in lost
        if project in after
    }


def _held_by_all(run: Shares) -> Real:
    """What the supporters of each project hold together, as floats."""
    money = (run.weights * run.left)[run.support.rows]
    sums = np.concatenate(([0.0], np.cumsum(money)))
    held: Real = sums[run.support.of[1:]] - sums[run.support.of[:-1]]
    return held


def _less(run: Shares, project: int, held: float) -> Fraction | None:
    """What they hold, exactly, where it is less than the cost."""
    cost = int(run.support.costs[project])
    if held > cost * (1 + 1e-6) + 1e-6 * float(run.share):
        return None
    exact = run.held_by(project)
    return exact if exact < cost else None


def _could_win(run: Shares, project: int, rate: float, cost: float) -> bool:
    """Whether it may be bought at this cost, as far as floats tell; in doubt, yes."""
    rows, units = run.supporters(project)
    x = rate * cost if run.worth_is_cost else rate
    pay = np.minimum(run.left[rows], x if units is None else x * units)
    return float((run.weights[rows] * pay).sum()) * (1 + (len(rows) + 64) * 2 * HALF_ULP) + (
        run.slack * float(run.support.voters[project])
    ) >= cost * (1 - 16 * HALF_ULP)


def _most_that_wins(run: Shares, project: int, rate: Fraction, bought: int) -> int:
    """The largest whole cost at which it would be bought before ``bought``; 0: at none.

    At the largest cost itself it stands equal, and the first id is taken; one unit below it is
    cheaper, unless it stands equal at every cost.
    """
    most = floor(_most_cost(run, project, rate))
    if run.rank[project] < run.rank[bought]:
        return most
    for cost in (most, most - 1):
        if cost > 0:
            price = run.exact_price(project, cost)
            worth = cost if run.worth_is_cost else 1
            if price is not None and price < rate * worth:
                return cost
    return 0


def _most_cost(run: Shares, project: int, rate: Fraction) -> Fraction:
    """The largest cost whose price over worth is no more than ``rate``, exactly."""
    rows, units = run.supporters(project)
    has = run.left[rows] > 0
    rows = rows[has]
    each = np.ones(len(rows), np.int64) if units is None else units[has]
    weighted = run.support.weights[rows] * each
    every = int(weighted.sum())
    if not run.worth_is_cost:
        poor = run.poor(rows, each, rate)
        return run.held(rows[poor]) + rate * (every - int(weighted[poor].sum()))
    cost = run.held(rows)
    while cost:
        poor = run.poor(rows, each, rate * cost)
        slope = 1 - rate * (every - int(weighted[poor].sum()))
        if slope <= 0:
            return cost
        better = run.held(rows[poor]) / slope
        if better == cost:
            return cost
        cost = better
    return cost
