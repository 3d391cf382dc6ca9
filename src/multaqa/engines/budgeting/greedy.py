"""Most votes first: the rule that cities use, and that completes equal shares.

Projects are taken in the order of their support per unit of money (with cost utilities that is the
number of voters), each that still fits. Support is exact, so is the order.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from multaqa.engines.budgeting.support import Support


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
    bought: Collection[int] = (),
    among: Collection[int] | None = None,
) -> Taken:
    """Take what fits into ``money``, densest first; a project without a single vote comes last.

    Removed projects (cost 0) are never taken.
    """
    density = densities(support, worth)
    waiting = [
        one
        for one in (range(support.count) if among is None else among)
        if one not in bought and support.costs[one] > 0
    ]
    waiting.sort(key=lambda one: (-density[one], rank[one]))
    taken: list[int] = []
    ties: list[tuple[int, ...]] = []
    place = 0
    while place < len(waiting):
        end = place
        while end < len(waiting) and density[waiting[end]] == density[waiting[place]]:
            end += 1
        group, fit = waiting[place:end], []
        could = [one for one in group if support.costs[one] <= money]
        for one in group:
            if support.costs[one] <= money:
                fit.append(one)
                money -= int(support.costs[one])
        if len(fit) < len(could):
            ties.append(tuple(could))
        taken += fit
        place = end
    return Taken(tuple(taken), tuple(ties))
