"""``multaqa serve``: the site and its worker, together, from one command."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import typer

RESTART_AFTER = 1.0  # seconds: a worker that dies at once must not spin


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer requests.")] = 1,
    threads: Annotated[int, typer.Option(help="Requests each process answers at once.")] = 4,
    proceed: Annotated[
        bool, typer.Option("--serve/--prepare", help="Serve, or only prepare and stop.")
    ] = True,
) -> None:
    """Prepare the database and the static files, then serve the site and run its jobs."""
    os.environ.setdefault("MULTAQA_ORIGIN", f"http://{host}:{port}")
    from multaqa.cli.django_start import start_django

    start_django()
    _prepare()
    if not proceed:
        return
    _greet(host, port)
    over = Event()
    keeper = Thread(target=_keep_worker, args=(over,), name="worker-keeper", daemon=True)
    keeper.start()
    try:
        _serve(host, port, workers, threads)
    finally:
        over.set()
        keeper.join(timeout=15)


def _prepare() -> None:
    """Bring tables, cache and static files up to date; a quick look when they are."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    settings.HOME.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    stamp = settings.STATIC_ROOT / ".stamp"
    version = _static_version()
    if not stamp.exists() or stamp.read_text() != version:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(version)
    if settings.DEMONSTRATION:
        from multaqa.portal.demonstration.village import build_if_empty

        build_if_empty()


def _static_version() -> str:
    """What the static files were collected from: the newest of ours, and the libraries."""
    from django.contrib.staticfiles.finders import get_finders

    import multaqa

    files = [
        Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([])
    ]
    newest = max(file.stat().st_mtime_ns for file in files)
    return f"{multaqa.__file__} {len(files)} {newest}"


def _greet(host: str, port: int) -> None:
    from django.conf import settings

    typer.echo(f"\n  {settings.ORIGIN}/   (on this machine: http://{host}:{port}/)\n")
    if settings.DEMONSTRATION:
        from multaqa.portal.demonstration.village import SIGN_INS

        typer.echo("  A demonstration: people and bodies are invented, nothing is sent out.")
        typer.echo("  Sign in with one click at /sign-in/, or by a code written to var/outbox:")
        for role, contact in SIGN_INS:
            typer.echo(f"    {role:<12} {contact}")
        typer.echo("")
    sys.stdout.flush()


def _keep_worker(over: Event) -> None:
    """Start the worker again whenever it ends before we do."""
    command = [sys.executable, "-m", "django", "run_jobs"]
    while not over.is_set():
        worker = subprocess.Popen(command)  # noqa: S603  our own command
        while worker.poll() is None and not over.wait(0.5):
            pass
        if worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
            try:
                worker.wait(timeout=10)
            except subprocess.TimeoutExpired:
                worker.kill()
        else:
            over.wait(RESTART_AFTER)


def _serve(host: str, port: int, workers: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "multaqa.portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()
