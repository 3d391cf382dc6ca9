"""What the coordinator says of rows: the same body, another one, or left out; and whose values."""

from collections.abc import Collection, Mapping

from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import (
    BodyImport,
    BodyImportRow,
    ImportState,
    RowDecision,
    Verdict,
)
from multaqa.apps.network.services.imports.checking import NOT_IN
from multaqa.apps.network.services.imports.opening import held
from multaqa.apps.network.services.origins import VALUES
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

OURS, THEIRS, BOTH = "ours", "file", "both"


@transaction.atomic
def decide_row(
    *,
    brought: BodyImport,
    actor: User,
    line: int,
    decision: str,
    candidate: int = 0,
    choices: Mapping[str, str] | None = None,
) -> BodyImportRow:
    """Say what a row is; of the same body, which candidate, and of each value whose is kept.

    Refuses a row with faults, but to leave it out, and one that has come in.
    """
    require(rules.can_import_bodies(actor))
    brought = held(brought, ImportState.CHECKED, ImportState.APPLIED)
    row = brought.rows.select_for_update().filter(line=line, outcome__in=NOT_IN).first()
    if row is None:
        raise Refusal("import.row_moved_on")
    if row.verdict == Verdict.FAULTY and decision not in {RowDecision.OUT, ""}:
        raise Refusal("import.row_faulty")
    if decision == RowDecision.SAME:
        if not 0 <= candidate < len(row.candidates):
            raise Refusal("import.row_moved_on")
        row.candidates.insert(0, row.candidates.pop(candidate))
        row.choices = {
            name: choice
            for name, choice in (choices or {}).items()
            if name in VALUES and choice in {OURS, THEIRS, BOTH}
        }
    row.decision = RowDecision(decision) if decision else ""
    row.save()
    return row


@transaction.atomic
def decide_rows(
    *, brought: BodyImport, actor: User, decision: str, verdict: str = "", lines: Collection[int]
) -> int:
    """Say the same of several rows that wait for a word; ``lines`` are all of a finding if empty.

    Of the same body each takes its likeliest candidate, and the values that are proposed.
    """
    require(rules.can_import_bodies(actor))
    brought = held(brought, ImportState.CHECKED, ImportState.APPLIED)
    rows = brought.rows.filter(outcome__in=NOT_IN)
    rows = rows.filter(line__in=lines) if lines else rows.filter(decision="")
    if verdict:
        rows = rows.filter(verdict=verdict)
    if decision not in {RowDecision.OUT, ""}:
        rows = rows.filter(verdict__in=[Verdict.OBVIOUS, Verdict.NEAR])
    if not lines and not verdict:
        raise Refusal("import.row_moved_on")
    return rows.update(decision=RowDecision(decision) if decision else "")
