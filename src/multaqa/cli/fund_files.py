"""The files that ``multaqa fund`` leaves in its folder: all of them, or none."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from multaqa.cli.fund_story import Compared, Story, amount
from multaqa.engines import evidence
from multaqa.engines.budgeting.election import Project
from multaqa.engines.budgeting.evidence import KIND
from multaqa.engines.budgeting.outcome import Reason, Rule, Settings, Step
from multaqa.engines.evidence import Document, canonical
from multaqa.refusal import Refusal


def contents_of(story: Story, document: Document) -> dict[str, bytes]:
    """The files for programs, by name."""
    return {
        "result.json": _json(_result(story, document["seal"])),
        "explanation.json": _json(_explanation(story)),
        "evidence.json": canonical(document),
    }


def _json(thing: object) -> bytes:
    return (json.dumps(thing, ensure_ascii=False, indent=1) + "\n").encode()


def _result(story: Story, seal: str) -> dict[str, Any]:
    """Winners in the order bought; amounts are in the currency."""
    election, outcome = story.election, story.outcome
    return {
        "file": story.file,
        "settings": _settings(story, outcome.settings),
        "currency": election.currency,
        "budget": amount(story, election.budget),
        "ballots": election.ballots.people,
        "winners": list(outcome.winners),
        "spent": amount(story, outcome.spent),
        "left": amount(story, election.budget - outcome.spent),
        "ties": [
            {"step": tie.step + 1, "projects": list(tie.projects), "taken": tie.taken}
            for tie in outcome.ties
        ],
        "removed": [one.project for one in outcome.reasons if one.code == "removed"],
        "forgiven_count": story.forgiven_count,
        "forgiven": [
            {"line": one.line, "code": one.code, "facts": dict(one.facts)} for one in story.forgiven
        ],
        "seal": seal,
    }


def _settings(story: Story, settings: Settings) -> dict[str, Any]:
    return {
        "rule": settings.rule.value,
        "utility": settings.utility.value,
        "completion": [one.value for one in settings.completion],
        "bounds": [
            {
                "kind": one.kind.value,
                "about": one.about.value,
                "name": one.name,
                "amount": amount(story, one.amount),
            }
            for one in settings.bounds
        ],
        "tie_break": settings.tie_break,
    }


def _explanation(story: Story) -> dict[str, Any]:
    """Why each project was bought or not, in the file's order; shares are each voter's."""
    election, outcome = story.election, story.outcome
    bought = {step.project: (number, step) for number, step in enumerate(outcome.steps, 1)}
    told: dict[str, Any] = {
        "settings": _settings(story, outcome.settings),
        "currency": election.currency,
    }
    if outcome.settings.rule is Rule.EQUAL_SHARES:
        first = Fraction(election.budget, election.ballots.people)
        told["share_at_first"] = amount(story, first)
        told["share_at_last"] = amount(story, outcome.share)
    told["projects"] = [
        _project(story, project, reason, *bought.get(project.id, (0, None)))
        for project, reason in zip(election.projects, outcome.reasons, strict=True)
    ]
    told["bounds"] = [
        {
            "kind": one.bound.kind.value,
            "about": one.bound.about.value,
            "name": one.bound.name,
            "amount": amount(story, one.bound.amount),
            "got": amount(story, one.spent),
            "is_met": one.is_met,
            "stepped_in": one.stepped_in,
        }
        for one in outcome.bounds
    ]
    told["compared"] = [_compared(story, one) for one in story.compared]
    return told


def _project(
    story: Story, project: Project, reason: Reason, number: int, step: Step | None
) -> dict[str, Any]:
    """Who could pay and what each paid; or what was missing, and what would have changed it."""
    told: dict[str, Any] = {
        "id": project.id,
        "name": project.name,
        "cost": amount(story, project.cost),
        "is_bought": step is not None,
        "why": reason.code,
        "supporters": reason.supporters,
    }
    if step is not None:
        told["bought_as"] = number
        told["bought_by"] = step.by
        if step.floor:
            told["for_the_floor_of"] = step.floor
        if step.by == Rule.EQUAL_SHARES:
            told["paid_in_full"] = step.payers
            told["paid_all_they_had_left"] = step.emptied
            told["paid_for_each_unit_of_worth"] = amount(story, step.price)
    if reason.cap:
        told["above_the_cap_of"] = reason.cap
    if reason.held is not None:
        told["held"] = amount(story, reason.held)
    if reason.missing is not None:
        told["missing"] = amount(story, reason.missing)
    if reason.fell_at is not None:
        told["fell_after_purchase"] = reason.fell_at
    if reason.cost_that_wins is not None:
        told["cost_that_would_have_won"] = amount(story, reason.cost_that_wins)
    return told


def _compared(story: Story, one: Compared) -> dict[str, Any]:
    return {
        **_settings(story, one.outcome.settings),
        "winners": list(one.outcome.winners),
        "spent": amount(story, one.outcome.spent),
        "voters_without_a_winner": one.without,
    }


def write(out: Path, contents: Mapping[str, bytes]) -> None:
    """Put the files into the folder together: each whole, the evidence last.

    A count of the same votes may be written over, since anyone can make it again; evidence of
    anything else is refused.
    """
    _check_folder(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".fund-", dir=out))
        try:
            for name, content in contents.items():
                (made / name).write_bytes(content)
            for name in sorted(contents, key=lambda name: name == "evidence.json"):
                (made / name).replace(out / name)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise Refusal("lottery.out_unwritable", file=str(out)) from error


def _check_folder(out: Path) -> None:
    path = out / "evidence.json"
    try:
        before = evidence.read(path.read_bytes())
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise Refusal("lottery.out_unwritable", file=str(out)) from error
    except (Refusal, OSError) as error:
        raise Refusal("lottery.out_holds_another", file=str(path)) from error
    if before.get("kind") != KIND:
        raise Refusal("lottery.out_holds_another", file=str(path))
