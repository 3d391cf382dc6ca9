"""What ``multaqa verify`` does once its engine is awake."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from multaqa.cli.language import Language
from multaqa.cli.screen import console_of, content_of, print_table, refusals_told
from multaqa.engines import evidence, record
from multaqa.engines.budgeting import evidence as budget
from multaqa.engines.budgeting.pabulib import MOST_BYTES
from multaqa.engines.budgeting.published import read_published
from multaqa.engines.evidence import Document, Finding, Verification
from multaqa.engines.lottery import aftermath_check, verification
from multaqa.engines.lottery.aftermath_check import PartedVerification
from multaqa.engines.lottery.opening import KIND as LOTTERY
from multaqa.engines.lottery.steps import KIND as FOLLOWED
from multaqa.kernel.engine_phrases import _
from multaqa.refusal import Refusal

MARKS = {True: "✓", False: "✗", None: "?"}

T = TypeVar("T")


def verify_file(
    file: Path,
    opened: Sequence[Path],
    *,
    seals: Sequence[str],
    key: str | None,
    public_values: Sequence[str],
    head: str | None,
    ballots: Path | None,
    language_code: str,
) -> bool:
    """Print every finding on the file, and say whether it holds."""
    language = Language(language_code)
    with refusals_told(language):
        document = evidence.read(content_of(file))
        openings = [evidence.read(content_of(path)) for path in opened]
        if document.get("kind") == budget.KIND:
            found = _recounted(document, ballots, seal=_only(seals, "--seal"), key=key)
        elif ballots is not None:
            raise Refusal("evidence.no_ballots_in_it")
        else:
            found = _verified(
                document, openings, seals=seals, key=key, public_values=public_values, head=head
            )
    _tell(found, language)
    return found.holds


def _verified(
    document: Document,
    openings: Sequence[Document],
    *,
    seals: Sequence[str],
    key: str | None,
    public_values: Sequence[str],
    head: str | None,
) -> Verification:
    """The findings of the one engine that knows this kind of file."""
    kind = document.get("kind")
    if document.get("format") == record.FORMAT:
        return record.verify(document, key=key, head=head)
    if kind == FOLLOWED:
        return aftermath_check.verify(
            document, openings, seals=seals, key=key, public_values=public_values, head=head
        )
    if kind != LOTTERY:
        raise Refusal("evidence.unknown_kind", kind=str(kind)[:40])
    return verification.verify(
        document,
        _only(openings, "--opened"),
        seal=_only(seals, "--seal"),
        key=key,
        public_value=_only(public_values, "--public-value"),
    )


def _recounted(
    document: Document, ballots: Path | None, *, seal: str | None, key: str | None
) -> Verification:
    """A budget vote counted again, and its ballots beside the published ones."""
    published = None if ballots is None else read_published(content_of(ballots, most=MOST_BYTES))
    return budget.verify(document, seal=seal, key=key, published=published)


def _only(given: Sequence[T], option: str) -> T | None:
    """What was given of one draw; none when nothing was."""
    if len(given) > 1:
        raise Refusal("evidence.option_repeated", option=option)
    return given[0] if given else None


def _tell(found: Verification, language: Language) -> None:
    """Findings, part by part where there are parts, then one line that sums up."""
    console = console_of()
    if isinstance(found, PartedVerification):
        for part in found.parts:
            console.print(language.phrase(part.code, part.facts), style="bold", soft_wrap=True)
            _tell_findings(console, language, part.findings)
    else:
        _tell_findings(console, language, found.findings)
    if not found.holds:
        verdict = _("This evidence does NOT hold: see the lines marked ✗.")
    elif found.hidden:
        verdict = _(
            "Nothing differs. What is marked “?” this file cannot show: compare it before you "
            "believe the result."
        )
    else:
        verdict = _("All agrees.")
    style = "red" if not found.holds else "yellow" if found.hidden else "green"
    console.print(language.word(verdict), style=f"bold {style}")


def _tell_findings(console: Console, language: Language, findings: Iterable[Finding]) -> None:
    """One line each, with what cannot be shown last."""
    rows = [
        (MARKS[finding.ok], language.phrase(finding.code, finding.facts))
        for finding in sorted(findings, key=lambda finding: finding.ok is None)
    ]
    print_table(console, rows)
