"""The evidence of a count: all ballots, how they were counted and what came out; and its recount.

Ballots are grouped and in an order of their own: nothing in the file tells one voter's from
another's like it, nor how they came. Whoever holds the file decides the election again, exactly,
with neither site nor database: who won, who paid, and why the rest was not bought.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.election import BallotKind, Election
from multaqa.engines.budgeting.outcome import Outcome, Reason, Settings, Step
from multaqa.engines.budgeting.published import Published, published_findings
from multaqa.engines.budgeting.sealed import MalformedError, Sealed, read_sealed
from multaqa.engines.evidence import (
    Document,
    Finding,
    Verification,
    canonical,
    document_of,
    verify_envelope,
)
from multaqa.refusal import Refusal

COMPARED = {
    "winners": ("budgeting.winners_agree", "budgeting.winners_differ"),
    "spent": ("budgeting.spent_agree", "budgeting.spent_differ"),
    "ties": ("budgeting.ties_agree", "budgeting.ties_differ"),
    "purchases": ("budgeting.purchases_agree", "budgeting.purchases_differ"),
    "bounds": ("budgeting.bounds_agree", "budgeting.bounds_differ"),
}
# What is said of any evidence in the words of a draw.
OWN_WORDS = {
    "evidence.published_seal_unknown": "budgeting.published_seal_unknown",
    "evidence.unsigned": "budgeting.unsigned",
}
KIND = "multaqa-budget/1"
ENGINE = "multaqa.budgeting/1"
MOST_SHOWN = 5


def document_of_budget(election: Election, outcome: Outcome, *, file: str = "") -> Document:
    """The evidence of a decided and explained election, sealed and not signed.

    ``file`` is the SHA-256 of the ``.pb`` that was counted, where there was one.
    """
    sealed = {
        "engine": ENGINE,
        "election": _election_told(election),
        "settings": _settings_told(outcome.settings),
        "result": _result_told(outcome),
    }
    return document_of(KIND, sealed | ({"file": file} if file else {}))


def _election_told(election: Election) -> dict[str, Any]:
    return {
        "budget": election.budget,
        "scale": election.scale,
        "currency": election.currency,
        "kind": election.kind.value,
        "point_scale": election.ballots.point_scale,
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
        "ballots": _ballots_told(election),
    }


def _ballots_told(election: Election) -> list[list[Any]]:
    """Each different ballot once, with how many gave it: the shortest first, then by their places.

    A choice worth no points is none.
    """
    ballots = election.ballots
    lengths, chosen, points = np.diff(ballots.starts), ballots.chosen, ballots.points
    if election.kind in (BallotKind.CUMULATIVE, BallotKind.SCORING):
        is_given = points > 0
        owners = np.repeat(np.arange(len(lengths)), lengths)[is_given]
        lengths = np.bincount(owners, minlength=len(lengths))
        chosen, points = chosen[is_given], points[is_given]
    starts = np.cumsum(lengths) - lengths
    told: list[list[Any]] = []
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        if not length:
            told.append([int(ballots.weights[rows].sum()), [], []])
            continue
        spots = starts[rows][:, None] + np.arange(length)
        both = np.concatenate((chosen[spots], points[spots]), axis=1)
        order = np.lexsort(both.T[::-1])
        both = both[order]
        is_first = np.concatenate(([True], (both[1:] != both[:-1]).any(axis=1)))
        weights = np.add.reduceat(ballots.weights[rows][order], np.flatnonzero(is_first))
        kept = both[is_first]
        rows_told = zip(
            weights.tolist(), kept[:, :length].tolist(), kept[:, length:].tolist(), strict=True
        )
        told += map(list, rows_told)
    return told


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
    """Shares and prices are exact fractions, in the amounts' whole units: ``a/b``."""
    return {
        "winners": list(outcome.winners),
        "spent": outcome.spent,
        "ties": [[tie.step, list(tie.projects), tie.taken] for tie in outcome.ties],
        "purchases": {
            "share": str(outcome.share),
            "steps": [_step_told(step) for step in outcome.steps],
        },
        "bounds": [[one.spent, one.is_met, one.stepped_in] for one in outcome.bounds],
        "reasons": [_reason_told(reason) for reason in outcome.reasons],
    }


def _step_told(step: Step) -> list[Any]:
    return [step.project, step.by, str(step.price), step.payers, step.emptied, step.floor]


def _reason_told(reason: Reason) -> dict[str, Any]:
    return {
        "project": reason.project,
        "why": reason.code,
        "supporters": reason.supporters,
        "support": reason.support,
        "held": _fraction_told(reason.held),
        "missing": _fraction_told(reason.missing),
        "fell_at": reason.fell_at,
        "cost_that_wins": reason.cost_that_wins,
        "cap": reason.cap,
    }


def _fraction_told(amount: Fraction | None) -> str | None:
    return None if amount is None else str(amount)


def verify(
    document: object,
    *,
    seal: str | None = None,
    key: str | None = None,
    published: Published | None = None,
) -> Verification:
    """Look at the seal and the signature, then count the ballots of the file again.

    ``published`` is the file of ballots that voters could look themselves up in.
    """
    envelope = tuple(
        replace(finding, code=OWN_WORDS.get(finding.code, finding.code))
        for finding in verify_envelope(document, kind=KIND, seal=seal, key=key)
    )
    if not isinstance(document, dict) or envelope[0].code == "evidence.envelope_malformed":
        return Verification(envelope)
    try:
        if document["drawn"] is not None:
            raise MalformedError("drawn")
        sealed = read_sealed(document["sealed"])
    except MalformedError as error:
        facts: dict[str, object] = {"place": str(error)}
        return Verification((*envelope, Finding("budgeting.malformed", False, facts)))
    return Verification(
        (
            *envelope,
            *_version_finding(sealed),
            *_recounted(sealed),
            *published_findings(sealed, published),
        )
    )


def _version_finding(sealed: Sealed) -> Iterator[Finding]:
    if sealed.engine != ENGINE:
        facts: dict[str, object] = {"written": sealed.engine, "own": ENGINE}
        yield Finding("budgeting.another_version", None, facts)


def _recounted(sealed: Sealed) -> Iterator[Finding]:
    """Whatever the engine refuses is a finding: the file claims a count that is none."""
    settings = sealed.settings
    try:
        outcome = decide(
            sealed.election,
            rule=settings.rule,
            utility=settings.utility,
            completion=settings.completion,
            bounds=settings.bounds,
        )
    except Refusal as refusal:
        yield Finding("budgeting.uncountable", False, {"reason": refusal.code, **refusal.facts})
        return
    told = _result_told(outcome)
    if set(sealed.result) != set(told):
        yield Finding("budgeting.malformed", False, {"place": "result"})
        return
    facts: dict[str, object] = {
        "ballots": sealed.election.ballots.people,
        "projects": len(sealed.election.projects),
        "winners": len(outcome.winners),
    }
    yield Finding("budgeting.counted", True, facts)
    for name, (agrees, differs) in COMPARED.items():
        if name == "bounds" and not settings.bounds and not sealed.result["bounds"]:
            continue
        is_same = _is_same(sealed.result[name], told[name])
        yield Finding(agrees if is_same else differs, is_same)
    yield from _reason_findings(sealed.result["reasons"], told["reasons"])


def _reason_findings(claimed: object, told: list[dict[str, Any]]) -> Iterator[Finding]:
    """Each project's reason; of those that differ the first are named."""
    if _is_same(claimed, told):
        yield Finding("budgeting.reasons_agree", True, {"projects": len(told)})
        return
    if not isinstance(claimed, list) or len(claimed) != len(told):
        yield Finding("budgeting.malformed", False, {"place": "result.reasons"})
        return
    wrong = [one for said, one in zip(claimed, told, strict=True) if not _is_same(said, one)]
    for one in wrong[:MOST_SHOWN]:
        facts: dict[str, object] = {"project": one["project"], "projects": len(wrong)}
        yield Finding("budgeting.reason_differs", False, facts)


def _is_same(claimed: object, told: object) -> bool:
    """Whether they are written alike: True is no 1 here."""
    try:
        return canonical(claimed) == canonical(told)
    except Refusal:
        return False
