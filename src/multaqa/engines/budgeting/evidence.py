"""The evidence of a count: all ballots, how they were counted and what came out; and its recount.

Ballots are grouped: nothing in the file tells one voter's from another's like it. Whoever holds the
file decides the election again, exactly, with neither site nor database.
"""

from typing import Any

import numpy as np

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.election import BallotKind, Ballots, Election, Project
from multaqa.engines.budgeting.outcome import (
    Bound,
    BoundAbout,
    BoundKind,
    Completion,
    Outcome,
    Rule,
    Settings,
    Utility,
)
from multaqa.engines.evidence import Document, Finding, Verification, document_of, verify_envelope
from multaqa.refusal import Refusal

COMPARED = {
    "winners": ("budgeting.winners_agree", "budgeting.winners_differ"),
    "spent": ("budgeting.spent_agree", "budgeting.spent_differ"),
    "ties": ("budgeting.ties_agree", "budgeting.ties_differ"),
}
KIND = "multaqa-budget/1"
ENGINE = "multaqa.budgeting/1"


def document_of_budget(election: Election, outcome: Outcome) -> Document:
    """The evidence of a decided election, sealed and not signed."""
    return document_of(
        KIND,
        {
            "engine": ENGINE,
            "election": _election_told(election),
            "settings": _settings_told(outcome.settings),
            "result": _result_told(outcome),
        },
    )


def _election_told(election: Election) -> dict[str, Any]:
    ballots = election.ballots
    spans = zip(ballots.starts[:-1].tolist(), ballots.starts[1:].tolist(), strict=True)
    return {
        "budget": election.budget,
        "scale": election.scale,
        "currency": election.currency,
        "kind": election.kind.value,
        "point_scale": ballots.point_scale,
        "projects": [
            {
                "id": one.id,
                "cost": one.cost,
                "name": one.name,
                "territory": one.territory,
                "groups": list(one.groups),
            }
            for one in election.projects
        ],
        "ballots": [
            [weight, ballots.chosen[first:end].tolist(), ballots.points[first:end].tolist()]
            for weight, (first, end) in zip(ballots.weights.tolist(), spans, strict=True)
        ],
    }


def _settings_told(settings: Settings) -> dict[str, Any]:
    return {
        "rule": settings.rule.value,
        "utility": settings.utility.value,
        "completion": [one.value for one in settings.completion],
        "bounds": [
            [one.kind.value, one.about.value, one.name, one.amount] for one in settings.bounds
        ],
        "tie_break": settings.tie_break,
    }


def _result_told(outcome: Outcome) -> dict[str, Any]:
    return {
        "winners": list(outcome.winners),
        "spent": outcome.spent,
        "ties": [[tie.step, list(tie.projects), tie.taken] for tie in outcome.ties],
    }


def verify(document: object, *, seal: str | None = None, key: str | None = None) -> Verification:
    """Look at the seal and the signature, then count the ballots of the file again."""
    envelope = verify_envelope(document, kind=KIND, seal=seal, key=key)
    if not isinstance(document, dict) or envelope[0].code == "evidence.envelope_malformed":
        return Verification(envelope)
    return Verification((*envelope, *_recounted(document["sealed"])))


def _recounted(sealed: dict[str, Any]) -> tuple[Finding, ...]:
    """Whatever is malformed or refused is a finding: the file claims a count that is none."""
    try:
        election = _election_read(sealed["election"])
        settings = sealed["settings"]
        outcome = decide(
            election,
            rule=Rule(settings["rule"]),
            utility=Utility(settings["utility"]),
            completion=tuple(map(Completion, settings["completion"])),
            bounds=tuple(
                Bound(BoundKind(kind), BoundAbout(about), str(name), _whole(amount))
                for kind, about, name, amount in settings["bounds"]
            ),
            explain=False,
        )
        claimed = sealed["result"]
        told = _result_told(outcome)
        facts: dict[str, object] = {
            "ballots": election.ballots.people,
            "projects": len(election.projects),
            "winners": len(outcome.winners),
        }
    except (Refusal, KeyError, TypeError, ValueError, IndexError, OverflowError):
        return (Finding("budgeting.malformed", False),)
    findings = [Finding("budgeting.counted", True, facts)]
    for name, (agrees, differs) in COMPARED.items():
        is_same = isinstance(claimed, dict) and claimed.get(name) == told[name]
        findings.append(Finding(agrees if is_same else differs, is_same))
    return tuple(findings)


def _election_read(told: dict[str, Any]) -> Election:
    projects = tuple(
        Project(
            id=str(one["id"]),
            cost=_whole(one["cost"]),
            name=str(one["name"]),
            territory=str(one["territory"]),
            groups=tuple(map(str, one["groups"])),
        )
        for one in told["projects"]
    )
    weights = [_whole(weight, least=1) for weight, _chosen, _points in told["ballots"]]
    chosen = [[_whole(place) for place in row] for _weight, row, _points in told["ballots"]]
    points = [[_whole(given) for given in row] for _weight, _chosen, row in told["ballots"]]
    if list(map(len, chosen)) != list(map(len, points)) or any(
        len(set(row)) < len(row) or (row and max(row) >= len(projects)) for row in chosen
    ):
        raise ValueError("ballots")
    ballots = Ballots(
        weights=np.array(weights, np.int64),
        starts=np.concatenate(([0], np.cumsum(list(map(len, chosen))))).astype(np.int64),
        chosen=np.array([place for row in chosen for place in row], np.int32),
        points=np.array([given for row in points for given in row], np.int64),
        point_scale=_whole(told["point_scale"], least=1),
    )
    return Election(
        projects=projects,
        budget=_whole(told["budget"]),
        kind=BallotKind(told["kind"]),
        ballots=ballots,
        scale=_whole(told["scale"], least=1),
        currency=str(told["currency"]),
    )


def _whole(thing: object, *, least: int = 0) -> int:
    if type(thing) is not int or thing < least:
        raise ValueError(thing)
    return thing
