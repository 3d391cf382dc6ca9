"""A list on its way into the directory, as far as a test wants it."""

import csv
import io

from multaqa.apps.network.models import BodyImport, BodyImportRow
from multaqa.apps.network.services import imports
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from tests.factories.accounts import coordinator

HEADERS = ("اسم الجمعية", "الجماعة", "الهاتف", "رقم الوصل")


def written(rows, headers=HEADERS, encoding="utf-8"):
    """A CSV of these rows."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([headers, *rows])
    return text.getvalue().encode(encoding)


def worked(about):
    """Run the work that waits, as the worker would; returns how it ended."""
    job = Job.objects.get(about=about, state=JobState.WAITING)
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def opened(content, actor=None, name="liste.csv"):
    """A file whose rows are read, its columns guessed."""
    brought = imports.open_import(actor=actor or coordinator(), file_name=name, content=content)
    job = worked(brought.about)
    assert job.state == JobState.DONE, (job.refusal_code, job.refusal_facts)
    brought.refresh_from_db()
    return brought


def checked(content, actor=None, default_kind="", columns=None):
    """A list that was looked through."""
    actor = actor or coordinator()
    brought = opened(content, actor)
    imports.confirm_columns(
        brought=brought,
        actor=actor,
        columns=columns or brought.columns,
        default_kind=default_kind,
    )
    assert worked(brought.about).state == JobState.DONE
    brought.refresh_from_db()
    return brought


def applied(brought, actor=None, gives_state="verified", reason="لائحة الإقليم"):
    """The list, with all that was ready brought in."""
    imports.ask_application(
        brought=brought,
        actor=actor or coordinator(),
        gives_state=gives_state,
        reason=reason,
    )
    assert worked(brought.about).state == JobState.DONE
    brought.refresh_from_db()
    return brought


def undone(brought, actor=None):
    imports.ask_undoing(brought=brought, actor=actor or coordinator())
    assert worked(brought.about).state == JobState.DONE
    brought.refresh_from_db()
    return brought


def row_of(brought: BodyImport, line: int) -> BodyImportRow:
    return brought.rows.get(line=line)
