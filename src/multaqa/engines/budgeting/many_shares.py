"""What equal shares buy with many shares at once, proven by bounds; or that bounds cannot tell.

Completion by add-1 asks the same of share after share, and most answers are alike. Here a **span**
of shares is one column beside others: for each row of ballots what is left lies between two floats,
however the share lies in the span. Whatever is computed is rounded outwards: a sum of n products is
off by no more than (n + 4) * 2**-53 of itself, in whichever order it is made.

A project's price solves f(x) = sum of w * min(left, x * u) = cost. f is concave, so that a step of
Newton's never passes the root: from the most that is left every step is a bound from below, for
prices only fall when more is left. A bound from above is any x with f(x) >= cost for the least that
is left. A span's next purchase is proven where the bound from above of one project lies under the
bounds from below of all others: every share of the span then buys it. Nothing is lost by taking a
whole span at once: while the order stays the same, a larger share leaves everybody at least as much
and makes no price dearer, so that its two ends are the two bounds.

Where all supporters of several projects can pay in full, their prices are cost over support,
exactly, and are compared as fractions: equal ones are told by the published order, as are projects
of one cost with the same supporters. Whatever else is too near to tell ends the span without an
answer. It is then cut into smaller ones, and one share alone is left to ``equal_shares``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from multaqa.engines.budgeting.support import Flags, Places, Real, Support, Whole

ULP = 2.0**-53
NO_FARTHER = 1 + 1e-13  # a step that raises a price by less ends the steps
LARGEST_FLOAT = np.finfo(np.float64).max
CLOSE = 1e-11  # of a price: how far above a price its bound is first tried
STEPS = 60
BLOCK = 2**13  # cells
Span = tuple[Fraction, Fraction]
Order = tuple[int, ...]
Fits = Callable[[Sequence[int]], Flags]


@dataclass(frozen=True, slots=True)
class _Project:
    """A project's supporters, as floats: ``weighted`` are their weights times their units."""

    rows: Whole
    weights: Real
    weighted: Real
    units: Real | None
    cost: float
    off: float  # how far a sum over them may be off, of itself

    @property
    def signs(self) -> tuple[float, bytes, bytes]:
        """Equal for two that have the same cost and the same supporters: always equal in price."""
        return self.cost, self.rows.tobytes(), self.weighted.tobytes()

    def paid(self, left: Real, price: Real) -> Real:
        """What they pay together at each span's price."""
        return _sums(self.weights, np.minimum(left, self.asked(price)))

    def rich(self, left: Real, price: Real) -> Real:
        """The units of those who have more left than the price asks."""
        return _sums(self.weighted, left > self.asked(price))

    def asked(self, price: Real) -> Real:
        return price if self.units is None else self.units[:, None] * price


def _sums(weights: Real, cells: Real | Flags) -> Real:
    """The weighted sum of each column, block by block: of more, BLAS would wake other threads."""
    size = max(BLOCK // cells.shape[1], 1)
    sums: Real = weights[:size] @ cells[:size]
    for begin in range(size, len(weights), size):
        sums += weights[begin : begin + size] @ cells[begin : begin + size]
    return sums


@dataclass(slots=True)
class ManyShares:
    """The rule on one election, ready to be run with any spans of shares."""

    support: Support
    worth: Sequence[int]
    rank: Sequence[int]
    projects: list[_Project] = field(init=False)
    worths: Real = field(init=False)
    even: Places = field(init=False)
    twins: Places = field(init=False)
    first_low: Real = field(init=False)

    def __post_init__(self) -> None:
        support = self.support
        self.projects = [self._project(one) for one in range(support.count)]
        self.worths = np.array([float(one) for one in self.worth])
        total = np.maximum(support.total, 1)
        self.first_low = support.costs / total / self.worths * (1 - 8 * ULP)
        prices = [
            Fraction(int(cost), int(units) * worth)
            for cost, units, worth in zip(support.costs, total, self.worth, strict=True)
        ]
        order = sorted(range(support.count), key=lambda one: (prices[one], self.rank[one]))
        self.even = np.argsort(order).astype(np.int32)
        alike: dict[tuple[float, bytes, bytes], int] = {}
        self.twins = np.array(
            [alike.setdefault(one.signs, len(alike)) for one in self.projects], np.int32
        )

    def _project(self, project: int) -> _Project:
        one = self.support.of[project]
        units = None if one.units is None else one.units.astype(np.float64)
        return _Project(
            rows=one.rows,
            weights=one.weights,
            weighted=one.weights if units is None else one.weights * units,
            units=units,
            cost=float(one.cost),
            off=(len(one.rows) + 8) * ULP,
        )

    def orders(
        self, spans: Sequence[Span], among: Flags, fits: Fits | None = None
    ) -> list[Order | None]:
        """For each span what every share in it buys, in order; None where bounds do not tell."""
        run = _Run(self, spans, among & (self.support.costs > 0) & (self.support.total > 0), fits)
        return run.orders()


class _Run:
    """Spans side by side: column ``s`` of each matrix is the span ``ids[s]``."""

    def __init__(
        self, many: ManyShares, spans: Sequence[Span], alive: Flags, fits: Fits | None
    ) -> None:
        self.many, self.fits = many, fits
        rows, count = len(many.support.weights), len(spans)
        least = np.array([float(one) for one, _other in spans]) * (1 - 4 * ULP)
        most = np.array([float(other) for _one, other in spans]) * (1 + 4 * ULP)
        self.most = np.broadcast_to(most, (rows, count)).copy()
        self.least = np.broadcast_to(least, (rows, count)).copy()
        self.rounding = 4 * ULP * most.max(initial=0)
        self.ids = np.arange(count)
        self.alive = np.tile(alive, (count, 1))
        self.low = np.tile(np.where(alive, many.first_low, np.inf), (count, 1))
        self.bought: list[list[int]] = [[] for _span in spans]
        self.is_sure = np.ones(count, np.bool_)
        self.is_open = np.ones(count, np.bool_)  # by column, as all that follows

    def orders(self) -> list[Order | None]:
        while self.is_open.any():
            self._forget_the_closed()
            self._buy_one_each()
        return [
            tuple(bought) if is_sure else None
            for bought, is_sure in zip(self.bought, self.is_sure, strict=True)
        ]

    def _forget_the_closed(self) -> None:
        if 2 * self.is_open.sum() <= len(self.ids):
            stays = self.is_open
            self.most, self.least = self.most[:, stays], self.least[:, stays]
            self.alive, self.low = self.alive[stays], self.low[stays]
            self.ids, self.is_open = self.ids[stays], self.is_open[stays]

    def _buy_one_each(self) -> None:
        """The next purchase of every open span, or its end."""
        waits = np.where(self.alive, self.low, np.inf)
        waits[~self.is_open] = np.inf
        top = np.full(len(self.ids), LARGEST_FLOAT)
        self._look(waits, top, falls=True)
        rates = np.where(self.alive & (waits == np.inf), self.low, np.inf)
        best = rates.argmin(axis=1)
        self.is_open &= rates.min(axis=1) < np.inf
        above = np.full(len(self.ids), np.inf)
        for project in sorted(set(best[self.is_open].tolist())):
            mine = np.flatnonzero(self.is_open & (best == project))
            above[mine] = self._price_above(project, mine)
        self._give_up(self.is_open & (above == np.inf))
        rate = above / self.many.worths[best] * (1 + 4 * ULP)
        waits[~self.is_open] = np.inf
        self._look(waits, np.minimum(rate, LARGEST_FLOAT), falls=False)
        rivals = self.alive & (self.low <= rate[:, None])
        rivals[np.arange(len(best)), best] = False
        is_near = self.is_open & rivals.any(axis=1)
        if is_near.any():
            self._part(is_near, rivals, best, above)
        for project in sorted(set(best[self.is_open].tolist())):
            self._pay(project, self.is_open & (best == project), above)

    def _look(self, waits: Real, top: Real, *, falls: bool) -> None:
        """Bound from below the price of all that wait and may be no dearer than ``top``.

        ``falls``: top is the lowest bound seen so far, and falls with each that is seen.
        """
        while True:
            first = waits.argmin(axis=1)
            wants = waits[np.arange(len(first)), first] <= top
            wanted = first[wants]
            if not len(wanted):
                return
            project = int(np.bincount(wanted).argmax())
            mine = np.flatnonzero(waits[:, project] <= top)
            self._price_below(project, mine)
            waits[mine, project] = np.inf
            if falls:
                found = np.where(self.alive[mine, project], self.low[mine, project], np.inf)
                top[mine] = np.minimum(top[mine], found)

    def _price_below(self, project: int, mine: Whole) -> None:
        """Newton's steps from the left for these spans, from the most that is left."""
        one = self.many.projects[project]
        left = self._left(self.most, one, mine)
        worth = self.many.worths[project]
        price = self.low[mine, project] * (worth * (1 - 4 * ULP))
        cost = one.cost * (1 - 4 * one.off)  # what sums and steps may be off stays below the cost
        for _step in range(STEPS):
            paid, rich = one.paid(left, price), one.rich(left, price)
            if not rich.all():
                rich = self._none_rich(project, mine, paid, rich)
            better = price + (cost - paid) / rich
            is_done = (better <= price * NO_FARTHER).all()
            price = np.maximum(price, better)
            if is_done:
                break
        rate = price * ((1 - 8 * ULP) / worth)
        self.low[mine, project] = np.maximum(self.low[mine, project], rate)

    def _none_rich(self, project: int, mine: Whole, paid: Real, rich: Real) -> Real:
        """Where all pay all that they have: not affordable for sure, or not to be told."""
        one = self.many.projects[project]
        cannot = (rich == 0) & (paid * (1 + one.off) < one.cost)
        self.alive[mine[cannot], project] = False
        unsure = mine[(rich == 0) & ~cannot]
        if len(unsure):
            self._give_up_at(unsure)
        return np.where(rich > 0, rich, np.inf)

    def _price_above(self, project: int, mine: Whole) -> Real:
        """A price at which the least that is left pays the cost for sure; infinite: none found."""
        one = self.many.projects[project]
        left = self._left(self.least, one, mine)
        price = self.low[mine, project] * self.many.worths[project]
        close = CLOSE
        above = np.full(len(mine), np.inf)
        for step in range(STEPS):
            tried = price * (1 + close)
            paid = one.paid(left, tried)
            is_paid = paid * (1 - one.off) >= one.cost
            above = np.where(is_paid, np.minimum(above, tried), above)
            if is_paid.all():
                break
            rich = one.rich(left, tried)
            moves = ~is_paid & (rich > 0)
            if not (moves & ~(above < np.inf)).any():
                break
            lacks = np.maximum(one.cost - paid, 0)
            price = np.where(moves, tried + lacks / np.where(rich > 0, rich, 1.0), price)
            close = CLOSE if step < STEPS // 2 else 1e-8
        return above

    def _part(self, is_near: Flags, rivals: Flags, best: Whole, above: Real) -> None:
        """Tell apart twins, and those that all their supporters can pay in full; else give up."""
        twins = self.many.twins
        is_other = rivals & (twins != twins[best][:, None])
        is_twin = is_near & ~is_other.any(axis=1)
        for span in np.flatnonzero(is_twin).tolist():
            equal = [int(best[span]), *np.flatnonzero(rivals[span]).tolist()]
            best[span] = min(equal, key=self.many.rank.__getitem__)
        is_near = is_near & ~is_twin
        rivals = rivals & is_near[:, None]
        rivals[np.flatnonzero(is_near), best[is_near]] = True
        is_told = is_near.copy()
        chosen = np.full(len(best), -1)
        place = np.full(len(best), len(self.many.even))
        for project in np.flatnonzero(rivals.any(axis=0)).tolist():
            mine = np.flatnonzero(rivals[:, project])
            one = self.many.projects[project]
            total = float(self.many.support.total[project])
            price = one.cost / total * (1 + 8 * ULP)
            asked = price if one.units is None else (one.units * price * (1 + 4 * ULP))[:, None]
            is_full = (self._left(self.least, one, mine) >= asked).all(axis=0)
            is_told[mine[~is_full]] = False
            is_first = mine[self.many.even[project] < place[mine]]
            chosen[is_first], place[is_first] = project, self.many.even[project]
            above[is_first] = price
        self._give_up(is_near & ~is_told)
        best[is_near & is_told] = chosen[is_near & is_told]

    def _pay(self, project: int, is_mine: Flags, above: Real) -> None:
        """Let the supporters pay in these spans: at least the lowest price, at most the highest."""
        one = self.many.projects[project]
        below = self.low[:, project] * self.many.worths[project] * (1 - 8 * ULP)
        low = np.where(is_mine, np.maximum(below, 0), 0.0)
        high = np.where(is_mine, above, 0.0)
        off = np.where(is_mine, self.rounding, 0.0)
        for left, price, rounding in ((self.most, low, -off), (self.least, high, off)):
            new = left.take(one.rows, axis=0)
            new -= one.asked(price) + rounding
            left[one.rows] = np.maximum(new, 0, out=new)
        mine = np.flatnonzero(is_mine)
        self.alive[mine, project] = False
        for span in mine.tolist():
            bought = self.bought[self.ids[span]]
            bought.append(project)
            if self.fits is not None:
                self.alive[span] &= self.fits(bought)

    def _left(self, left: Real, one: _Project, mine: Whole) -> Real:
        if len(mine) == len(self.ids):
            return left.take(one.rows, axis=0)
        if 2 * len(mine) > len(self.ids):
            return left.take(one.rows, axis=0).take(mine, axis=1)
        found: Real = left[one.rows[:, None], mine]
        return found

    def _give_up(self, spans: Flags) -> None:
        self._give_up_at(np.flatnonzero(spans))

    def _give_up_at(self, spans: Whole) -> None:
        self.is_sure[self.ids[spans]] = False
        self.is_open[spans] = False
