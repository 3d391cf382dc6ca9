"""A list comes into the directory: new bodies made, known ones completed, the origin kept.

Five hundred rows at a time, each time in one transaction with what came of them: a worker that is
killed, stopped, or overtaken leaves nothing half done, and whoever goes on brings nothing twice.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import (
    LIVE_STATES,
    Body,
    BodyImport,
    BodyImportRow,
    BodyState,
    ImportState,
    Origin,
    Outcome,
    RowDecision,
    RowOutcome,
    Verdict,
    Verification,
)
from multaqa.apps.network.queries import key_of
from multaqa.apps.network.services import columns, origins
from multaqa.apps.network.services.bulk import write_parts_of
from multaqa.apps.network.services.decisions import LONGEST_REASON
from multaqa.apps.network.services.imports.deciding import BOTH, OURS, THEIRS
from multaqa.apps.network.services.imports.opening import held
from multaqa.apps.network.services.imports.vocabulary import Column
from multaqa.apps.territory.models import Province, Region
from multaqa.kernel import jobs
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

APPLY = "multaqa.apps.network.tasks.apply_import"
AT_ONCE = 500
# What can hold both our value and the file's.
NAMES = ("name_ar", "name_fr", "name_en")
LISTS = origins.PARTS
LINES = ("other_names", "other_phones")
BOTH_HOLD = (*NAMES, *LISTS, *LINES, "phone")


def ready(rows: QuerySet[BodyImportRow]) -> QuerySet[BodyImportRow]:
    """The rows that nothing keeps from coming in."""
    clear = Q(verdict__in=[Verdict.NEW, Verdict.SAME, Verdict.DOUBLE])
    said = Q(
        verdict__in=[Verdict.OBVIOUS, Verdict.NEAR],
        decision__in=[RowDecision.SAME, RowDecision.APART],
    )
    return rows.filter(clear | said, outcome="").exclude(decision=RowDecision.OUT)


@transaction.atomic
def ask_application(*, brought: BodyImport, actor: User, gives_state: str, reason: str) -> Job:
    """Queue the coming in of every row that is ready, as verified bodies or to be verified.

    Refuses without a word on which list it is, which stands with each body, and where nothing is
    ready.
    """
    require(rules.can_import_bodies(actor))
    brought = held(brought, ImportState.CHECKED, ImportState.APPLYING, ImportState.APPLIED)
    reason = reason.replace("\0", "").strip()[:LONGEST_REASON]
    if not reason:
        raise Refusal("body.no_reason")
    if not ready(brought.rows.all()).exists():
        raise Refusal("import.nothing_ready")
    brought.reason, brought.gives_state = reason, BodyState(gives_state)
    brought.state = ImportState.APPLYING
    brought.save()
    return jobs.start(APPLY, brought.pk, actor.pk, about=brought.about)


def apply_import(*, job: jobs.Running, import_id: int, actor_id: int) -> None:
    """Bring the rows in, in the order of the file."""
    actor = User.objects.get(pk=actor_id)
    require(rules.can_import_bodies(actor))
    brought = BodyImport.objects.get(pk=import_id)
    whole, done, line = ready(brought.rows.all()).count() or 1, 0, 0
    while True:
        job.tell("import.apply", done / whole)
        last, count = bring_rows(import_id=import_id, actor=actor, after=line)
        if last is None:
            break
        line, done = last, done + count
    with job.publishes():
        BodyImport.objects.filter(pk=import_id, state=ImportState.APPLYING).update(
            state=ImportState.APPLIED, applied_at=timezone.now()
        )


@transaction.atomic
def bring_rows(*, import_id: int, actor: User, after: int) -> tuple[int | None, int]:
    """Bring the next rows in; the last line of them and their number, or none when all are in."""
    brought = BodyImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if brought.state != ImportState.APPLYING:
        raise Refusal("import.moved_on")
    rows = list(ready(brought.rows.filter(line__gt=after)).order_by("line")[:AT_ONCE])
    if not rows:
        return None, 0
    _one_at_a_time(rows)
    Chunk(brought, actor, rows).bring()
    return rows[-1].line, len(rows)


def _one_at_a_time(rows: Iterable[BodyImportRow]) -> None:
    """Queue with those who enter a body in the same provinces, in one order."""
    provinces = {".".join(row.told.get("commune_id", "").split(".")[:2]) for row in rows}
    locked = Province.objects.select_for_update(no_key=True).order_by("pk")
    list(locked.filter(pk__in=provinces))
    if "" in provinces:
        Region.objects.select_for_update(no_key=True).order_by("pk").first()


class Chunk:
    """Some rows on their way in: first the new bodies at once, then what completes known ones."""

    def __init__(self, brought: BodyImport, actor: User, rows: list[BodyImportRow]) -> None:
        self.brought, self.actor, self.rows = brought, actor, rows
        self.outcomes: dict[int, str] = {}
        self.bodies: dict[int, Body] = {}  # by line
        self.meant = self._targets()

    def bring(self) -> None:
        new = [row for row in self.rows if self._is_new(row)]
        self._create([row for row in new if row.decision != RowDecision.APART])
        for row in new:
            if row.decision == RowDecision.APART:
                # By itself, after those whose name it may bear: it is kept beside one of them.
                self._create([row])
        for row in self.rows:
            if row.pk not in self.outcomes:
                self._complete(row)
        self._keep()

    # Which body each row means.

    def _targets(self) -> dict[int, Body]:
        """Bodies that candidates name, by key; of one merged since, the one it went into."""
        keys = {one["body"] for row in self.rows for one in row.candidates[:1] if "body" in one}
        lines = {one["line"] for row in self.rows for one in row.candidates[:1] if "line" in one}
        earlier = Origin.objects.filter(row__brought=self.brought, row__line__in=lines)
        self.of_line = dict(earlier.values_list("row__line", "body_id"))
        self.states = {
            line: (verdict, decision)
            for line, verdict, decision in self.brought.rows.filter(line__in=lines).values_list(
                "line", "verdict", "decision"
            )
        }
        keys |= set(self.of_line.values())
        found = Body.objects.filter(pk__in=keys).select_related("commune", "merged_into__commune")
        parts = found.prefetch_related("fields", "groups", "work_areas")
        by_key: dict[int, Body] = {}
        same: dict[int, Body] = {}  # one object a body, so that two rows see each other's values
        for body in parts.select_for_update(of=("self",)).order_by("pk"):
            meant = body.merged_into or body
            by_key[body.pk] = same.setdefault(meant.pk, meant)
        return by_key

    def _first(self, row: BodyImportRow) -> dict[str, Any]:
        if row.decision == RowDecision.APART or not row.candidates:
            return {}
        first: dict[str, Any] = row.candidates[0]
        return first

    def _is_new(self, row: BodyImportRow) -> bool:
        """Nothing it may be, or an earlier line that itself never comes in."""
        first = self._first(row)
        if not first:
            return True
        if "line" not in first or first["line"] in self.of_line:
            return False
        verdict, decision = self.states.get(first["line"], ("", RowDecision.OUT))
        return verdict == Verdict.FAULTY or decision == RowDecision.OUT

    # New bodies.

    def _create(self, rows: list[BodyImportRow]) -> None:
        keys = {row.pk: key_of(row.told["name_ar"]) for row in rows}
        live = Body.objects.filter(name_key__in=set(keys.values()), state__in=LIVE_STATES)
        known: dict[tuple[str, str, str | None], int | None] = {
            (key, kind, commune): pk
            for pk, key, kind, commune in live.values_list("pk", "name_key", "kind", "commune_id")
        }
        fresh: list[tuple[Body, columns.Told]] = []
        for row in rows:
            identity = (keys[row.pk], row.told["kind"], row.told.get("commune_id"))
            is_apart = row.decision == RowDecision.APART
            if identity in known and not is_apart:
                self.outcomes[row.pk] = RowOutcome.WAITING
                continue
            body, told = self._body(row)
            if is_apart:
                body.resembles_id = self._apart_from(row) or known.get(identity)
                body.is_apart = body.resembles_id is not None
            known.setdefault(identity, None)
            self.bodies[row.line] = body
            fresh.append((body, told))
            self.outcomes[row.pk] = RowOutcome.CREATED
        Body.objects.bulk_create([body for body, _told in fresh], batch_size=AT_ONCE)
        write_parts_of(fresh)
        if self.brought.gives_state == BodyState.VERIFIED:
            Verification.objects.bulk_create(
                Verification(
                    body=body,
                    outcome=Outcome.VERIFIED,
                    reason=self.brought.reason,
                    actor=self.actor,
                )
                for body, _told in fresh
            )
        created = [row for row in rows if row.line in self.bodies]
        Origin.objects.bulk_create(
            Origin(
                body=self.bodies[row.line],
                row=row,
                actor=self.actor,
                is_creation=True,
                changes=origins.created(self._values(row)),
            )
            for row in created
        )

    def _values(self, row: BodyImportRow) -> dict[str, Any]:
        """All that the row says, in the words of origins; what it leaves out is empty."""
        empty: dict[str, Any] = dict.fromkeys(origins.VALUES, "") | {
            name: [] for name in origins.PARTS
        }
        values: dict[str, Any] = empty | row.told
        commune = values["commune_id"]
        areas = values["work_areas"] or ([commune] if commune else [])
        return values | {"work_areas": columns.largest(areas)}

    def _body(self, row: BodyImportRow) -> tuple[Body, columns.Told]:
        told = dict(row.told)
        given = origins.founded_columns(told.pop("founded", ""))
        given |= origins.declared_columns(told.pop("declared", ""))
        parsed = columns.told(given | told)
        body = Body(state=self.brought.gives_state, entered_by=self.actor, **parsed.columns)
        body.name_en = body.name_en or None
        columns.index(body)
        body.slug = columns.slug_of(body)
        return body, parsed

    def _apart_from(self, row: BodyImportRow) -> int | None:
        """The body that it is said not to be, which is known by now or came in with it."""
        if not row.candidates:
            return None
        first = row.candidates[0]
        if first.get("line") in self.bodies:
            return self.bodies[first["line"]].pk
        key = first["body"] if "body" in first else self.of_line.get(first["line"])
        return self.meant[key].pk if key in self.meant else None

    # Known ones.

    def _complete(self, row: BodyImportRow) -> None:
        first = self._first(row)
        if "line" in first:
            key = self.of_line.get(first["line"])
            body = self.bodies.get(first["line"]) or self.meant.get(key or 0)
            if body is None:
                return  # it waits with the row that it doubles
            self.bodies[row.line] = body
        else:
            body = self.meant.get(first["body"])
        if body is None or not body.is_live:
            self.outcomes[row.pk] = RowOutcome.WAITING
            return
        self.bodies[row.line] = body
        before = origins.values_of(body)
        changes = origins.changed(before, completed(before, row.told, row.choices))
        try:
            with transaction.atomic():
                origins.put(body, {name: after for name, (_before, after) in changes.items()})
        except IntegrityError:
            # Another body took the name meanwhile.
            body.refresh_from_db()
            self.outcomes[row.pk] = RowOutcome.WAITING
            return
        Origin.objects.create(body=body, row=row, actor=self.actor, changes=changes)
        self.outcomes[row.pk] = RowOutcome.MERGED if changes else RowOutcome.NOTHING_NEW

    def _keep(self) -> None:
        """What came of each row; the cells of columns that were left out are kept no longer."""
        ignored = [
            place for place, column in enumerate(self.brought.columns) if column == Column.IGNORE
        ]
        kept = [row for row in self.rows if row.pk in self.outcomes]
        for row in kept:
            row.outcome = self.outcomes[row.pk]
            if row.outcome != RowOutcome.WAITING:
                for place in ignored:
                    row.cells[place] = ""
                    row.corrected.pop(str(place), None)
        BodyImportRow.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["outcome", "cells", "corrected"],
        )


def completed(
    ours: Mapping[str, Any], told: Mapping[str, Any], choices: Mapping[str, str]
) -> dict[str, Any]:
    """A body's values with what a row says of it: whose is kept, value by value."""
    after = dict(ours)
    for name, theirs in told.items():
        choice = choices.get(name) or proposed(name, ours, theirs)
        if choice == THEIRS or ours[name] in ("", []):
            if choice != OURS or ours[name] in ("", []):
                after[name] = theirs
        elif choice == BOTH and name in BOTH_HOLD:
            _hold_both(after, name, theirs)
    after["other_names"] = _lines(after["other_names"], but=[after[one] for one in NAMES])
    after["other_phones"] = _lines(after["other_phones"], but=[after["phone"]])
    after["work_areas"] = columns.largest(after["work_areas"])
    if after["name_fr"] and after["name_ar"] == ours["name_ar"] == after["name_fr"]:
        after["name_fr"] = ours["name_fr"]
    return after


def proposed(name: str, ours: Mapping[str, Any], theirs: object) -> str:
    """Whose value is kept unless somebody says otherwise: ours, and the file's where we had none.

    Lists are joined; another spelling of the name, or another phone, is kept beside.
    """
    own = ours[name]
    if own in ("", []) or (name == "declared" and str(theirs).startswith(f"{own} ")):
        return THEIRS  # nothing there, or the day of the receipt that is known
    if name in (*LISTS, *LINES, "phone"):
        return BOTH
    if name in NAMES:
        known = {key_of(one) for one in [*map(ours.get, NAMES), *ours["other_names"].split("\n")]}
        return OURS if key_of(str(theirs)) in known else BOTH
    return OURS


def _hold_both(after: dict[str, Any], name: str, theirs: Any) -> None:  # noqa: ANN401  as JSON has it
    if name in LISTS:
        after[name] = [*after[name], *(one for one in theirs if one not in after[name])]
    elif name in NAMES:
        after["other_names"] = f"{after['other_names']}\n{theirs}"
    elif name == "phone":
        after["other_phones"] = f"{after['other_phones']}\n{theirs}"
    else:
        after[name] = f"{after[name]}\n{theirs}"


def _lines(text: str, *, but: Iterable[str]) -> str:
    """Each line once, without those that are said elsewhere."""
    said = set(but)
    lines = dict.fromkeys(line for line in text.split("\n") if line and line not in said)
    return "\n".join(lines)
