"""Most votes first: the rule that cities use, and that completes equal shares.

Projects are taken in the order of their support per unit of money (with cost utilities that is the
number of voters), each that still fits. Support is exact, so is the order.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from multaqa.engines.budgeting.support import Flags, Support


@dataclass(frozen=True, slots=True)
class Taken:
    """What greedy took, in order; ``ties`` are groups of equal density that did not all fit."""

    projects: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]


def densities(support: Support, worth: Sequence[int]) -> list[Fraction]:
    """The support of each project per unit of money; a removed project has none."""
    return [
        Fraction(int(total) * one, int(cost)) if cost else Fraction(0)
        for total, one, cost in zip(support.total, worth, support.costs, strict=True)
    ]


def take_greedily(
    support: Support,
    worth: Sequence[int],
    rank: Sequence[int],
    *,
    money: int,
    among: Collection[int],
    fits: Callable[[Sequence[int]], Flags] | None = None,
    most: int | None = None,
) -> Taken:
    """Take of ``among`` what fits into ``money``, densest first; without a single vote, last.

    ``fits`` tells, of what was taken, which projects no cap forbids; ``most`` how many to take.
    """
    density = densities(support, worth)
    waiting = sorted(among, key=lambda one: (-density[one], rank[one]))
    taken: list[int] = []
    ties: list[tuple[int, ...]] = []
    for _density, group in groupby(waiting, key=density.__getitem__):
        can = fits(taken) if fits else None
        could = [one for one in group if support.costs[one] <= money and (can is None or can[one])]
        before = len(taken)
        for one in could:
            if len(taken) == most:
                break
            if support.costs[one] <= money and (fits is None or fits(taken)[one]):
                taken.append(one)
                money -= int(support.costs[one])
        if before < len(taken) < before + len(could):
            ties.append(tuple(could))
    return Taken(tuple(taken), tuple(ties))
