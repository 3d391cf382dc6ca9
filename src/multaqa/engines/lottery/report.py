"""The figures of a report on a lottery: chances, achieved against wanted, costs, who fits nowhere.

Counted from the sealed part alone, so that a report can be made again from the evidence; what each
quota costs and who is on no panel come from the lottery itself while it is at hand. Of a veiled
lottery all of these would tell hidden values: they are left out, unless its opening is given.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from multaqa.engines.evidence import Document
from multaqa.engines.lottery import Bar, Lottery, QuotaCost, Unseatable
from multaqa.engines.lottery.opening import opened_by
from multaqa.engines.lottery.sealed import Category, Sealed, read_sealed

BARS = 10
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Balance:
    """A quota, how many of the pool it concerns, and the seats it gets.

    ``average`` is over all the panels, ``seats`` on the drawn one; None where a sensitive column
    hides the count, or before the draw.
    """

    category: str
    value: str
    minimum: int
    maximum: int
    people: int | None
    average: float | None
    seats: int | None


@dataclass(frozen=True, slots=True)
class Outside:
    """Someone whom no panel can hold, by id, and why."""

    id: str
    reason: Unseatable


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report's page shows; chances are shares of 1.

    ``least`` is the smallest chance of those whom some panel can hold; ``without_chance`` counts
    the others. What chances say is None, or empty, where the lottery is veiled.
    """

    people: int
    seats: int
    panels: int
    method: str
    seal: str
    least: float | None
    mean: float | None
    most: float | None
    without_chance: int | None
    bars: tuple[Bar, ...]
    quotas: tuple[Balance, ...]
    costs: tuple[QuotaCost, ...]
    outside: tuple[Outside, ...]
    value: str
    number: int
    drawn: tuple[str, ...]


def report_on(
    document: Document, lottery: Lottery | None = None, opening: Document | None = None
) -> Report:
    """The figures of this evidence, whose structure was read before.

    With the opening of a veiled lottery they are for who runs it, and not for publication.
    """
    sealed = read_sealed(document["sealed"])
    if opening is not None:
        sealed = opened_by(sealed, document["seal"], opening)
    if not sealed.is_whole:
        lottery = None
    drawn = document["drawn"]
    listed = tuple(drawn["panel"]) if drawn else ()
    chances = sealed.chances
    return Report(
        people=len(sealed.ids),
        seats=sealed.seats,
        panels=sealed.panel_count,
        method=sealed.method,
        seal=document["seal"],
        least=least_chance(chances) if chances else None,
        mean=math.fsum(chances) / len(chances) if chances else None,
        most=max(chances, default=None),
        without_chance=sum(chance < NOTHING for chance in chances) if chances else None,
        bars=_bars(chances) if chances else (),
        quotas=_balances(sealed, listed),
        costs=_costs(lottery),
        outside=_outside(lottery),
        value=drawn["public_value"] if drawn else "",
        number=drawn["number"] if drawn else 0,
        drawn=listed,
    )


def least_chance(chances: Sequence[float]) -> float:
    """The smallest chance above nothing."""
    return min((chance for chance in chances if chance >= NOTHING), default=0.0)


def _bars(chances: Sequence[float]) -> tuple[Bar, ...]:
    """Ten equal bars from the smallest chance to the largest; one alone when all are equal."""
    least, most = min(chances), max(chances)
    if most - least < NOTHING:
        return (Bar(least, most, len(chances)),)
    width = (most - least) / BARS
    people = [0] * BARS
    for chance in chances:
        people[min(BARS - 1, int((chance - least) / width))] += 1
    return tuple(
        Bar(least + width * at, least + width * (at + 1), count) for at, count in enumerate(people)
    )


def _balances(sealed: Sealed, listed: tuple[str, ...]) -> tuple[Balance, ...]:
    names = [category.name for category in sealed.categories]
    seated = set(listed)
    average = dict(_averages(sealed))
    rows = []
    for quota in sealed.quotas:
        place = names.index(quota.category)
        column = sealed.columns[place]
        value = sealed.categories[place].values.index(quota.value)
        rows.append(
            Balance(
                quota.category,
                quota.value,
                quota.minimum,
                quota.maximum,
                people=None if column is None else column.count(value),
                average=average.get((quota.category, quota.value)),
                seats=None
                if column is None or not listed
                else sum(
                    own == value and name in seated
                    for own, name in zip(column, sealed.ids, strict=True)
                ),
            )
        )
    return tuple(rows)


def _averages(sealed: Sealed) -> list[tuple[tuple[str, str], float]]:
    """Seats per value on an average panel: the chances of those who have it, added up."""
    found = []
    for category, column in zip(sealed.categories, sealed.columns, strict=True):
        if column is not None and sealed.chances:
            found += _average(category, column, sealed.chances)
    return found


def _average(
    category: Category, column: tuple[int, ...], chances: Sequence[float]
) -> list[tuple[tuple[str, str], float]]:
    sums = [0.0] * len(category.values)
    for value, chance in zip(column, chances, strict=True):
        sums[value] += chance
    return [
        ((category.name, value), total) for value, total in zip(category.values, sums, strict=True)
    ]


def _costs(lottery: Lottery | None) -> tuple[QuotaCost, ...]:
    """What each quota costs whoever has the smallest chance, the dearest first."""
    costs = lottery.costs if lottery else ()
    return tuple(sorted(costs, key=lambda one: (-one.gain, one.category, one.value, one.bound)))


def _outside(lottery: Lottery | None) -> tuple[Outside, ...]:
    if lottery is None:
        return ()
    people = lottery.problem.people
    return tuple(Outside(people[one.person].id, one) for one in lottery.unseatable)
