"""Why a project lost under equal shares: when it fell, what lacked, and at which cost it would win.

A run is bought again, purchase by purchase. After each, what the supporters of every lost project
still hold is looked at: the first purchase after which that is less than the cost is the moment at
which it fell. Before each, the largest cost is found at which the project would have been bought
instead: with supporters' money m and the lowest price over worth r it is the sum of min(m, r * u),
and with cost utilities the largest c with sum of min(m, r * c * u) >= c, whose two sides are
concave and equal at 0, so that Newton's steps from the right end at it. After the last purchase it
is all that they hold. The largest of all is told, in whole units, exactly.

That is done twice: first with floats, every sum rounded outwards, which leaves few moments at which
a project can have fallen or its cost can be the largest; then exactly, at these moments alone. A
project that cannot reach the cost found so far at one rate cannot at the next either, until the
rate has grown by what lacks over the units of those who have more left: money only gets less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from multaqa.engines.budgeting.equal_shares import HALF_ULP, Shares

STEPS = 60


@dataclass(frozen=True, slots=True)
class Fall:
    """After which purchase a project fell, what its supporters held then, what cost would win."""

    after: int
    held: Fraction
    cost_that_wins: int


def falls_of(run: Shares, lost: Sequence[int]) -> dict[int, Fall]:
    """Each lost project's fall; none for one whose supporters could pay to the end."""
    prices = run.exact_prices()
    moments = _Moments(run, lost)
    again = Shares(run.support, run.share, run.worth, run.rank, run.worth_is_cost)
    after: dict[int, tuple[int, Fraction]] = {}
    wins = dict.fromkeys(lost, 0)
    for number in range(len(run.purchases) + 1):
        for project in moments.may_have_fallen(number):
            if project not in after:
                held = again.held_by(project)
                if held < int(run.support.costs[project]):
                    after[project] = (number, held)
        if number == len(run.purchases):
            break
        bought = run.purchases[number].project
        rate = prices[number] / run.worth[bought]
        for project, above in moments.may_win_most(number):
            most = _most_that_wins(again, project, rate, bought, above)
            wins[project] = max(wins[project], most)
        again.buy(bought, prices[number])
    return {
        project: Fall(*after[project], max(wins[project], floor(again.held_by(project))))
        for project in lost
        if project in after
    }


class _Moments:
    """By floats: when lost projects may have fallen, and when the cost that wins may be largest.

    ``held[k]`` is what the supporters of each project hold after k purchases, off by no more than
    ``off``; ``most`` are the moments (k, project, a bound from above of the cost that wins).
    """

    def __init__(self, run: Shares, lost: Sequence[int]) -> None:
        support = run.support
        self.run, self.lost = run, lost
        self.weights = support.weights.astype(np.float64)
        self.left = np.full(len(support.weights), float(run.share))
        self.slack = HALF_ULP * float(run.share)
        first = support.voters * float(run.share)
        self.held = [first]
        sizes = np.array([len(one.rows) for one in support.of]) + 64
        self.off = first * sizes * (2 * len(run.purchases) + 8) * HALF_ULP
        self.least = dict.fromkeys(lost, 0.0)  # the cost that wins is no less
        self.until = dict.fromkeys(lost, 0.0)  # the rate below which nothing can change that
        self.most: list[list[tuple[int, float]]] = []
        prices = run.exact_prices()
        for one, price in zip(run.purchases, prices, strict=True):
            rate = float(price / run.worth[one.project])
            self.most.append(
                [
                    (project, above)
                    for project in lost
                    if rate * (1 + 8 * HALF_ULP) >= self.until[project]
                    and (above := self._cost_that_wins(project, rate))
                ]
            )
            self._pay(one.project, float(price))

    def may_have_fallen(self, number: int) -> list[int]:
        held = self.held[number] - self.off - self.slack * self.run.support.voters
        return [
            project for project in self.lost if held[project] <= self.run.support.costs[project]
        ]

    def may_win_most(self, number: int) -> list[tuple[int, float]]:
        """The projects whose largest cost that wins may be that of this purchase."""
        return [one for one in self.most[number] if one[1] >= self.least[one[0]]]

    def _pay(self, project: int, price: float) -> None:
        """Let the supporters pay, and take it from what each project's supporters hold."""
        support = self.run.support
        rows, units = support.of[project][:2]
        has = self.left[rows] > 0
        rows = rows[has]
        pay = np.minimum(self.left[rows], price if units is None else price * units[has])
        self.left[rows] -= pay
        most = 1 if units is None else int(units.max(initial=1))
        self.slack += HALF_ULP * (4 * price * most + 4 * float(self.run.share))
        entries, lengths = support.entries(rows)
        paid = np.repeat(self.weights[rows] * pay, lengths)
        taken = np.bincount(support.chosen[entries], weights=paid, minlength=support.count)
        self.held.append(self.held[-1] - taken)

    def _cost_that_wins(self, project: int, rate: float) -> float:
        """A bound from above of the cost that wins here; 0: no more than is known already."""
        rows, units, weights, *_sums = self.run.support.of[project]
        left = self.left[rows]
        each = 1.0 if units is None else units.astype(np.float64)
        weighted = weights * each
        off = (len(rows) + 64) * 4 * HALF_ULP
        doubt = 2 * self.slack * float(self.run.support.voters[project])
        is_cost = self.run.worth_is_cost

        def paid(cost: float) -> tuple[float, float]:
            """What they pay, and the units of those who keep something."""
            asked = rate * (cost if is_cost else 1.0) * each
            money = float((weights * np.minimum(left, asked)).sum())
            return money, float(weighted[left > asked].sum())

        wanted = self.least[project] + 1
        found, rich = paid(wanted)
        lacks = wanted - (found * (1 + off) + doubt)
        if lacks > 0:
            grows = rich * (wanted if is_cost else 1.0)
            self.until[project] = (rate + lacks / grows) * (1 - 1e-9) if grows else np.inf
            return 0.0
        if not is_cost:
            above, below = found * (1 + off) + doubt, found * (1 - off) - doubt
        else:
            above = float((weights * left).sum()) * (1 + off) + doubt
            for _step in range(STEPS):
                found, rich = paid(above)
                slope = 1 - rate * rich * (1 + off)
                if slope <= 0:
                    break
                better = (found * (1 + off) + doubt - rate * above * rich * (1 - off)) / slope
                if better >= above * (1 - 1e-12):
                    break
                above = better
            below = above * (1 - 1e-9)
            if paid(below)[0] * (1 - off) - doubt <= below:
                below = 0.0
        self.least[project] = max(self.least[project], floor(below) - 2.0)
        return above * (1 + 1e-9) + 2


def _most_that_wins(run: Shares, project: int, rate: Fraction, bought: int, above: float) -> int:
    """The largest whole cost at which it would be bought before ``bought``; 0: at none.

    At the largest cost itself it stands equal, and the first id is taken; below it is cheaper,
    unless it stands equal at every cost. ``above``: a bound of that cost from above.
    """
    most, is_whole, is_even = _most_cost(run, project, rate, above)
    if run.rank[project] < run.rank[bought] or not (is_whole or is_even):
        return most
    for cost in (most, most - 1):
        if cost > 0:
            price = run.exact_price(project, cost)
            worth = cost if run.worth_is_cost else 1
            if price is not None and price < rate * worth:
                return cost
    return 0


def _most_cost(run: Shares, project: int, rate: Fraction, above: float) -> tuple[int, bool, bool]:
    """The largest cost whose price over worth is no more than ``rate``, in whole units.

    And whether it is whole by itself, and whether all smaller ones stand at the rate too.
    """
    rows, units = run.support.of[project][:2]
    has = run.left[rows] > 0
    rows = rows[has]
    each = np.ones(len(rows), np.int64) if units is None else units[has]
    weighted = run.support.weights[rows] * each
    every = int(weighted.sum())
    if not run.worth_is_cost:
        poor = run.poor(rows, each, rate)
        cost = run.held(rows[poor]) + rate * (every - int(weighted[poor].sum()))
        return floor(cost), cost.denominator == 1, False
    cost = Fraction(ceil(above))
    while cost:
        poor = run.poor(rows, each, rate * cost)
        slope = 1 - rate * (every - int(weighted[poor].sum()))
        if slope <= 0:
            break
        better = run.held(rows[poor]) / slope
        if better == cost:
            break
        cost = better
    return floor(cost), cost.denominator == 1, rate * every == 1
