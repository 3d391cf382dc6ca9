"""A file brought to the desk: kept, read into rows by a job, its columns confirmed, or dropped."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import BodyImport, BodyImportRow, ImportState
from multaqa.apps.network.phrases import COLUMN_LABELS
from multaqa.apps.network.queries import imports as queries
from multaqa.apps.network.services.imports import guessing
from multaqa.apps.network.services.imports.vocabulary import SEVERAL, Column
from multaqa.kernel import arabic, jobs, tables
from multaqa.kernel.guards import guard_of_header
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

READ = "multaqa.apps.network.tasks.read_import"
CHECK = "multaqa.apps.network.tasks.check_import"
AT_ONCE = 1000
# Where columns may be looked at again: whatever came in already stays as it is.
OPEN = (ImportState.READ, ImportState.CHECKED, ImportState.APPLIED, ImportState.UNDONE)


@transaction.atomic
def open_import(*, actor: User, file_name: str, content: bytes) -> BodyImport:
    """Keep a file of bodies and queue its reading; nothing of it is in the directory yet."""
    require(rules.can_import_bodies(actor))
    tables.check_weight(len(content))
    if not content.strip():
        raise Refusal("table.empty")
    brought = BodyImport.objects.create(
        file_name=file_name.replace("\0", "")[-200:] or "—",
        digest=sha256(content).hexdigest(),
        content=content,
        brought_by=actor,
    )
    jobs.start(READ, brought.pk, about=brought.about)
    return brought


def held(brought: BodyImport, *states: ImportState) -> BodyImport:
    """The list, locked, if it is in one of these states and no work on it is under way."""
    found = BodyImport.objects.select_for_update(of=("self",)).filter(pk=brought.pk).first()
    if found is None or found.state not in states:
        raise Refusal("import.moved_on")
    jobs.check_free(found.about)
    return found


@transaction.atomic
def read_again(*, brought: BodyImport, actor: User) -> Job:
    """Queue the reading once more, after it was stopped or broke off."""
    require(rules.can_import_bodies(actor))
    brought = held(brought, ImportState.UPLOADED)
    return jobs.start(READ, brought.pk, about=brought.about)


def read_import(*, job: jobs.Running, import_id: int) -> None:
    """Read the file into rows, and say what each column most likely is.

    A line that repeats the headings is no row. What no list may hold here (tribe, party, health,
    identity cards) is left behind with the file, which is kept no longer than this.
    """
    brought = BodyImport.objects.get(pk=import_id)
    if brought.state != ImportState.UPLOADED:
        raise Refusal("import.moved_on")
    job.tell("import.read", 0.05)
    table = tables.read(bytes(brought.content), rows=settings.IMPORT_ROWS, is_lenient=True)
    job.tell("import.read", 0.4)
    never = {place for place, header in enumerate(table.headers) if guard_of_header(header)}
    key = guessing.key_of_headers(table.headers)
    columns = guessing.remembered(key) or guessing.guess(table)
    columns = [
        str(Column.IGNORE) if place in never else column for place, column in enumerate(columns)
    ]
    headings = [arabic.fold(header) for header in table.headers]
    repeated = [
        line
        for line, cells in zip(table.lines, table.rows, strict=True)
        if cells[0] and [arabic.fold(cell) for cell in cells] == headings
    ]
    job.tell("import.read", 0.6)
    gone = set(repeated)
    rows = (
        BodyImportRow(
            brought=brought,
            line=line,
            cells=["" if place in never else cell for place, cell in enumerate(cells)],
        )
        for line, cells in zip(table.lines, table.rows, strict=True)
        if line not in gone
    )
    with job.publishes():
        brought = BodyImport.objects.select_for_update(of=("self",)).get(pk=import_id)
        BodyImportRow.objects.bulk_create(rows, batch_size=AT_ONCE)
        brought.row_count = len(table.rows) - len(repeated)
        brought.headers, brought.headers_key = list(table.headers), key
        brought.columns, brought.encoding = columns, table.encoding
        brought.notes = {
            "repeated": repeated,
            "never_held": [table.headers[place] for place in sorted(never)],
            "wide": sorted(table.wide),
        }
        brought.content, brought.state = b"", ImportState.READ
        brought.save()


@transaction.atomic
def confirm_columns(
    *, brought: BodyImport, actor: User, columns: Sequence[str], default_kind: str = ""
) -> Job:
    """Say what each column is, for this file and the next with the same headings; queue the check.

    Refuses without a column of names, and two columns for what is said once.
    """
    require(rules.can_import_bodies(actor))
    brought = held(brought, *OPEN)
    told = [Column(column) for column in columns]
    if not {Column.NAME, Column.NAME_FR} & set(told):
        raise Refusal("import.no_name_column")
    for column, count in Counter(told).items():
        if count > 1 and column not in SEVERAL:
            raise Refusal("import.column_twice", column=COLUMN_LABELS[column])
    never = set(brought.notes.get("never_held", ()))
    brought.columns = [
        str(Column.IGNORE) if header in never else str(column)
        for header, column in zip(brought.headers, told, strict=True)
    ]
    brought.default_kind, brought.is_mapped = default_kind, True
    brought.save()
    return jobs.start(CHECK, brought.pk, about=brought.about)


@transaction.atomic
def look_again(*, brought: BodyImport, actor: User) -> Job:
    """Queue the check of what has not come in, for the directory has changed since."""
    require(rules.can_import_bodies(actor))
    brought = held(brought, ImportState.CHECKED, ImportState.APPLIED, ImportState.UNDONE)
    return jobs.start(CHECK, brought.pk, about=brought.about)


def cancel_work(*, brought: BodyImport, actor: User) -> None:
    """Stop the work under way; what is done stays done, and can be gone on with."""
    require(rules.can_import_bodies(actor))
    job = jobs.last_about(brought.about)
    if job is not None:
        jobs.ask_cancel(job)


@transaction.atomic
def drop_import(*, brought: BodyImport, actor: User) -> None:
    """Forget a list: its file and its rows are erased. Refuses while something of it is in."""
    require(rules.can_import_bodies(actor))
    brought = held(brought, ImportState.UPLOADED, *OPEN)
    if queries.rows_done(brought).exists():
        raise Refusal("import.has_come_in")
    brought.rows.all().delete()
    brought.content, brought.state = b"", ImportState.DROPPED
    brought.save()
