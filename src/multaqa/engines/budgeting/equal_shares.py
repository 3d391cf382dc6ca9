"""The method of equal shares, as fast as floats and as exact as fractions.

Every voter holds the same share of the envelope. Of all projects that their supporters can still
pay for, the one is bought whose price per unit of support, over its worth, is lowest; each
supporter pays that price times their units, or all that they have left (Peters, Pierczynski and
Skowron, "Proportional Participatory Budgeting with Additive Utilities", NeurIPS 2021).

How it is exact. A price follows from whole numbers: with e voters emptied by a purchase, a[q] the
sum of their units in the earlier purchase q, and r the units of those who were not, the price is
x = (cost - (e * share - sum of a[q] * x[q])) / r. It is kept in whole multiples of 2**-256 with a
bound on its error, and as a fraction where that is asked for. Money left is kept as floats, with
``slack``, a proven bound on the distance of each from the true fraction: each purchase adds the
rounding of the price to a float times the largest unit, and 2 * 2**-53 of a share for the two
roundings of the subtraction. The price that a project would have solves
f(x) = sum of w * min(left, x * u) = cost; f is concave and grows, so that Newton's steps from the
left never pass the root. With sums off by at most d (numpy sums in pairs, so that 64 roundings are
more than any sum here takes; and slack times the voters), the root lies above x - d / r, r being
the units of those who do not pay all; and below x + e wherever r(x + e) * e >= d. Where intervals
of two projects meet, where money and cost are closer than d, or where a supporter's money is closer
to the payment than its error, the same is decided by fractions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import numpy as np

from multaqa.engines.budgeting.support import Flags, Places, Real, Support, Whole

HALF_ULP = 2.0**-53
ROUNDINGS = 64  # of a sum in pairs: log2 of its terms, and at most 19 in each block of 128
BITS = 256  # after the point, of a price
SURE = 2 ** (BITS - 128)  # an error up to here leaves a price that is exact as a float
NEVER = 2**31 - 1
TINY = 5e-324  # whoever has something left, however little, is not emptied


@dataclass(frozen=True, slots=True)
class Purchase:
    """What one purchase keeps, in whole numbers.

    ``emptied`` voters paid all they had; ``paid_before[q]`` is the sum of their units in purchase
    q; ``units`` are those of who paid in full, ``payers`` their number.
    """

    project: int
    emptied: int
    paid_before: Whole
    units: int
    payers: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A price, and how far below and above it the true one may lie."""

    price: float
    below: float
    above: float


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
    place: Places = field(init=False)
    emptied_at: Places = field(init=False)
    purchases: list[Purchase] = field(default_factory=list)
    ties: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    prices: list[Fraction] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)  # the same prices, of which ``whole`` are one
    whole: int = 1
    given: dict[int, Fraction] = field(default_factory=dict)
    fixed: list[tuple[int, int]] = field(default_factory=list)
    weights: Real = field(init=False)

    def __post_init__(self) -> None:
        self.left = np.full(len(self.support.weights), float(self.share))
        self.slack = HALF_ULP * float(self.share)
        self.place = np.full(self.support.count, -1, np.int32)
        self.emptied_at = np.full(len(self.support.weights), NEVER, np.int32)
        self.weights = self.support.weights.astype(np.float64)

    @property
    def bought(self) -> tuple[int, ...]:
        return tuple(one.project for one in self.purchases)

    # the run

    def run(self, among: Flags, fits: Callable[[Sequence[int]], Flags] | None = None) -> None:
        """Buy, among these projects, until nobody can pay for any more.

        ``fits`` tells, of what was bought, which projects no cap forbids.
        """
        costs, total = self.support.costs, self.support.total
        alive = among & (costs > 0) & (total > 0)
        worth = np.array([float(one) for one in self.worth])
        low = np.where(alive, costs / np.maximum(total, 1) / worth, np.inf) * (1 - 8 * HALF_ULP)
        while True:
            found = self._cheapest(alive, low, worth)
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
                    self.ties.append((len(self.purchases), tuple(tied)))
                found_price = best * self.worth[project]
            self.buy(project, found_price)
            alive[project] = False
            if fits is not None:
                alive &= fits([one.project for one in self.purchases])

    def _cheapest(
        self, alive: Flags, low: Real, worth: Real
    ) -> tuple[list[int], dict[int, Interval | Fraction]] | None:
        """Those of which one is the cheapest for sure, and their prices; None: nobody can pay."""
        seen: dict[int, Interval | Fraction] = {}
        waits = np.where(alive, low, np.inf)
        best = np.inf
        while True:
            project = int(waits.argmin())
            if waits[project] == np.inf or waits[project] > best:
                break
            waits[project] = np.inf
            found = self._price(project, float(low[project] * worth[project]))
            if found is None:
                alive[project] = False
                continue
            seen[project] = found
            if isinstance(found, Fraction):
                price = float(found)
                bottom, top = price * (1 - 4 * HALF_ULP), price * (1 + 4 * HALF_ULP)
            else:
                bottom, top = found.price - found.below, found.price + found.above
            bottom, top = (
                bottom / worth[project] * (1 - 4 * HALF_ULP),
                top / worth[project] * (1 + 4 * HALF_ULP),
            )
            low[project] = max(bottom, low[project])
            best = min(best, top)
        if not seen:
            return None
        return [project for project in seen if low[project] <= best], seen

    def _price(self, project: int, start: float) -> Interval | Fraction | None:
        """The price of a project now; exact where floats cannot tell; None: not affordable."""
        cost = float(self.support.costs[project])
        rows, units = self.supporters(project)
        left, weights = self.left[rows], self.support.weights_of(project)
        money = weights * left
        total, voters = float(money.sum()), float(self.support.voters[project])
        doubt = ROUNDINGS * HALF_ULP * total + self.slack * voters
        if total + doubt < cost:
            return None
        if total - doubt <= cost:
            return self.exact_price(project)
        weighted = weights if units is None else weights * units
        every, x = float(self.support.total[project]), start
        while True:
            poor = left <= (x if units is None else x * units)
            if poor.any():
                rich = every - float(weighted[poor].sum())
                if rich <= 0:
                    return self.exact_price(project)
                better = (cost - float(money[poor].sum())) / rich
            else:
                rich, better = every, cost / every
            if better <= x * (1 + 4 * HALF_ULP):
                break
            x = better
        below = doubt / rich + 8 * HALF_ULP * x
        above = 2 * below
        top = x + above
        poor = left <= (top if units is None else top * units)
        rich_above = every - float(weighted[poor].sum()) if poor.any() else every
        if rich_above * above < doubt + 8 * HALF_ULP * x * rich:
            return self.exact_price(project)
        return Interval(x, below, above)

    def buy(self, project: int, price: Interval | Fraction) -> None:
        """Let the supporters pay, and keep what follows from it."""
        rows, units = self.supporters(project)
        if units is None and isinstance(price, Interval) and self._all_pay(project, rows, price):
            return
        has = self.left[rows] > 0
        rows = rows[has]
        each = np.ones(len(rows), np.int64) if units is None else units[has]
        if isinstance(price, Interval):
            x, off = price.price, max(price.below, price.above)
            near = self._near(rows, each, x, off)
            if near.any():
                exact = self.exact_price(project)
                assert exact is not None  # noqa: S101  # its interval said that it can be paid
                price = exact
        if isinstance(price, Interval):
            poor = self.left[rows] <= x * each
        else:
            x, off = float(price), 0.0
            poor = self.poor(rows, each, price)
        self._keep(project, price, rows, each, poor)
        x = self._last_price()
        rich = rows[~poor]
        self.left[rich] = np.maximum(self.left[rich] - x * each[~poor], TINY)
        self.left[rows[poor]] = 0.0
        self.emptied_at[rows[poor]] = len(self.purchases) - 1
        most = float(each[~poor].max(initial=0))
        self.slack += HALF_ULP * x * most * 2 + 2 * HALF_ULP * float(self.share)

    def _all_pay(self, project: int, rows: Places, price: Interval) -> bool:
        """Let all supporters pay in full, where floats tell that they can; else do nothing."""
        left, x = self.left[rows], price.price
        off = self.slack + price.below + price.above
        if float(left.min()) <= x + off + 16 * HALF_ULP * x:
            return False
        count = len(self.purchases)
        voters = int(self.support.voters[project])
        self.purchases.append(Purchase(project, 0, np.zeros(count, np.int64), voters, voters))
        self.place[project] = count
        x = self._last_price()
        self.left[rows] = left - x
        self.slack += 2 * HALF_ULP * (x + float(self.share))
        return True

    def _near(self, rows: Places, each: Whole, x: float, off: float) -> Flags:
        """Whose money is so close to the payment that floats do not tell which is more."""
        pay = x * each
        return np.abs(self.left[rows] - pay) <= self.slack + off * each + 8 * HALF_ULP * pay

    def _keep(
        self, project: int, price: Interval | Fraction, rows: Places, each: Whole, poor: Flags
    ) -> None:
        weights = self.support.weights[rows]
        count = len(self.purchases)
        emptied = rows[poor]
        places, units, owners = self._history(emptied)
        before = np.bincount(
            places, weights=self.weights[emptied][owners] * units, minlength=count
        ).astype(np.int64)
        units_full = int((weights[~poor] * each[~poor]).sum())
        self.purchases.append(
            Purchase(
                project,
                int(weights[poor].sum()),
                before,
                units_full,
                int(weights[~poor].sum()),
            )
        )
        if not units_full:
            assert isinstance(price, Fraction)  # noqa: S101  # all emptied: decided exactly
            self.given[count] = price
        self.place[project] = count

    def _last_price(self) -> float:
        """The price of the last purchase, as near as a float comes to it."""
        number = len(self.purchases) - 1
        last = self.purchases[number]
        if number not in self.given:
            held, off = last.emptied * int(self.share * 2**BITS), last.emptied
            for units, (price, error) in zip(last.paid_before.tolist(), self.fixed, strict=True):
                held -= units * price
                off += units * error
            price = ((int(self.support.costs[last.project]) << BITS) - held) // last.units
            off = off // last.units + 2
            if off < SURE:
                self.fixed.append((price, off))
                return float(Fraction(price, 2**BITS))
        exact = self.exact_prices()[number]
        self.fixed.append((int(exact * 2**BITS), 1))
        return float(exact)

    # exactly

    def exact_prices(self) -> list[Fraction]:
        """The price of one unit in each purchase so far."""
        for number in range(len(self.prices), len(self.purchases)):
            one = self.purchases[number]
            if number in self.given:
                self.prices.append(self.given[number])
                continue
            held = self.share * one.emptied - self._sum(one.paid_before)
            self.prices.append((int(self.support.costs[one.project]) - held) / one.units)
        return self.prices

    def _sum(self, units: Whole) -> Fraction:
        """The money that these units paid, purchase by purchase, over one denominator."""
        if len(self.parts) != len(self.prices):
            self.whole = lcm(*(price.denominator for price in self.prices))
            self.parts = [
                price.numerator * (self.whole // price.denominator) for price in self.prices
            ]
        paid = sum(count * part for count, part in zip(units.tolist(), self.parts, strict=False))
        return Fraction(paid, self.whole)

    def held_by(self, project: int) -> Fraction:
        """What the supporters of a project have left together, exactly."""
        rows, _units = self.supporters(project)
        return self.held(rows[self.left[rows] > 0])

    def held(self, rows: Places) -> Fraction:
        """What these rows, none of them emptied, have left together, exactly."""
        self.exact_prices()
        places, units, owners = self._history(rows)
        paid = np.bincount(
            places, weights=self.weights[rows][owners] * units, minlength=len(self.prices)
        ).astype(np.int64)
        return self.share * int(self.support.weights[rows].sum()) - self._sum(paid)

    def exact_price(self, project: int, cost: int = 0) -> Fraction | None:
        """The price by fractions alone: Newton's steps from the left, each split of them exact.

        ``cost`` asks what it would be at another cost than the project's.
        """
        self.exact_prices()
        cost = cost or int(self.support.costs[project])
        rows, units = self.supporters(project)
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

    def poor(self, rows: Places, each: Whole, price: Fraction) -> Flags:
        """Who has no more left than the price asks."""
        near = self._near(rows, each, float(price), 0.0)
        poor: Flags = self.left[rows] <= float(price) * each
        if near.any():
            exact = self._exact_left(rows[near])
            poor[near] = [
                money <= price * int(unit) for money, unit in zip(exact, each[near], strict=True)
            ]
        return poor

    def _exact_left(self, rows: Places) -> list[Fraction]:
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

    def _history(self, rows: Places) -> tuple[Places, Whole, Places]:
        """The purchases that these rows paid for: their places, the units, whose they are."""
        entries, lengths = self.support.entries(rows)
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        places = self.place[self.support.chosen[entries]]
        paid = places >= 0
        places, owners = places[paid], owners[paid]
        if self.support.units is None:
            return places, np.ones(len(places), np.int64), owners
        return places, self.support.units[entries[paid]], owners

    def supporters(self, project: int) -> tuple[Places, Whole | None]:
        """The rows that support a project, and their units; None: one each."""
        begin, end = self.support.of[project], self.support.of[project + 1]
        units = self.support.row_units
        return self.support.rows[begin:end], None if units is None else units[begin:end]
