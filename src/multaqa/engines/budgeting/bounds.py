"""Floors and caps: money for some of the projects, beside the rule.

A **cap** is kept at every step: a project that would exceed it is passed over, and says so.

A **floor** steps in only where it must. The vote is counted without it first; where the projects
of a floor got their money anyway, nothing is changed. Where they did not, the floor's amount (less
what they already have) is shared by the same rule among them alone, and the rest of the envelope by
the same rule among all that remain; if the last project that fits into the amount leaves it unmet,
those that most voters want per unit of money are added from the rest. Counting is begun again
until no floor is unmet that could be met, each floor that stepped in staying in, the largest first.

What is guaranteed: no cap is exceeded; and the projects of a floor get its amount, or none of them
that has a supporter still fits into what is left of the envelope and the caps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from multaqa.engines.budgeting.election import Election
from multaqa.engines.budgeting.outcome import Bound, BoundAbout, BoundKind
from multaqa.engines.budgeting.support import Flags, Whole
from multaqa.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Among:
    """A bound, and which projects it is about."""

    bound: Bound
    projects: Flags


def bounds_of(election: Election, bounds: Sequence[Bound]) -> tuple[Among, ...]:
    """Each bound with its projects.

    Refuses an amount below 0, one said twice, floors that are more than the envelope together, a
    floor above what its projects cost, and a floor above the cap of the same projects.
    """
    said: dict[tuple[BoundKind, BoundAbout, str], int] = {}
    for bound in bounds:
        key = (bound.kind, bound.about, bound.name)
        if bound.amount < 0:
            raise Refusal("budgeting.bound_below_nothing", name=bound.name)
        if key in said:
            raise Refusal("budgeting.bound_twice", name=bound.name)
        said[key] = bound.amount
    for (kind, about, name), amount in said.items():
        cap = said.get((BoundKind.CAP, about, name))
        if kind is BoundKind.FLOOR and cap is not None and cap < amount:
            raise Refusal("budgeting.floor_above_cap", name=name, floor=amount, cap=cap)
    among = tuple(Among(bound, _projects(election, bound)) for bound in bounds)
    floors = [one for one in among if one.bound.kind is BoundKind.FLOOR]
    if sum(one.bound.amount for one in floors) > election.budget:
        raise Refusal(
            "budgeting.floors_above_envelope",
            floors=sum(one.bound.amount for one in floors),
            envelope=election.budget,
        )
    for one in floors:
        cost = sum(
            project.cost
            for project, is_in in zip(election.projects, one.projects, strict=True)
            if is_in
        )
        if cost < one.bound.amount:
            raise Refusal(
                "budgeting.floor_above_projects",
                name=one.bound.name,
                floor=one.bound.amount,
                cost=cost,
            )
    return among


def fitting(caps: Sequence[Among], costs: Whole, spent: Sequence[int]) -> Flags:
    """Which projects no cap forbids, when so much was spent under each."""
    fits = np.ones(len(costs), np.bool_)
    for cap, already in zip(caps, spent, strict=True):
        fits &= ~cap.projects | (costs <= cap.bound.amount - already)
    return fits


def _projects(election: Election, bound: Bound) -> Flags:
    if bound.about is BoundAbout.TERRITORY:
        return np.array([one.territory == bound.name for one in election.projects], np.bool_)
    return np.array([bound.name in one.groups for one in election.projects], np.bool_)
