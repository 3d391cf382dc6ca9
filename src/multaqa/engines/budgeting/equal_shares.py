"""The method of equal shares, as fast as floats and as exact as fractions.

Every voter holds the same share of the envelope. Of all projects that their supporters can still
pay for, the one is bought whose price per unit of support, over its worth, is lowest; each
supporter pays that price times their units, or all that they have left (Peters, Pierczynski and
Skowron, "Proportional Participatory Budgeting with Additive Utilities", NeurIPS 2021).

How it is exact. Money left is kept as floats, with ``slack``, a proven bound on the distance of
each from the true fraction. The price that a project would have solves
f(x) = sum of w * min(left, x * u) = cost; f is concave and grows, so that Newton's steps from the
left never pass the root. With sums off by at most d (slack times the voters, and roundings: see
``_held``), the root lies above x - d / r, r being the units of those who do not pay all; and below
x + e wherever r(x + e) * e >= d. Where intervals of two projects meet, where money and cost are
closer than d, or where a supporter's money is closer to the payment than its error, the same is
decided by fractions.

A purchase adds to slack how far its price may be off, times the largest unit, and the roundings of
the product and of the subtraction. It stands open so long as that leaves slack small. Then, or when
prices are asked for, the purchases are counted: a price follows from whole numbers, with e voters
emptied, a[q] the sum of their units in the earlier purchase q, and r the units of those who were
not, as x = (cost - (e * share - sum of a[q] * x[q])) / r. It is kept in whole multiples of 2**-256
with a bound on its error, of which a float is off by one rounding, and as a fraction where that is
asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import accumulate
from math import lcm
from operator import mul
from typing import NamedTuple

import numpy as np

from multaqa.engines.budgeting.support import Flags, Real, Support, Whole

HALF_ULP = 2.0**-53
DOTS = 4096  # products, up to which one call to sum them takes less time than two
ROUNDINGS = 64  # of a sum in pairs: log2 of its terms, and at most 19 in each block of 128
BITS = 256  # after the point, of a price
ONE = 2**BITS
MISSES, FEW = 2, 2**16  # unaffordable ones, one by one, before all are looked at; of few choices
LOOSE = 2.0**-24  # of a share: a purchase that leaves more doubt than this is counted at once
SURE = 2 ** (BITS - 128)  # an error up to here leaves a price that is exact as a float
TINY = 5e-324  # whoever has something left, however little, is not emptied


class Purchase(NamedTuple):
    """What one purchase keeps, in whole numbers.

    ``emptied`` voters paid all they had; ``paid_before[q]`` is the sum of their units in purchase
    q; ``units`` are those of who paid in full, ``payers`` their number.
    """

    project: int
    emptied: int
    paid_before: list[int]
    units: int
    payers: int


class Interval(NamedTuple):
    """A price, how far below and above it the true one may lie; what its supporters have left."""

    price: float
    below: float
    above: float
    left: Real


class _Open(NamedTuple):
    """A purchase not counted yet: what its supporters had left, and who of them kept some of it."""

    project: int
    left: Real
    is_rich: Flags


@dataclass(slots=True)
class Shares:
    """One run of the rule with one share, as far as it has come."""

    support: Support
    share: Fraction
    worth: Sequence[int]
    rank: Sequence[int]
    worth_is_cost: bool = False
    left: Real = field(init=False)
    slack: float = field(init=False)
    place: Whole = field(init=False)  # among the purchases; of what is not bought, beyond them
    order: list[int] = field(default_factory=list)  # of the purchases: their projects
    purchases: list[Purchase] = field(default_factory=list)  # but for the last, which stand open
    open: list[_Open] = field(default_factory=list)
    ties: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    prices: list[Fraction] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)  # the same prices, of which ``whole`` are one
    whole: int = field(init=False)
    given: dict[int, Fraction] = field(default_factory=dict)
    fixed: list[int] = field(default_factory=list)  # the same prices, of which ONE are one
    off: list[int] = field(default_factory=list)  # and how far off these may be
    float_share: float = field(init=False)
    fixed_share: int = field(init=False)

    def __post_init__(self) -> None:
        self.float_share = float(self.share)
        self.left = np.full(len(self.support.weights), self.float_share)
        self.slack = HALF_ULP * self.float_share
        self.place = np.full(self.support.count, self.support.count, np.int64)
        self.whole = self.share.denominator
        self.fixed_share = self.share.numerator * ONE // self.share.denominator

    @property
    def bought(self) -> tuple[int, ...]:
        return tuple(self.order)

    # the run

    def run(self, among: Flags, fits: Callable[[Sequence[int]], Flags] | None = None) -> None:
        """Buy, among these projects, until nobody can pay for any more.

        ``fits`` tells, of what was bought, which projects no cap forbids.
        """
        alive = among & (self.support.costs > 0) & (self.support.total > 0)
        worth = [float(one) for one in self.worth]
        waiting = [
            (of.cost / of.total / own * (1 - 8 * HALF_ULP), one)
            for one, (of, own, is_alive) in enumerate(
                zip(self.support.of, worth, alive.tolist(), strict=True)
            )
            if is_alive
        ]
        heapify(waiting)
        while True:
            found = self._cheapest(waiting, alive, worth)
            if not found:
                return
            near, intervals = found
            if len(near) == 1:
                project = near[0]
                found_price = intervals[project]
            else:
                exact = [(self.exact_price(one), one) for one in near]
                can = [(price / self.worth[one], one) for price, one in exact if price is not None]
                for price, one in exact:
                    if price is None:
                        alive[one] = False
                if not can:
                    continue
                best = min(price for price, _one in can)
                tied = sorted(
                    (one for price, one in can if price == best), key=self.rank.__getitem__
                )
                project = tied[0]
                if len(tied) > 1:
                    self.ties.append((len(self.order), tuple(tied)))
                found_price = best * self.worth[project]
            self.buy(project, found_price)
            alive[project] = False
            if fits is not None:
                alive &= fits(self.order)

    def _cheapest(
        self, waiting: list[tuple[float, int]], alive: Flags, worth: Sequence[float]
    ) -> tuple[list[int], dict[int, Interval | Fraction]] | None:
        """Those of which one is the cheapest for sure, and their prices; None: nobody can pay.

        ``waiting`` has the lowest rate that each can have, the lowest first.
        """
        seen: dict[int, Interval | Fraction] = {}
        lowest: list[tuple[float, int]] = []
        best, misses = np.inf, 0
        while waiting and waiting[0][0] <= best:
            low, project = heappop(waiting)
            if not alive[project]:
                continue
            found = self._price(project, low * worth[project])
            if found is None:
                misses += 1
                if misses == MISSES and len(self.support.chosen) <= FEW:
                    self._leave_out_poor(waiting)
                continue
            seen[project] = found
            if isinstance(found, Interval):
                bottom, top = found.price - found.below, found.price + found.above
            else:
                price = float(found)
                bottom, top = price * (1 - 4 * HALF_ULP), price * (1 + 4 * HALF_ULP)
            low = max(bottom / worth[project] * (1 - 4 * HALF_ULP), low)
            lowest.append((low, project))
            best = min(best, top / worth[project] * (1 + 4 * HALF_ULP))
        for one in lowest:
            heappush(waiting, one)
        return ([project for low, project in lowest if low <= best], seen) if seen else None

    def _leave_out_poor(self, waiting: list[tuple[float, int]]) -> None:
        """Whose supporters for sure have less than the cost, all at once; their money only falls.

        A sum of n terms one after the other is off by no more than n roundings of itself.
        """
        support = self.support
        money = (self.left * support.weights).repeat(support.starts[1:] - support.starts[:-1])
        sums = np.bincount(support.chosen, weights=money, minlength=support.count)
        off = (len(self.left) + ROUNDINGS) * 2 * HALF_ULP * float(sums.max())
        can = (sums + (off + self.slack * support.voters) >= support.costs).tolist()
        waiting[:] = [one for one in waiting if can[one[1]]]
        heapify(waiting)

    def _price(self, project: int, start: float) -> Interval | Fraction | None:
        """The price of a project now; exact where floats cannot tell; None: not affordable."""
        rows, units, weights, cost, every, voters = self.support.of[project]
        left, x = self.left.take(rows), cost / every
        if start <= x and self._can_all_pay(left, units, x):
            return Interval(x, 8 * HALF_ULP * x, 8 * HALF_ULP * x, left)
        total, roundings = _held(weights, left), min(len(rows), DOTS) + ROUNDINGS
        doubt = roundings * HALF_ULP * total + self.slack * voters
        if total + doubt < cost:
            return None
        if total - doubt <= cost:
            return self.exact_price(project)
        x, count, rich = start, -1, float(every)
        while True:
            poor = (left <= (x if units is None else x * units)).nonzero()[0]
            if len(poor) == count:
                break  # the same pay all that they have: the step was the last
            count, heavy = len(poor), weights.take(poor)
            full = heavy if units is None else heavy * units.take(poor)
            rich = every - float(np.add.reduce(full))
            if rich <= 0:
                return self.exact_price(project)
            better = (cost - _held(heavy, left.take(poor))) / rich
            if better <= x * (1 + 4 * HALF_ULP):
                break
            x = better
        below = doubt / rich + 8 * HALF_ULP * x
        above = below * (1 + 2.0**-10)
        top = x + above
        if np.count_nonzero(left <= (top if units is None else top * units)) > count:
            above = 2 * below
            top = x + above
            is_poor = left <= (top if units is None else top * units)
            full = weights if units is None else weights * units
            rich_above = every - float(np.add.reduce(full[is_poor]))
            if rich_above * above < doubt + 8 * HALF_ULP * x * rich:
                return self.exact_price(project)
        return Interval(x, below, above, left)

    def _can_all_pay(self, left: Real, units: Whole | None, x: float) -> bool:
        """Whether each for sure has more left than the price asks, which ``x`` is but for rounding.

        The price is then the cost over all units: an exact number, of which x is the float.
        """
        if units is None:
            return float(left.min()) > x + self.slack + 8 * HALF_ULP * x
        pay = x * units
        return bool((left - pay > self.slack + 8 * HALF_ULP * pay).all())

    def buy(self, project: int, price: Interval | Fraction) -> None:
        """Let the supporters pay, and keep what follows from it."""
        rows, units, *_sums = self.support.of[project]
        if isinstance(price, Interval):
            left = price.left
            x, off = price.price, max(price.below, price.above)
            pay = x if units is None else x * units
            gap = left - pay
            doubt = self.slack + (off if units is None else off * units) + 8 * HALF_ULP * pay
            is_rich = gap > doubt
            rich_count = np.count_nonzero(is_rich)
            if np.count_nonzero(gap >= -doubt) > rich_count:
                exact = self.exact_price(project)
                assert exact is not None  # noqa: S101  # its interval said that it can be paid
                price = exact
        if not isinstance(price, Interval):
            x, off, left = float(price), 0.0, self.left.take(rows)
            has = left > 0
            each = np.ones(len(rows), np.int64) if units is None else units
            is_rich = has.copy()
            is_rich[has] = ~self.poor(rows[has], each[has], price)
            rich_count = np.count_nonzero(is_rich)
            if not rich_count:  # all emptied: no later purchase tells the price
                self.given[len(self.order)] = price
            gap = np.maximum(left - (x if units is None else x * units), TINY)
        self.place[project] = len(self.order)
        self.order.append(project)
        self.open.append(_Open(project, left, is_rich))
        most = 1.0 if units is None else float(units.max(initial=0))
        slack = self.slack + most * (off + 2 * HALF_ULP * x) + 2 * HALF_ULP * self.float_share
        if slack > LOOSE * self.float_share:
            x = self._last_price()
            gap = np.maximum(left - (x if units is None else x * units), TINY)
            slack = self.slack + most * 2 * HALF_ULP * x + 2 * HALF_ULP * self.float_share
        self.slack = slack
        self.left[rows] = gap if rich_count == len(rows) else gap * is_rich

    def _settle(self) -> None:
        """Count who paid in full, and who was emptied, in the purchases that stand open."""
        if not self.open:
            return
        of = [self.support.of[one.project] for one in self.open]
        rows = np.concatenate([one.rows for one in of])
        weights = np.concatenate([one.weights for one in of])
        has = np.concatenate([one.left for one in self.open]) > 0
        is_rich = np.concatenate([one.is_rich for one in self.open])
        sizes = [len(one.rows) for one in of]
        begins = list(accumulate(sizes[:-1], initial=0))
        rich = weights * is_rich
        payers = np.add.reduceat(rich, begins).astype(np.int64).tolist()
        full = payers
        if self.support.units is not None:
            units = np.concatenate([one.units for one in of if one.units is not None])
            full = np.add.reduceat(rich * units, begins).astype(np.int64).tolist()
        which = (has ^ is_rich).nonzero()[0]
        owners = np.arange(len(of)).repeat(sizes).take(which)
        paid = weights.take(which)
        lost = np.bincount(owners, weights=paid, minlength=len(of)).astype(np.int64).tolist()
        before = self._paid_by(rows.take(which), paid, owners, len(of))
        for number, one in enumerate(self.open):
            told = before[number][: len(self.purchases)]
            self.purchases.append(
                Purchase(one.project, lost[number], told, full[number], payers[number])
            )
        self.open.clear()

    def _last_price(self) -> float:
        """The price of the last purchase, as near as a float comes to it."""
        self._settle()
        price = 0.0
        for number in range(len(self.fixed), len(self.purchases)):
            price = self._fix(number)
        return price

    def _fix(self, number: int) -> float:
        """Keep the price of a purchase in multiples of 2**-256, those before it being kept."""
        one = self.purchases[number]
        if number not in self.given:
            held = one.emptied * self.fixed_share - sum(map(mul, one.paid_before, self.fixed))
            off = one.emptied + sum(map(mul, one.paid_before, self.off))
            price = ((self.support.of[one.project].cost << BITS) - held) // one.units
            off = off // one.units + 2
            if off < SURE:
                self.fixed.append(price)
                self.off.append(off)
                return float(price / ONE)
        exact = self.exact_prices()[number]
        self.fixed.append(int(exact * ONE))
        self.off.append(1)
        return float(exact)

    # exactly

    def exact_prices(self) -> list[Fraction]:
        """The price of one unit in each purchase so far."""
        self._settle()
        for number in range(len(self.prices), len(self.purchases)):
            one = self.purchases[number]
            price = self.given.get(number)
            if price is None:
                held = self._held(one.emptied, one.paid_before)
                lacks = self.support.of[one.project].cost * self.whole - held
                price = Fraction(lacks, self.whole * one.units)
            whole = lcm(self.whole, price.denominator)
            if whole != self.whole:
                self.parts = [part * (whole // self.whole) for part in self.parts]
                self.whole = whole
            self.prices.append(price)
            self.parts.append(price.numerator * (whole // price.denominator))
        return self.prices

    def _held(self, voters: int, paid: Sequence[int]) -> int:
        """What so many voters hold who paid for so many units, purchase by purchase.

        In parts, of which ``whole`` are one.
        """
        share = self.share.numerator * (self.whole // self.share.denominator)
        held: int = voters * share - sum(map(mul, paid, self.parts))
        return held

    def held_by(self, project: int) -> Fraction:
        """What the supporters of a project have left together, exactly."""
        rows = self.support.of[project].rows
        return self.held(rows[self.left[rows] > 0])

    def held(self, rows: Whole) -> Fraction:
        """What these rows, none of them emptied, have left together, exactly."""
        self.exact_prices()
        weights = self.support.weights[rows].astype(np.float64)
        paid = self._paid_by(rows, weights, np.zeros(len(rows), np.int64), 1)
        held = self._held(int(weights.sum()), paid[0])
        return Fraction(held, self.whole)

    def exact_price(self, project: int, cost: int = 0) -> Fraction | None:
        """The price by fractions alone: Newton's steps from the left, each split of them exact.

        ``cost`` asks what it would be at another cost than the project's.
        """
        self.exact_prices()
        rows, units, _weights, own_cost, *_sums = self.support.of[project]
        cost = cost or own_cost
        has = self.left[rows] > 0
        rows = rows[has]
        each = np.ones(len(rows), np.int64) if units is None else units[has].astype(np.int64)
        held = self.held(rows)
        if held < cost:
            return None
        weights = self.support.weights[rows]
        every = int((weights * each).sum())
        if held == cost:
            most = self.left[rows] / each
            near = most >= most.max() - 2 * self.slack - 8 * HALF_ULP * most.max()
            exact = self._exact_left(rows[near])
            return max(money / int(unit) for money, unit in zip(exact, each[near], strict=True))
        price = Fraction(cost, every)
        while True:
            poor = self.poor(rows, each, price)
            rich = every - int((weights[poor] * each[poor]).sum())
            better = (cost - self.held(rows[poor])) / rich
            if better == price:
                return price
            price = better

    def poor(self, rows: Whole, each: Whole, price: Fraction) -> Flags:
        """Who of these, none of them emptied, has no more left than the price asks."""
        pay = float(price) * each
        gap = self.left[rows] - pay
        near = np.abs(gap) <= self.slack + 8 * HALF_ULP * pay
        poor: Flags = gap <= 0
        if near.any():
            exact = self._exact_left(rows[near])
            poor[near] = [
                money <= price * int(unit) for money, unit in zip(exact, each[near], strict=True)
            ]
        return poor

    def _exact_left(self, rows: Whole) -> list[Fraction]:
        """What each of these rows, none of them emptied, has left; equal pasts are summed once."""
        self.exact_prices()
        places, units, owners = self._history(rows)
        order = np.lexsort((places, owners))
        past = np.stack((places[order].astype(np.int64), units[order].astype(np.int64)), axis=1)
        ends = np.cumsum(np.bincount(owners, minlength=len(rows)))
        known: dict[bytes, Fraction] = {}
        found, begin = [], 0
        for end in ends.tolist():
            mine = past[begin:end]
            key = mine.tobytes()
            if key not in known:
                paid = sum(
                    (unit * self.prices[place] for place, unit in mine.tolist()), Fraction(0)
                )
                known[key] = self.share - paid
            found.append(known[key])
            begin = end
        return found

    def _history(self, rows: Whole) -> tuple[Whole, Whole, Whole]:
        """The purchases that these rows paid for: their places, the units, whose they are."""
        entries, lengths = self.support.entries(rows)
        owners = np.repeat(np.arange(len(rows)), lengths)
        places = self.place[self.support.chosen[entries]]
        paid = places < len(self.order)
        places, owners = places[paid], owners[paid]
        if self.support.units is None:
            return places, np.ones(len(places), np.int64), owners
        return places, self.support.units[entries[paid]], owners

    def _paid_by(self, rows: Whole, weights: Real, owners: Whole, count: int) -> list[list[int]]:
        """For how many units these rows, none of them emptied, paid in each purchase so far.

        Owner by owner, of whom there are ``count``.
        """
        wide = self.support.count + 1
        entries, lengths = self.support.entries(rows)
        paid = weights.repeat(lengths)
        if self.support.units is not None:
            paid *= self.support.units[entries]
        places = self.place.take(self.support.chosen.take(entries))
        places += (owners * wide).repeat(lengths)
        sums = np.bincount(places, weights=paid, minlength=count * wide)
        told = sums.reshape(count, wide)[:, : len(self.order)].astype(np.int64)
        return told.tolist()  # type: ignore[no-any-return]


def _held(weights: Real, left: Real) -> float:
    """What these have left together.

    Off by no more than one rounding for each of them and ``ROUNDINGS`` more, and of many by no more
    than ``ROUNDINGS``: they are summed in pairs.
    """
    if len(left) <= DOTS:
        return float(weights.dot(left))
    return float(np.add.reduce(weights * left))
