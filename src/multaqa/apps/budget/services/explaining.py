"""What pages tell of a count, worked out once: the engine's reasons, and what the ballots add.

Every amount is a whole unit or the text of a decimal; the exact ones stand in the evidence.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from multaqa.apps.budget.models import Round
from multaqa.apps.budget.queries import Gathered
from multaqa.apps.forum.queries.suppression import SMALL
from multaqa.engines.budgeting.election import BallotKind, Election
from multaqa.engines.budgeting.outcome import Outcome, Reason, Rule, Step

STATES = {"removed": "removed", "bought": "won"}


def explanation_of(
    voting: Round,
    gathered: Gathered,
    outcome: Outcome,
    others: Sequence[tuple[str, Outcome]],
    settings: Mapping[str, int],
) -> dict[str, Any]:
    """All that pages and files tell of a result but its turnout.

    ``settings`` are the ballots of each setting, none where that may not be told.
    """
    supporters = supporters_of(gathered)
    steps = {one.project: one for one in outcome.steps}
    costs = {one.id: one.cost for one in gathered.election.projects}
    return {
        "people": gathered.election.ballots.people,
        "settings": dict(settings),
        "share": _decimal(outcome.share),
        "spent": outcome.spent,
        "winners": list(outcome.winners),
        "projects": {
            one.project: _project(
                one,
                steps.get(one.project),
                cost=costs[one.project],
                supporters=supporters[one.project],
                is_approval=gathered.election.kind == BallotKind.APPROVAL,
                has_settings=bool(settings),
            )
            for one in outcome.reasons
        },
        "ties": [{"tied": list(one.projects), "taken": one.taken} for one in outcome.ties],
        "bounds": _bounds(voting, outcome),
        "nothing": _nothing(gathered, outcome, settings),
        "others": [
            {
                "rule": rule,
                "winners": list(other.winners),
                "spent": other.spent,
                "nothing": _nothing(gathered, other, settings),
            }
            for rule, other in others
        ],
    }


def _project(
    reason: Reason,
    step: Step | None,
    *,
    cost: int,
    supporters: Mapping[str, int],
    is_approval: bool,
    has_settings: bool,
) -> dict[str, Any]:
    """One project's fate, its facts, and who paid for it."""
    told: dict[str, Any] = {
        "cost": cost,
        "state": STATES.get(reason.code.split("_")[0], "lost"),
        "why": reason.code,
        "fell_at": reason.fell_at,
        "supporters": supporters["all"],
        "by_setting": _by_setting(supporters) if has_settings else {},
        "paid": _paid(step, is_approval=is_approval) if step else None,
        "had": _decimal(reason.held),
        "missing": _decimal(reason.missing),
        "cost_that_wins": reason.cost_that_wins,
    }
    return {name: fact for name, fact in told.items() if fact is not None}


def _by_setting(supporters: Mapping[str, int]) -> dict[str, int]:
    """Supporters by setting; none where one has so few that they could be pointed at."""
    parts = {name: count for name, count in supporters.items() if name != "all"}
    return parts if all(count >= SMALL for count in parts.values()) else {}


def _paid(step: Step, *, is_approval: bool) -> dict[str, Any]:
    """Who paid how much. With points or places each pays by the worth that they gave it."""
    if step.by != Rule.EQUAL_SHARES:
        return {"by": step.by, "floor": step.floor}
    told: dict[str, Any] = {
        "by": step.by,
        "floor": step.floor,
        "full": step.payers,
        "rest": step.emptied,
        "each": _decimal(step.price),
        "is_each": is_approval,
    }
    if is_approval:
        told["rest_sum"] = _decimal(step.cost - step.payers * step.price)
    return told


def _decimal(amount: Fraction | None) -> str | None:
    """An amount of whole units with two decimals, for pages alone."""
    return None if amount is None else f"{float(round(amount, 2)):.2f}"


def _nothing(gathered: Gathered, outcome: Outcome, settings: Mapping[str, int]) -> dict[str, int]:
    """How many voters are left with nothing; by setting only where that points at nobody."""
    counts = voters_with_nothing(gathered, outcome.winners)
    if settings and all(counts[name] >= SMALL or not counts[name] for name in settings):
        return counts
    return {"all": counts["all"]}


def voters_with_nothing(gathered: Gathered, winners: Iterable[str]) -> dict[str, int]:
    """How many voters have no project of theirs among the winners: all, and by setting."""
    election = gathered.election
    won = {one.id for one in election.projects} & set(winners)
    is_won = np.array([one.id in won for one in election.projects], dtype=bool)
    ballots = election.ballots
    rows = np.repeat(np.arange(len(ballots.weights)), np.diff(ballots.starts))
    has_one = np.zeros(len(ballots.weights), dtype=bool)
    has_one[rows[is_won[ballots.chosen]]] = True
    left = ballots.weights[~has_one]
    settings = np.array(gathered.settings, dtype=object)[~has_one]
    counts = {"all": int(left.sum())}
    for name in ("urban", "rural"):
        counts[name] = int(left[settings == name].sum())
    return counts


def supporters_of(gathered: Gathered) -> dict[str, dict[str, int]]:
    """For each project how many chose it: all, and by setting."""
    election, ballots = gathered.election, gathered.election.ballots
    weights = np.repeat(ballots.weights, np.diff(ballots.starts))
    settings = np.repeat(np.array(gathered.settings, dtype=object), np.diff(ballots.starts))
    counts = {"all": _counted(election, ballots.chosen, weights)}
    for name in ("urban", "rural"):
        is_there = settings == name
        counts[name] = _counted(election, ballots.chosen[is_there], weights[is_there])
    return {
        one.id: {name: int(count[place]) for name, count in counts.items()}
        for place, one in enumerate(election.projects)
    }


def _counted(
    election: Election, chosen: NDArray[np.int32], weights: NDArray[np.int64]
) -> NDArray[np.int64]:
    found = np.zeros(len(election.projects), dtype=np.int64)
    np.add.at(found, chosen, weights)
    return found


def _bounds(voting: Round, outcome: Outcome) -> list[dict[str, Any]]:
    """Each floor and cap of the round, what its projects came to, and whether it stepped in."""
    told = {(one.bound.kind.value, one.bound.name): one for one in outcome.bounds}
    rows = []
    for mine, theirs in zip(voting.bounds.all(), outcome.settings.bounds, strict=True):
        found = told[theirs.kind.value, theirs.name]
        rows.append(
            {
                "kind": mine.kind,
                "about": mine.about,
                "name": mine.name,
                "amount": mine.amount,
                "reached": found.spent,
                "stepped_in": found.stepped_in,
            }
        )
    return rows
