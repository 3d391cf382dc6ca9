"""Bringing an instance up to date before it serves: tables, cache, static files."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from multaqa.kernel import secrets


def prepare() -> None:
    """Bring everything up to date; only a quick look when it already is."""
    secrets.keep_to_ourselves()
    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (settings.HOME, *settings.HOME.glob("multaqa.sqlite3*")):
        secrets.close(path)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    stamp = settings.STATIC_ROOT / ".stamp"
    version = _static_version()
    if not stamp.exists() or stamp.read_text() != version:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(version)


def _static_version() -> str:
    """What the static files are collected from: where they lie, how many, and the newest."""
    files = [
        Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([])
    ]
    newest = max(file.stat().st_mtime_ns for file in files)
    return f"{files[0]} {len(files)} {newest}"
