"""Whether a draw is well asked: every fault is refused with the place where it stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from multaqa.engines.lottery.problem import Person, Problem, Quota
from multaqa.refusal import Refusal

T = TypeVar("T")


def check(problem: Problem) -> Problem:
    """The same problem with its people sorted by id, once nothing in it is amiss.

    Values are compared as they stand: who reads a file trims and folds them first.
    """
    for quota in problem.quotas:
        if quota.minimum > quota.maximum:
            _refuse_bounds(quota)
    return check_loosely(problem)


def check_loosely(problem: Problem) -> Problem:
    """As ``check``, but a minimum may pass its maximum: feasibility has a remedy for that."""
    _check_quotas(problem)
    _check_people(problem)
    _check_seats(problem)
    return replace(problem, people=tuple(sorted(problem.people, key=lambda person: person.id)))


def _check_quotas(problem: Problem) -> None:
    if (category := _doubled(problem.categories)) is not None:
        raise Refusal("lottery.doubled_category", category=category)
    for quota in problem.quotas:
        if quota.category not in problem.categories:
            raise Refusal("lottery.unknown_category", category=quota.category)
        if quota.minimum < 0 or quota.maximum < 0:
            _refuse_bounds(quota)
    places = [(quota.category, quota.value) for quota in problem.quotas]
    if (place := _doubled(places)) is not None:
        raise Refusal("lottery.doubled_quota", category=place[0], value=place[1])


def _refuse_bounds(quota: Quota) -> None:
    raise Refusal(
        "lottery.bad_bounds",
        category=quota.category,
        value=quota.value,
        minimum=quota.minimum,
        maximum=quota.maximum,
    )


def _check_people(problem: Problem) -> None:
    if not problem.people:
        raise Refusal("lottery.no_people")
    if (twice := _doubled([person.id for person in problem.people])) is not None:
        raise Refusal("lottery.doubled_person", id=twice)
    allowed = [
        (place, {quota.value for quota in problem.quotas if quota.category == category})
        for place, category in enumerate(problem.categories)
    ]
    allowed = [(place, values) for place, values in allowed if values]
    for person in problem.people:
        if len(person.values) != len(problem.categories):
            raise Refusal("lottery.missing_value", id=person.id)
        for place, values in allowed:
            if person.values[place] not in values:
                raise Refusal(
                    "lottery.unknown_value",
                    id=person.id,
                    category=problem.categories[place],
                    value=person.values[place],
                )


def _check_seats(problem: Problem) -> None:
    if problem.seats < 1:
        raise Refusal("lottery.bad_seats", seats=problem.seats)
    if problem.seats > len(problem.people):
        raise Refusal("lottery.too_many_seats", seats=problem.seats, people=len(problem.people))
    if strangers := problem.must_include - {person.id for person in problem.people}:
        raise Refusal("lottery.unknown_must_include", id=min(strangers))
    if len(problem.must_include) > problem.seats:
        raise Refusal(
            "lottery.too_many_must_include",
            seats=problem.seats,
            people=len(problem.must_include),
        )
    if (group := _doubled(_groups_that_must_sit(problem.people, problem.must_include))) is not None:
        raise Refusal("lottery.must_include_twice_in_group", group=group)


def _groups_that_must_sit(people: Iterable[Person], must: frozenset[str]) -> list[str]:
    return [person.group for person in people if person.group and person.id in must]


def _doubled(items: Iterable[T]) -> T | None:
    """The first item that comes twice; None when all differ."""
    return next((item for item, times in Counter(items).items() if times > 1), None)
