"""What ``multaqa verify`` does once its engine is awake."""

from pathlib import Path

from multaqa.cli.language import Language
from multaqa.cli.screen import console_of, content_of, print_table, refusals_told
from multaqa.engines import evidence, record
from multaqa.engines.evidence import Verification
from multaqa.engines.lottery import verification as lottery
from multaqa.kernel.engine_phrases import _
from multaqa.refusal import Refusal

MARKS = {True: "✓", False: "✗", None: "?"}
VERIFIERS = {"lottery": lottery.verify}


def verify_file(
    file: Path,
    opened: Path | None,
    *,
    seal: str | None,
    key: str | None,
    public_value: str | None,
    head: str | None,
    language_code: str,
) -> bool:
    """Print every finding on the file, and say whether it holds."""
    language = Language(language_code)
    with refusals_told(language):
        document = evidence.read(content_of(file))
        opening = None if opened is None else evidence.read(content_of(opened))
        kind = document.get("kind")
        if document.get("format") == record.FORMAT:
            found = record.verify(document, key=key, head=head)
        elif isinstance(kind, str) and kind in VERIFIERS:
            found = VERIFIERS[kind](
                document, opening, seal=seal, key=key, public_value=public_value
            )
        else:
            raise Refusal("evidence.unknown_kind", kind=str(kind)[:40])
    _tell(found, language)
    return found.holds


def _tell(found: Verification, language: Language) -> None:
    """Findings with what cannot be shown last, then one line that sums up."""
    console = console_of()
    rows = [
        (MARKS[finding.ok], language.phrase(finding.code, finding.facts))
        for finding in sorted(found.findings, key=lambda finding: finding.ok is None)
    ]
    print_table(console, rows)
    if not found.holds:
        verdict = _("This evidence does NOT hold: see the lines marked ✗.")
    elif found.hidden:
        verdict = _(
            "Nothing differs. What is marked “?” this file cannot show: compare it before you "
            "believe the draw."
        )
    else:
        verdict = _("All agrees.")
    style = "red" if not found.holds else "yellow" if found.hidden else "green"
    console.print(language.word(verdict), style=f"bold {style}")
