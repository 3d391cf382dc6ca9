"""A list goes out of the directory again, whole: nothing that people did since is lost by it.

The other way round than it came in. A body that it made goes, unless it was changed, decided on,
or is in use since; a value that it gave goes back to the one before, unless another has taken its
place. What stays is told with its reason.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import (
    Body,
    BodyField,
    BodyGroup,
    BodyImport,
    BodyImportRow,
    BodyState,
    ImportState,
    Origin,
    Verification,
    WorkArea,
)
from multaqa.apps.network.queries import imports as queries
from multaqa.apps.network.services import origins
from multaqa.apps.network.services.imports.opening import held
from multaqa.apps.network.services.imports.reading import WHOLE_ROW
from multaqa.kernel import jobs
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

UNDO = "multaqa.apps.network.tasks.undo_import"
AT_ONCE = 300
# What a body is made of, and goes with it; anything else that names a body is a use of it.
ITS_OWN = {BodyField, BodyGroup, WorkArea, Verification, Origin}
BEYOND = 2**31 - 1


@transaction.atomic
def ask_undoing(*, brought: BodyImport, actor: User) -> Job:
    """Queue the undoing of all that came in with a list."""
    require(rules.can_import_bodies(actor))
    brought = held(
        brought,
        ImportState.CHECKED,
        ImportState.APPLYING,
        ImportState.APPLIED,
        ImportState.UNDOING,
    )
    if not queries.rows_done(brought).exists():
        raise Refusal("import.nothing_came_in")
    brought.state = ImportState.UNDOING
    brought.save()
    return jobs.start(UNDO, brought.pk, actor.pk, about=brought.about)


def undo_import(*, job: jobs.Running, import_id: int, actor_id: int) -> None:
    """Take the rows back, the last one first."""
    require(rules.can_import_bodies(User.objects.get(pk=actor_id)))
    brought = BodyImport.objects.get(pk=import_id)
    whole, done, line = queries.rows_done(brought).count() or 1, 0, BEYOND
    while True:
        job.tell("import.undo", done / whole)
        first, count = take_back_rows(import_id=import_id, before=line)
        if first is None:
            break
        line, done = first, done + count
    with job.publishes():
        BodyImport.objects.filter(pk=import_id, state=ImportState.UNDOING).update(
            state=ImportState.UNDONE, undone_at=timezone.now()
        )


@transaction.atomic
def take_back_rows(*, import_id: int, before: int) -> tuple[int | None, int]:
    """Take the next rows back; the first line of them and their number, or none at the end."""
    brought = BodyImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if brought.state != ImportState.UNDOING:
        raise Refusal("import.moved_on")
    rows = list(queries.rows_done(brought).filter(line__lt=before).order_by("-line")[:AT_ONCE])
    if not rows:
        return None, 0
    _Retreat(brought, rows).take_back()
    return rows[-1].line, len(rows)


class _Retreat:
    def __init__(self, brought: BodyImport, rows: list[BodyImportRow]) -> None:
        self.brought, self.rows = brought, rows
        found = Origin.objects.filter(row__in=[row.pk for row in rows])
        self.origins = {origin.row_id: origin for origin in found}
        keys = {origin.body_id for origin in self.origins.values()}
        bodies = Body.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        parts = bodies.prefetch_related("fields", "groups", "work_areas", "verifications")
        self.bodies = {body.pk: body for body in parts.select_related("commune")}
        self.kept: dict[int, list[dict[str, Any]]] = {}
        self.gone: list[tuple[BodyImportRow, Body]] = []

    def take_back(self) -> None:
        """Values first, the last given before the others; then the bodies, all at once."""
        for row in self.rows:
            origin = self.origins.get(row.pk)
            if origin is not None and not origin.is_creation:
                self._put_back(row, origin)
        for row in self.rows:
            origin = self.origins.get(row.pk)
            if origin is not None and origin.is_creation:
                self._weigh(row, origin)
        self._remove()
        for row in self.rows:
            row.faults = self.kept.get(row.pk, [])
            if not row.faults:
                row.outcome = ""
        BodyImportRow.objects.bulk_create(
            self.rows,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["outcome", "faults"],
        )

    def _keep(self, row: BodyImportRow, code: str, **facts: Any) -> None:
        self.kept.setdefault(row.pk, []).append({"place": WHOLE_ROW, "code": code, "facts": facts})

    def _put_back(self, row: BodyImportRow, origin: Origin) -> None:
        """Each value that is still the one that the row gave."""
        body = self.bodies[origin.body_id]
        now = origins.values_of(body)
        left = {
            name: [before, after]
            for name, (before, after) in origin.changes.items()
            if _differs(now[name], after)
        }
        if body.state == BodyState.MERGED:
            left = dict(origin.changes)
        back = {
            name: before for name, (before, _after) in origin.changes.items() if name not in left
        }
        try:
            with transaction.atomic():
                origins.put(body, back)
        except IntegrityError:
            # Under the name of before another body has come in.
            body.refresh_from_db()
            left = dict(origin.changes)
        if left:
            origin.changes = left
            origin.save(update_fields=["changes"])
            self._keep(row, "entry.left_values", columns=origins.names_shown(left))
        else:
            origin.delete()

    def _weigh(self, row: BodyImportRow, origin: Origin) -> None:
        """Whether a body that the row made may go."""
        body = self.bodies[origin.body_id]
        given = origins.created(origins.values_of(body))
        names = {*given, *origin.changes}
        differing = [
            name
            for name in names
            if _differs(given.get(name, [None, ""])[1], origin.changes.get(name, [None, ""])[1])
        ]
        is_verified = body.state == BodyState.VERIFIED
        decisions = [one for one in body.verifications.all() if one.at > origin.at]
        own = 1 if self._came_verified(body) else 0
        if body.state not in {BodyState.VERIFIED, BodyState.PROPOSED} or (
            len(body.verifications.all()) > own or (is_verified and not own)
        ):
            self._keep(row, "entry.left_decided", count=len(decisions))
        elif differing:
            self._keep(row, "entry.left_changed", columns=origins.names_shown(differing))
        else:
            self.gone.append((row, body))

    def _came_verified(self, body: Body) -> bool:
        """Whether the one decision on it is the list's own."""
        decisions = list(body.verifications.all())
        return bool(decisions) and decisions[-1].reason == self.brought.reason

    def _remove(self) -> None:
        """Delete the bodies that may go and that nothing else names."""
        keys = {body.pk for _row, body in self.gone}
        uses = uses_of(keys)
        free = []
        for row, body in self.gone:
            if body.pk in uses:
                self._keep(row, "entry.left_used", uses=sorted(uses[body.pk]))
            else:
                free.append(body.pk)
        # Those that are kept beside another of their name go before it, one by one: to part them
        # would leave two of one name, if only for a moment.
        beside = Body.objects.filter(pk__in=free, resembles__isnull=False)
        for body in beside.order_by("-pk"):
            body.delete()
        Body.objects.filter(pk__in=free).delete()


def _differs(one: object, other: object) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) != sorted(other)
    return one != other and not (one in (None, "") and other in (None, "", []))


def uses_of(keys: Iterable[int]) -> dict[int, set[str]]:
    """What else in the whole site names these bodies, by the kind of thing.

    Higher apps are asked through the database alone: whatever has a column for a body.
    """
    keys = set(keys)
    uses: dict[int, set[str]] = defaultdict(set)
    for relation in Body._meta.related_objects:
        model, column = relation.related_model, relation.field.attname
        if model in ITS_OWN:
            continue
        rows = model._default_manager.filter(**{f"{column}__in": keys})
        if model is Body:
            rows = rows.exclude(pk__in=keys)
        for key in rows.values_list(column, flat=True).distinct():
            uses[key].add(model._meta.label)
    return uses
