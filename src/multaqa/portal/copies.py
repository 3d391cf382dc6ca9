"""The copy of all one's data: asked for, made by a job, fetched for some days, then forgotten."""

import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import DataCopy, User
from multaqa.kernel import jobs
from multaqa.portal import me
from multaqa.ui import dates

MAKE = "multaqa.portal.copies.make"
README_LANGUAGES = ("ar", "fr")
FORMAT = "multaqa-person/1"


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "copies"


def place_of(copy: DataCopy) -> Path:
    return folder() / copy.file_name


@transaction.atomic
def ask_copy(*, user: User) -> DataCopy:
    """Have a copy made; one at a time: refuses while another is being made."""
    copy = DataCopy.objects.create(user=user)
    jobs.start(MAKE, copy.pk, about=copy.about)
    return copy


def copies_of(user: User) -> list[DataCopy]:
    """Those that can still be fetched, the newest first."""
    since = timezone.now() - timedelta(days=settings.COPY_DAYS)
    return list(DataCopy.objects.filter(user=user, made_at__gt=since))


def make(job: jobs.Running, copy_id: int) -> None:
    """Write the archive beside its place, then put it there: nobody fetches half of one."""
    copy = DataCopy.objects.select_related("user").get(pk=copy_id)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place_of(copy).with_suffix(".draft")
    try:
        rows = _write(draft, copy.user, job)
        with job.publishes():
            DataCopy.objects.filter(pk=copy.pk).update(
                made_at=timezone.now(), byte_count=draft.stat().st_size, row_count=rows
            )
            draft.rename(place_of(copy))
    finally:
        draft.unlink(missing_ok=True)


def _write(place: Path, user: User, job: jobs.Running) -> int:
    tables: dict[str, me.Tables] = {}
    for at, export_of in enumerate(me.EXPORTS):
        job.tell("copy.reading", at / (len(me.EXPORTS) + 1))
        app = export_of.__module__.split(".")[2]
        tables[app] = export_of(user)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = {"format": FORMAT, "made_at": timezone.now().isoformat(), "apps": tables}
        archive.writestr("data.json", _json(whole))
        for app, of_app in tables.items():
            for name, rows in of_app.items():
                archive.writestr(f"{app}/{name}.json", _json(rows))
        names = set()
        for files_of in me.FILES:
            for name, path in files_of(user):
                if path.is_file() and name not in names:
                    archive.write(path, f"files/{name}")
                    names.add(name)
        for language in README_LANGUAGES:
            with override(language):
                archive.writestr(f"README-{language}.txt", _readme(user, tables, sorted(names)))
    return sum(len(rows) for of_app in tables.values() for rows in of_app.values())


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)


def _readme(user: User, tables: Mapping[str, me.Tables], names: list[str]) -> str:
    """What is in the archive, for whoever opens it without knowing what JSON is."""
    lines = [
        _("A copy of all that %(site)s holds about you") % {"site": settings.SITE_NAME},
        dates.moment(timezone.now()),
        "",
        _(
            "data.json holds everything in one file that a programme can read. The same stands in "
            "one file for each table, in the folders, as listed here with the number of rows. Any "
            "text editor opens them."
        ),
        _(
            "Where you did something to what belongs to others, your copy says that it was you and "
            "when, and leaves out what it tells of them. Passwords and secrets cannot be copied."
        ),
        "",
    ]
    for app, of_app in tables.items():
        for name, rows in of_app.items():
            lines.append(f"{app}/{name}.json — {_titled(name)}: {len(rows)}")
    if names:
        lines += ["", _("Files:"), *(f"files/{name}" for name in names)]
    lines += ["", _("Why each is kept, and for how long, stands on the site: “My space”.")]
    return "\r\n".join(lines) + "\r\n"


def _titled(name: str) -> str:
    """What a table is called, in the reader's language."""
    for model in apps.get_models():
        is_ours = model.__module__.startswith("multaqa.")
        if model._meta.model_name == name and is_ours:
            return str(model._meta.verbose_name_plural)
    return _("second steps of signing in") if name == "authenticator" else name


def forget_old() -> None:
    """Forget copies that are too old to be fetched, and files that nobody is left to fetch."""
    since = timezone.now() - timedelta(days=settings.COPY_DAYS)
    DataCopy.objects.filter(asked_at__lt=since).delete()
    kept = set(DataCopy.objects.values_list("file_name", flat=True))
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    for path in folder().glob("*"):
        is_left = path.suffix == ".draft" and path.stat().st_mtime < yesterday
        if is_left or (path.suffix == ".zip" and path.name not in kept):
            path.unlink(missing_ok=True)
