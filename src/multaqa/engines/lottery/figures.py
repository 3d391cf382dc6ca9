"""Figures of a report: how the chances are spread, and what a panel holds of what was wanted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from multaqa.engines.lottery.lottery import Lottery
from multaqa.engines.lottery.problem import Problem


@dataclass(frozen=True, slots=True)
class Bar:
    """So many people have a chance from ``low`` up to ``high`` (the last bar includes it)."""

    low: float
    high: float
    people: int


@dataclass(frozen=True, slots=True)
class Achieved:
    """One quota: what was wanted, who sits, and how many of the pool could have."""

    category: str
    value: str
    minimum: int
    maximum: int
    seated: int
    pool: int


def histogram(lottery: Lottery, *, bars: int = 20) -> tuple[Bar, ...]:
    """People by chance, in bars of equal width from 0 to the highest chance."""
    width = lottery.most / bars
    tally = Counter(min(int(chance / width), bars - 1) for chance in lottery.chances)
    return tuple(Bar(at * width, (at + 1) * width, tally[at]) for at in range(bars))


def achieved(problem: Problem, panel: Sequence[int]) -> tuple[Achieved, ...]:
    """Each quota against a panel given by person numbers in the order of ``problem.people``."""
    place = {name: at for at, name in enumerate(problem.categories)}
    pool = Counter(
        (at, value) for person in problem.people for at, value in enumerate(person.values)
    )
    seated = Counter(
        (at, value) for number in panel for at, value in enumerate(problem.people[number].values)
    )
    return tuple(
        Achieved(
            category=quota.category,
            value=quota.value,
            minimum=quota.minimum,
            maximum=quota.maximum,
            seated=seated[place[quota.category], quota.value],
            pool=pool[place[quota.category], quota.value],
        )
        for quota in problem.quotas
    )
