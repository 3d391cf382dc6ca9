"""What ``multaqa fund`` does once its engine is awake: read, decide, explain, seal, write."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from multaqa.cli import fund_files
from multaqa.cli.fund_bounds import bounds_told
from multaqa.cli.fund_page import fund_page
from multaqa.cli.fund_story import Compared, Story, money_told
from multaqa.cli.language import Language
from multaqa.cli.screen import console_of, content_of, print_table, refusals_told
from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.election import Election
from multaqa.engines.budgeting.evidence import document_of_budget
from multaqa.engines.budgeting.outcome import Completion, Outcome, Rule, Utility
from multaqa.engines.budgeting.pabulib import MOST_BYTES, Reading, read
from multaqa.kernel.engine_phrases import _

MOST_TOLD = 20  # faults on the screen; the files list them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options of the command, as they were given."""

    file: Path
    out: Path
    rule: str
    utility: str | None
    completion: str | None
    floors: tuple[str, ...]
    caps: tuple[str, ...]
    is_strict: bool


def fund_file(wanted: Wanted, *, language_code: str) -> None:
    """Decide the vote of a file, and write what came out and why."""
    language = Language(language_code)
    with refusals_told(language):
        content = content_of(wanted.file, most=MOST_BYTES)
        reading = read(content, is_strict=wanted.is_strict)
        with console_of(error=True).status(language.word(_("Counting…"))):
            story = _decided(wanted, reading)
        document = document_of_budget(
            reading.election, story.outcome, file=sha256(content).hexdigest()
        )
        contents = fund_files.contents_of(story, document)
        contents["report.html"] = fund_page(story, document["seal"], language).encode()
        fund_files.write(wanted.out, contents)
    _tell(story, wanted.out, document["seal"], language)


def _decided(wanted: Wanted, reading: Reading) -> Story:
    """What was decided, and beside it what another rule makes of the same ballots.

    With floors or caps also what the rule itself makes of them without.
    """
    election, rule = reading.election, Rule(wanted.rule)
    outcome = decide(
        election,
        rule=rule,
        utility=Utility(wanted.utility) if wanted.utility else None,
        completion=_completion(rule, wanted.completion),
        bounds=bounds_told(election, floors=wanted.floors, caps=wanted.caps),
    )
    other = Rule.EQUAL_SHARES if rule is Rule.GREEDY else Rule.GREEDY
    beside = [(other, _completion(other, None))]
    if outcome.settings.bounds:
        beside.append((rule, outcome.settings.completion))
    utility = outcome.settings.utility
    compared = [
        decide(election, rule=one, utility=utility, completion=completion, explain=False)
        for one, completion in beside
    ]
    return Story(
        file=wanted.file.name,
        election=election,
        outcome=outcome,
        compared=tuple(_compared(election, one) for one in (outcome, *compared)),
        forgiven=reading.forgiven,
        forgiven_count=reading.forgiven_count,
    )


def _completion(rule: Rule, told: str | None) -> tuple[Completion, ...]:
    if told is None:
        told = "add1,greedy" if rule is Rule.EQUAL_SHARES else "none"
    return () if told == "none" else tuple(map(Completion, told.split(",")))


def _compared(election: Election, outcome: Outcome) -> Compared:
    won = set(outcome.winners)
    is_won = np.array([one.id in won for one in election.projects], np.bool_)
    ballots = election.ballots
    rows = np.repeat(np.arange(len(ballots.weights)), np.diff(ballots.starts))
    has_one = np.zeros(len(ballots.weights), np.bool_)
    has_one[rows[is_won[ballots.chosen]]] = True
    return Compared(outcome, without=int(ballots.weights[~has_one].sum()))


def _tell(story: Story, out: Path, seal: str, language: Language) -> None:
    console = console_of()
    election, outcome = story.election, story.outcome
    left = election.budget - outcome.spent
    names = language.comma.join(map(language.clean, outcome.winners))
    rows = [
        (language.word(_("ballots")), language.number(election.ballots.people)),
        (language.word(_("projects")), language.number(len(election.projects))),
        (language.word(_("bought, in order")), names or "—"),
        (language.word(_("money spent")), money_told(story, outcome.spent, language)),
        (language.word(_("money left")), money_told(story, left, language)),
        (language.word(_("ties")), language.number(len(outcome.ties))),
        (language.word(_("seal")), seal),
    ]
    print_table(console, rows)
    if story.forgiven:
        console.print(
            language.word(_("Forgiven: %(count)s."), count=language.number(story.forgiven_count)),
            style="bold yellow",
        )
        for one in story.forgiven[:MOST_TOLD]:
            told = language.phrase(one.code, {"line": one.line, **one.facts})
            console.print(f"  • {told}", soft_wrap=True)
        if MOST_TOLD < len(story.forgiven) == story.forgiven_count:
            console.print(language.word(_("All of them stand in result.json.")))
    check = _("Anyone can check it: multaqa verify %(file)s --seal %(seal)s")
    facts = {"file": str(out / "evidence.json"), "seal": seal}
    console.print(language.word(check, **facts), soft_wrap=True)
