"""The evidence of a count, before the site adds what it alone knows and signs it."""

from typing import Any

from multaqa.engines import evidence
from multaqa.engines.budgeting.election import Election
from multaqa.engines.budgeting.outcome import Outcome

ENGINE = "multaqa-budgeting/1"
KIND = "budget"


def document_of_count(election: Election, outcome: Outcome) -> evidence.Document:
    """What was counted, how, and what came out."""
    ballots = election.ballots
    sealed: dict[str, Any] = {
        "engine": ENGINE,
        "budget": election.budget,
        "scale": election.scale,
        "currency": election.currency,
        "kind": election.kind.value,
        "projects": [[one.id, one.cost, one.territory, *one.groups] for one in election.projects],
        "ballots": [
            [
                int(ballots.weights[row]),
                ballots.chosen[start:end].tolist(),
                ballots.points[start:end].tolist(),
            ]
            for row, (start, end) in enumerate(
                zip(ballots.starts[:-1], ballots.starts[1:], strict=True)
            )
        ],
        "rule": outcome.settings.rule.value,
        "utility": outcome.settings.utility.value,
        "completion": [one.value for one in outcome.settings.completion],
        "winners": list(outcome.winners),
        "spent": outcome.spent,
    }
    return evidence.document_of(KIND, sealed)
