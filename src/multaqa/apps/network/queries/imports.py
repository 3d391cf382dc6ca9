"""Lists brought in, as the desk sees them: how many rows of each finding, and which."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.network.models import (
    Body,
    BodyImport,
    BodyImportRow,
    ImportState,
    Origin,
    RowDecision,
    RowOutcome,
    Verdict,
)

DONE = (RowOutcome.CREATED, RowOutcome.MERGED, RowOutcome.NOTHING_NEW)
UNDECIDED = (Verdict.OBVIOUS, Verdict.NEAR)
FAULTS_GROUPED = 60


def imports_seen_by(user: Visitor) -> QuerySet[BodyImport]:
    """Lists name people and phones: the coordinator alone, the latest first, without their file."""
    if not is_coordinator(user):
        return BodyImport.objects.none()
    return BodyImport.objects.defer("content").select_related("brought_by")


def imports_listed(user: Visitor) -> QuerySet[BodyImport]:
    done = Count("rows", filter=Q(rows__outcome__in=DONE))
    seen = imports_seen_by(user).exclude(state=ImportState.DROPPED)
    return seen.annotate(done_count=done).order_by("-pk")


def rows_done(brought: BodyImport) -> QuerySet[BodyImportRow]:
    """The rows that something came of."""
    return brought.rows.filter(outcome__in=DONE)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows of a list are what, of those that have not come in; and what came in."""

    new: int
    same: int
    double: int
    obvious: int
    near: int
    faulty: int
    out: int
    waiting: int
    decided: int
    created: int
    merged: int
    nothing_new: int
    held: int

    @property
    def undecided(self) -> int:
        return self.obvious + self.near

    @property
    def ready(self) -> int:
        return self.new + self.same + self.double + self.decided - self.held

    @property
    def done(self) -> int:
        return self.created + self.merged + self.nothing_new


def totals_of(brought: BodyImport) -> Totals:
    """Three queries at most, whatever the number of rows."""
    counts: Counter[str] = Counter()
    rows = brought.rows.order_by().values("verdict", "decision", "outcome")
    for row in rows.annotate(count=Count("pk")):
        counts[_bin(row["verdict"], row["decision"], row["outcome"])] += row["count"]
    if counts["double"] and counts["obvious"] + counts["near"]:
        counts["held"] = _held(brought)
    return Totals(**{name: counts[name] for name in Totals.__dataclass_fields__})


def _held(brought: BodyImport) -> int:
    """The rows that double one which waits for a word: they come in with it, not before."""
    waiting = Q(verdict__in=UNDECIDED, decision="")
    rows = brought.rows.filter(outcome="")
    held = set(rows.filter(waiting).values_list("line", flat=True))
    count = 0
    doubles = rows.filter(verdict=Verdict.DOUBLE).exclude(
        decision__in=[RowDecision.OUT, RowDecision.APART]
    )
    for line, candidates in doubles.order_by("line").values_list("line", "candidates"):
        if candidates and candidates[0].get("line") in held:
            held.add(line)
            count += 1
    return count


def _bin(verdict: str, decision: str, outcome: str) -> str:
    if outcome:
        return outcome
    if decision == RowDecision.OUT:
        return "out"
    if verdict in UNDECIDED and decision:
        return "decided"
    return verdict or "waiting"


SHOWN: dict[str, Q] = {
    "new": Q(verdict=Verdict.NEW),
    "same": Q(verdict=Verdict.SAME),
    "double": Q(verdict=Verdict.DOUBLE),
    "obvious": Q(verdict=Verdict.OBVIOUS, decision=""),
    "near": Q(verdict=Verdict.NEAR, decision=""),
    "decided": Q(verdict__in=UNDECIDED, decision__in=[RowDecision.SAME, RowDecision.APART]),
    "faulty": Q(verdict=Verdict.FAULTY),
}


def rows_shown(brought: BodyImport, which: str) -> QuerySet[BodyImportRow]:
    """The rows of one finding, of those still to come in; or of what came in, or was left out."""
    rows = brought.rows.all()
    if which in SHOWN:
        return rows.filter(SHOWN[which], outcome="").exclude(decision=RowDecision.OUT)
    if which == "out":
        return rows.filter(decision=RowDecision.OUT, outcome="")
    return rows.filter(outcome=which)


def rows_undecided(brought: BodyImport, verdict: str) -> QuerySet[BodyImportRow]:
    """The rows of one finding that wait for a word, in the order of the file."""
    if verdict not in UNDECIDED:
        return brought.rows.none()
    return rows_shown(brought, verdict).order_by("line")


def rows_left(brought: BodyImport) -> QuerySet[BodyImportRow]:
    """What an undoing left, each with its reason."""
    return rows_done(brought).exclude(faults=[])


def rows_wanting(brought: BodyImport) -> QuerySet[BodyImportRow]:
    """The rows with faults, to be corrected in a file of their own."""
    return rows_shown(brought, "faulty").order_by("line")


@dataclass(frozen=True, slots=True)
class SharedFault:
    """One text that is wrong in one column, and how many rows hold it."""

    place: int
    value: str
    fault: dict[str, Any]
    count: int


def shared_faults(brought: BodyImport) -> list[SharedFault]:
    """What is wrong in several rows at once, the most frequent first."""
    counts: Counter[tuple[int, str]] = Counter()
    first: dict[tuple[int, str], dict[str, Any]] = {}
    rows = rows_shown(brought, "faulty").values_list("cells", "faults")
    for cells, faults in rows.iterator(chunk_size=2000):
        for fault in faults:
            if 0 <= (place := fault["place"]) < len(cells) and cells[place]:
                key = (place, cells[place])
                counts[key] += 1
                first.setdefault(key, fault)
    return [
        SharedFault(place, value, first[place, value], count)
        for (place, value), count in counts.most_common(FAULTS_GROUPED)
        if count > 1
    ]


def bodies_of_candidates(rows: Iterable[BodyImportRow]) -> dict[int, Body]:
    """The bodies that these rows may be, by key, with all that is compared."""
    keys = {one["body"] for row in rows for one in row.candidates if "body" in one}
    found = Body.objects.filter(pk__in=keys).select_related("commune__province")
    return {body.pk: body for body in found.prefetch_related("fields", "groups", "work_areas")}


def lines_of_candidates(
    brought: BodyImport, rows: Iterable[BodyImportRow]
) -> dict[int, BodyImportRow]:
    """The earlier rows of the file that these rows may be, by line."""
    lines = {one["line"] for row in rows for one in row.candidates if "line" in one}
    return {row.line: row for row in brought.rows.filter(line__in=lines)}


def origins_of(body: Body) -> QuerySet[Origin]:
    """The events that gave a body its values, the first one first."""
    return body.origins.select_related("row__brought", "entry", "actor").order_by("pk")
