"""``multaqa serve``: the site and its worker, together, from one command."""

import os
import signal
import subprocess
import sys
from threading import Event, Thread
from typing import Annotated

import typer

RESTART_AFTER = 1.0  # seconds: a worker that dies at once must not spin
PATIENCE = 10  # seconds that a worker has to put its work down


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer requests.")] = 1,
    threads: Annotated[int, typer.Option(help="Requests each process answers at once.")] = 4,
    is_prepared_only: Annotated[
        bool, typer.Option("--prepare-only", help="Prepare, and do not serve.")
    ] = False,
) -> None:
    """Prepare the database and the static files, then serve the site and run its jobs."""
    os.environ.setdefault("MULTAQA_ORIGIN", f"http://{host}:{port}")
    from multaqa.cli.django_start import start_django

    start_django()
    typer.echo("")
    sys.stdout.flush()
    _prepare()
    if is_prepared_only:
        return
    typer.echo(f"\n  Open {os.environ['MULTAQA_ORIGIN']}/\n")
    sys.stdout.flush()
    over = Event()
    keeper = Thread(target=_keep_worker, args=(over,), name="worker-keeper", daemon=True)
    keeper.start()
    try:
        _serve(host, port, workers, threads)
    finally:
        over.set()
        keeper.join(timeout=PATIENCE + 5)


def _prepare() -> None:
    """Prepare in a process of its own.

    Those that answer are forked from this one. Had it made a paper of the demonstration, they would
    inherit typst without its threads, and wait for ever at the first PDF; had it opened the
    database, two of them would read each other's answers.
    """
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        done = subprocess.run([sys.executable, "-m", "django", "prepare_site"], check=False)
    finally:
        signal.signal(signal.SIGTERM, before)
    if done.returncode:
        raise typer.Exit(done.returncode)


def _keep_worker(over: Event) -> None:
    """Start the worker again whenever it ends before we do."""
    command = [sys.executable, "-m", "django", "run_jobs"]
    while not over.is_set():
        worker = subprocess.Popen(command)  # noqa: S603  our own command
        while worker.poll() is None and not over.wait(0.5):
            pass
        if worker.poll() is not None:
            over.wait(RESTART_AFTER)
            continue
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()


def _serve(host: str, port: int, workers: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "multaqa.portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
