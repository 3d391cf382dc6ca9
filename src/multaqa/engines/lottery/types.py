"""People merged into types: whoever the quotas cannot tell apart shares one variable.

A type is a set of people that may trade places on any panel without a quota, a group or a must-sit
noticing. Every fair rule gives them one chance, so a pool of 100,000 shrinks to some hundred types.

People who stand alone are of one type when their quota values agree. People of a group of two or
more are of one type when, besides, their groups hold the same values the same number of times:
such groups form a class of ``count`` groups, and a type of that class sends at most one person per
group, whichever of the ``size / count`` alike it is.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from multaqa.engines.lottery.problem import Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MUST_SIT = "must sit"
BARRED = "barred"  # another of the group must sit


@dataclass(frozen=True, slots=True)
class Rows:
    """Sums of panel entries and their bounds: quotas in order, then the seats, then the classes.

    Entry ``k`` says that type ``column[k]`` counts once in sum ``row[k]``.
    """

    row: Ints
    column: Ints
    lower: Floats
    upper: Floats

    def sums(self, counts: Floats) -> Floats:
        return np.bincount(self.row, counts[self.column], len(self.lower)).astype(float)


@dataclass(frozen=True, slots=True)
class GroupClass:
    """Groups alike: for each group, the people it could send for each of ``types``."""

    types: tuple[int, ...]
    groups: tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Types:
    """The pool as the solver sees it; people and types are numbered from 0.

    ``size`` counts the people of a type, ``lower`` and ``upper`` bound how many of them sit.
    ``upper`` is 0 where another of the group must sit.
    """

    of: Ints
    size: Floats
    lower: Floats
    upper: Floats
    rows: Rows
    classes: tuple[GroupClass, ...]


def merge_types(problem: Problem) -> Types:
    """The types of a checked problem, numbered in the order in which its people first show them."""
    values = _quota_values(problem)
    standing, alike = _standings(problem, values)
    number: dict[Hashable, int] = {}
    of = np.array(
        [
            number.setdefault((value, standing.get(person)), len(number))
            for person, value in enumerate(values)
        ],
        dtype=np.int64,
    )
    first = np.unique(of, return_index=True)[1]
    size = np.bincount(of).astype(float)
    lower, upper = np.zeros(len(size)), size.copy()
    for kind, person in enumerate(first):
        if standing.get(person) == MUST_SIT:
            lower[kind] = size[kind]
        elif standing.get(person) == BARRED:
            upper[kind] = 0.0
    classes = tuple(_class_of(groups, of) for groups in alike)
    for one in classes:
        upper[list(one.types)] = len(one.groups)
    return Types(
        of=of,
        size=size,
        lower=lower,
        upper=upper,
        rows=_rows(problem, [problem.people[person].values for person in first], classes),
        classes=classes,
    )


def _quota_values(problem: Problem) -> list[tuple[str, ...]]:
    """Each person's values in the categories that have a quota; the others tell nobody apart."""
    with_quota = {quota.category for quota in problem.quotas}
    places = [place for place, name in enumerate(problem.categories) if name in with_quota]
    if len(places) == len(problem.categories):
        return [person.values for person in problem.people]
    return [tuple(person.values[place] for place in places) for person in problem.people]


def _standings(
    problem: Problem, values: list[tuple[str, ...]]
) -> tuple[dict[int, Hashable], list[list[list[int]]]]:
    """What besides their values tells people apart, and the groups, those alike together."""
    standing: dict[int, Hashable] = {
        number: MUST_SIT
        for number, person in enumerate(problem.people)
        if person.id in problem.must_include
    }
    groups: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(problem.people):
        if person.group:
            groups[person.group].append(number)
    alike: dict[Hashable, list[list[int]]] = defaultdict(list)
    for members in groups.values():
        if any(member in standing for member in members):
            standing |= {member: BARRED for member in members if member not in standing}
        elif len(members) > 1:
            mixture = frozenset(Counter(values[member] for member in members).items())
            standing |= dict.fromkeys(members, mixture)
            alike[mixture].append(members)
    return standing, list(alike.values())


def _class_of(groups: list[list[int]], of: Ints) -> GroupClass:
    kinds = sorted({int(of[member]) for member in groups[0]})
    return GroupClass(
        types=tuple(kinds),
        groups=tuple(
            tuple(tuple(member for member in members if of[member] == kind) for kind in kinds)
            for members in groups
        ),
    )


def _rows(problem: Problem, values: list[tuple[str, ...]], classes: tuple[GroupClass, ...]) -> Rows:
    """Quota sums, the seats, and one sum per class: no more people than it has groups."""
    place = {name: index for index, name in enumerate(problem.categories)}
    quota_at = {
        (place[quota.category], quota.value): row for row, quota in enumerate(problem.quotas)
    }
    seats_row = len(problem.quotas)
    entries = [
        (row, kind)
        for kind, own in enumerate(values)
        for at in enumerate(own)
        if (row := quota_at.get(at)) is not None
    ]
    entries += [(seats_row, kind) for kind in range(len(values))]
    entries += [
        (seats_row + 1 + row, kind) for row, one in enumerate(classes) for kind in one.types
    ]
    lower = [*(quota.minimum for quota in problem.quotas), problem.seats, *(0 for _ in classes)]
    upper = [
        *(quota.maximum for quota in problem.quotas),
        problem.seats,
        *(len(one.groups) for one in classes),
    ]
    row, column = np.array(entries, dtype=np.int64).T
    return Rows(row, column, np.array(lower, dtype=float), np.array(upper, dtype=float))
