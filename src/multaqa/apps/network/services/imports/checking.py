"""What each row of a list is: new, in the directory already, twice in the file, or faulty."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import (
    Body,
    BodyImport,
    BodyImportRow,
    ImportState,
    RowDecision,
    RowOutcome,
    Verdict,
)
from multaqa.apps.network.queries.crowd import Crowd, Entry, Likely, entries_of, entry_of_row
from multaqa.apps.network.services.imports.opening import AT_ONCE, OPEN, held
from multaqa.apps.network.services.imports.reading import RowReader
from multaqa.kernel import jobs
from multaqa.kernel.refusals import require
from multaqa.kernel.tables import LONGEST_CELL
from multaqa.refusal import Refusal

NOT_IN = ("", RowOutcome.WAITING)
READ = ("told", "faults", "verdict", "outcome")
JUDGED = ("candidates", "verdict", "decision", "choices")
CLEAN = (Verdict.NEW, Verdict.SAME, Verdict.OBVIOUS, Verdict.NEAR, Verdict.DOUBLE)


def check_import(*, job: jobs.Running, import_id: int) -> None:
    """Read every row that has not come in, compare it with the directory and the file, keep that.

    The rows are written a thousand at a time, so that nobody waits for them, and none is held in
    memory but as it is compared; until the last is written, the list shows no finding.
    """
    brought = BodyImport.objects.get(pk=import_id)
    if brought.state not in OPEN:
        raise Refusal("import.moved_on")
    entries = list(_read_all(job, brought))
    job.tell("import.compare", 0.5)
    crowd = Crowd(entries_of(Body.objects.all()), entries)
    likely = crowd.likely(lambda done: job.tell("import.compare", 0.5 + 0.3 * done))
    del crowd, entries
    _judge_all(job, brought, likely)
    with job.publishes():
        BodyImport.objects.filter(pk=import_id).update(state=ImportState.CHECKED)


def _pieces(brought: BodyImport, *columns: str) -> Iterator[list[BodyImportRow]]:
    """The rows that have not come in, a thousand at a time, with these columns alone."""
    line = 0
    while True:
        rows = brought.rows.filter(outcome__in=NOT_IN, line__gt=line).order_by("line")
        piece = list(rows.only("brought_id", "line", *columns)[:AT_ONCE])
        if not piece:
            return
        yield piece
        line = piece[-1].line


def _read_all(job: jobs.Running, brought: BodyImport) -> Iterator[Entry]:
    """Read every row; each one without faults as it is compared."""
    reader, wide = RowReader(brought.columns, brought.default_kind), set(brought.notes["wide"])
    whole, done = max(1, brought.row_count), 0
    for piece in _pieces(brought, "cells", "corrected"):
        for row in piece:
            _read(row, reader, wide)
            row.outcome, row.verdict = "", Verdict.FAULTY if row.faults else ""
        _keep(piece, READ)
        done += len(piece)
        job.tell("import.rows", 0.5 * done / whole)
        for row in piece:
            if not row.faults:
                yield entry_of_row(row.line, row.told)


def _judge_all(job: jobs.Running, brought: BodyImport, likely: dict[int, list[Likely]]) -> None:
    whole, done = max(1, brought.row_count), 0
    for piece in _pieces(brought, "candidates", "decision", "choices", "verdict"):
        for row in piece:
            _judge(row, likely.get(row.line, []))
        _keep(piece, JUDGED)
        done += len(piece)
        job.tell("import.keep", 0.8 + 0.2 * done / whole)


def _read(row: BodyImportRow, reader: RowReader, wide: set[int]) -> None:
    found = reader.read(row.cells, is_wide=row.line in wide and not row.corrected)
    row.told, row.faults = found.told, found.faults


def _judge(row: BodyImportRow, likely: list[Likely]) -> None:
    """What the row is found to be; a decision stands as long as what it was about does."""
    before = row.candidates[:1] if row.decision == RowDecision.SAME else []
    row.candidates = [one.plain() for one in likely]
    if row.verdict != Verdict.FAULTY:
        row.verdict = _verdict(likely[0]) if likely else Verdict.NEW
    if row.decision == RowDecision.SAME and row.verdict != Verdict.FAULTY:
        meant = next((one for one in row.candidates if _is_one(one, before)), None)
        if meant is None:
            row.decision, row.choices = "", {}
        else:
            row.candidates.sort(key=lambda one: one is not meant)


def _is_one(candidate: Mapping[str, Any], before: list[dict[str, Any]]) -> bool:
    keys = ("body", "line")
    return bool(before) and all(candidate.get(key) == before[0].get(key) for key in keys)


def _verdict(first: Likely) -> Verdict:
    if first.entry.line and (first.is_exact or first.is_obvious):
        return Verdict.DOUBLE
    if first.is_exact:
        return Verdict.SAME
    return Verdict.OBVIOUS if first.is_obvious else Verdict.NEAR


def _keep(rows: Iterable[BodyImportRow], fields: Iterable[str]) -> None:
    """Write some columns of many rows at once: a case for each row would be slow.

    By way of rows that conflict with themselves; the other columns stay as they are.
    """
    columns = tuple(dict.fromkeys(fields))
    anew = [
        BodyImportRow(
            pk=row.pk,
            brought_id=row.brought_id,
            line=row.line,
            **{name: getattr(row, name) for name in columns},
        )
        for row in rows
    ]
    BodyImportRow.objects.bulk_create(
        anew, update_conflicts=True, unique_fields=["id"], update_fields=columns
    )


@transaction.atomic
def correct_cells(
    *, brought: BodyImport, actor: User, corrections: Mapping[int, Mapping[int, str]]
) -> int:
    """Put cells right, by line and place, and look at these rows again; says how many are clean.

    So are the later rows that double one of them now. What the file said is kept beside. Refuses a
    row that has come in meanwhile.
    """
    require(rules.can_import_bodies(actor))
    brought = held(brought, ImportState.CHECKED, ImportState.APPLIED)
    rows = list(brought.rows.filter(line__in=list(corrections), outcome__in=NOT_IN))
    if len(rows) != len(corrections):
        raise Refusal("import.row_moved_on")
    for row in rows:
        for place, text in corrections[row.line].items():
            if 0 <= place < len(row.cells) and row.cells[place] != text:
                row.corrected.setdefault(str(place), row.cells[place])
                row.cells[place] = " ".join(text.replace("\0", "").split())[:LONGEST_CELL]
    _keep(_look_at(brought, rows), JUDGED)
    _keep(rows, [*READ, *JUDGED, "cells", "corrected"])
    return sum(row.verdict != Verdict.FAULTY for row in rows)


@transaction.atomic
def replace_value(
    *, brought: BodyImport, actor: User, place: int, value: str, text: str
) -> tuple[int, int]:
    """Put one cell's text right in every faulty row that holds it.

    Says in how many rows it stood, and how many of these are clean now.
    """
    require(rules.can_import_bodies(actor))
    faulty = brought.rows.filter(verdict=Verdict.FAULTY, outcome__in=NOT_IN)
    lines = [
        line
        for line, cells in faulty.values_list("line", "cells").iterator()
        if 0 <= place < len(cells) and cells[place] == value
    ]
    if not lines:
        raise Refusal("import.row_moved_on")
    corrections = {line: {place: text} for line in lines}
    return len(lines), correct_cells(brought=brought, actor=actor, corrections=corrections)


def _look_at(brought: BodyImport, rows: list[BodyImportRow]) -> list[BodyImportRow]:
    """Read and compare a few rows, with those alone of the directory and the file that matter.

    Returns the later rows that double one of them now, or did before, which are compared again.
    """
    provinces = {_province(row.told) for row in rows}
    reader, wide = RowReader(brought.columns, brought.default_kind), set(brought.notes["wide"])
    for row in rows:
        _read(row, reader, wide)
        row.outcome, row.verdict = "", Verdict.FAULTY if row.faults else ""
    own = [entry_of_row(row.line, row.told) for row in rows if not row.faults]
    lines = {row.line for row in rows}
    provinces |= {entry.province for entry in own}
    others = _others(brought, provinces, [row.told for row in rows], lines)
    touched = _touched(brought, own, lines, others)
    looked_at = [*rows, *touched]
    told = [row.told for row in looked_at if row.verdict != Verdict.FAULTY]
    entries = [*own, *(entry for entry, _named in others)]
    asked = {row.line for row in looked_at}
    crowd = Crowd(entries_of(Body.objects.filter(_around(told))), _in_order(entries))
    likely = crowd.likely(among=asked) if told else {}
    for row in looked_at:
        _judge(row, likely.get(row.line, []))
    return touched


def _province(told: Mapping[str, Any]) -> str:
    return ".".join(told.get("commune_id", "").split(".")[:2])


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.line)


def _around(told: Iterable[Mapping[str, Any]]) -> Q:
    """The bodies that these may be: of their provinces, or of the same phone or number."""
    told = list(told)
    provinces = {_province(one) for one in told}
    around = Q(commune__province__in=provinces - {""}) | Q(phone__in=_said("phone", told))
    around |= Q(register_number__in=_said("register_number", told)) | Q(ice__in=_said("ice", told))
    return around | Q(commune__isnull=True) if "" in provinces else around


def _said(name: str, told: Iterable[Mapping[str, Any]]) -> list[str]:
    """What these say under a name, each once; of phones the other ones too."""
    more = {"phone": "other_phones"}.get(name, "")
    said = {text for one in told for text in (one.get(name), *one.get(more, "").splitlines())}
    return sorted(text for text in said if text)


def _others(
    brought: BodyImport, provinces: set[str], told: list[dict[str, Any]], lines: set[int]
) -> list[tuple[Entry, set[int]]]:
    """The other clean rows of the file, of these provinces, or of the same phone or number.

    Each with the earlier lines that it was likely.
    """
    here = Q(told__commune_id__isnull=True) if "" in provinces else Q(pk__in=())
    for province in provinces - {""}:
        here |= Q(told__commune_id__startswith=f"{province}.")
    for name in ("phone", "register_number", "ice"):
        if said := _said(name, told):
            here |= Q(**{f"told__{name}__in": said})
    rows = brought.rows.filter(here, verdict__in=CLEAN).exclude(decision=RowDecision.OUT)
    return [
        (entry_of_row(line, says), {one["line"] for one in candidates if "line" in one})
        for line, says, candidates in rows.values_list("line", "told", "candidates").iterator()
        if line not in lines
    ]


def _touched(
    brought: BodyImport, own: list[Entry], lines: set[int], others: list[tuple[Entry, set[int]]]
) -> list[BodyImportRow]:
    """The later rows, not in yet, that one of these lines was likely, or is from now on."""
    found = {entry.line for entry, named in others if named & lines}
    first = min(lines, default=0)
    later = [entry for entry, _named in others if entry.line > first]
    if own and later:
        crowd = Crowd(later, own)
        crowd.likely()
        found |= {
            crowd.all[other].line
            for place, likely in crowd.found.items()
            for other in likely
            if crowd.all[other].line > crowd.all[place].line
        }
    rows = brought.rows.filter(line__in=found - lines, outcome__in=NOT_IN)
    return list(rows.exclude(verdict=Verdict.FAULTY))
