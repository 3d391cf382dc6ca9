"""The figures of a report on a lottery: chances, achieved against wanted, costs, who fits nowhere.

Counted from the sealed part alone, so that a report can be made again from the evidence; what each
quota costs and who is on no panel come from the lottery itself while it is at hand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from multaqa.engines.evidence import Document
from multaqa.engines.lottery import Lottery
from multaqa.engines.lottery.sealed import Category, Sealed, read_sealed

BINS = 10
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Bin:
    """How many people have a chance from ``least`` to ``most``."""

    least: float
    most: float
    people: int


@dataclass(frozen=True, slots=True)
class Achieved:
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
class Cost:
    """By how much one seat more at this bound would raise the smallest chance."""

    category: str
    value: str
    bound: str
    cost: float


@dataclass(frozen=True, slots=True)
class Unseatable:
    """Someone on no panel, and the least change of quotas that would seat them."""

    id: str
    changes: tuple[tuple[str, str, str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report's page shows; chances are shares of 1."""

    people: int
    seats: int
    panels: int
    method: str
    seal: str
    least: float
    mean: float
    most: float
    bins: tuple[Bin, ...]
    quotas: tuple[Achieved, ...]
    costs: tuple[Cost, ...]
    unseatable: tuple[Unseatable, ...]
    value: str
    number: int
    drawn: tuple[str, ...]


def report_on(document: Document, lottery: Lottery | None = None) -> Report:
    """The figures of this evidence, whose structure was read before."""
    sealed = read_sealed(document["sealed"])
    drawn = document["drawn"]
    listed = tuple(drawn["panel"]) if drawn else ()
    return Report(
        people=len(sealed.ids),
        seats=sealed.seats,
        panels=len(sealed.panels),
        method=sealed.method,
        seal=document["seal"],
        least=min(sealed.chances),
        mean=math.fsum(sealed.chances) / len(sealed.chances),
        most=max(sealed.chances),
        bins=_bins(sealed.chances),
        quotas=_achieved(sealed, listed),
        costs=_costs(lottery),
        unseatable=_unseatable(lottery),
        value=drawn["public_value"] if drawn else "",
        number=drawn["number"] if drawn else 0,
        drawn=listed,
    )


def _bins(chances: Sequence[float]) -> tuple[Bin, ...]:
    """Ten equal bins from the smallest chance to the largest; one alone when all are equal."""
    least, most = min(chances), max(chances)
    if most - least < NOTHING:
        return (Bin(least, most, len(chances)),)
    width = (most - least) / BINS
    people = [0] * BINS
    for chance in chances:
        people[min(BINS - 1, int((chance - least) / width))] += 1
    return tuple(
        Bin(least + width * at, least + width * (at + 1), count) for at, count in enumerate(people)
    )


def _achieved(sealed: Sealed, listed: tuple[str, ...]) -> tuple[Achieved, ...]:
    names = [category.name for category in sealed.categories]
    seated = set(listed)
    average = dict(_averages(sealed))
    rows = []
    for quota in sealed.quotas:
        place = names.index(quota.category)
        column = sealed.columns[place]
        value = sealed.categories[place].values.index(quota.value)
        rows.append(
            Achieved(
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
        if column is not None:
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


def _costs(lottery: Lottery | None) -> tuple[Cost, ...]:
    """What each quota costs whoever has the smallest chance, the dearest first."""
    if lottery is None:
        return ()
    dear = [one for one in lottery.costs if abs(one.cost) > NOTHING]
    dear.sort(key=lambda one: (-abs(one.cost), one.category, one.value, one.bound))
    return tuple(Cost(one.category, one.value, one.bound, abs(one.cost)) for one in dear)


def _unseatable(lottery: Lottery | None) -> tuple[Unseatable, ...]:
    if lottery is None:
        return ()
    people = lottery.problem.people
    return tuple(
        Unseatable(
            people[person].id,
            tuple(
                (change.category, change.value, change.bound, change.was, change.becomes)
                for change in changes
            ),
        )
        for person, changes in lottery.unseatable
    )
