"""The worker: takes jobs from the queue, and takes up those whose worker died."""

import logging
from argparse import ArgumentParser
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from multaqa.kernel import clock, jobs, leftovers, secrets
from multaqa.kernel.faults import told

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run queued jobs until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when the queue is empty")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        secrets.keep_to_ourselves()
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0.3,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=uuid4().hex,
        )
        jobs.revive()
        if once:
            worker.run()
            return
        worker.configure_signals()
        over = Event()
        Thread(target=_keep_reviving, args=(over,), name="revive", daemon=True).start()
        try:
            worker.run()
        finally:
            over.set()


def _keep_reviving(over: Event) -> None:
    """Look for lost jobs and for what is due; at the start and then hourly forget what is over, and
    wake the day's.
    """
    forgot_at = None
    while not over.wait(settings.JOB_LEASE_SECONDS / 2):
        try:
            jobs.revive()
            if settings.WAKES_DAILY:
                clock.look()
            if forgot_at != (hour := timezone.now().replace(minute=0, second=0, microsecond=0)):
                _forget()
                if settings.WAKES_DAILY:
                    clock.wake()
                forgot_at = hour
        except Exception as error:  # the next round may be luckier
            log.warning("could not look for lost jobs: %s", told(error))
        finally:
            connection.close()


def _forget() -> None:
    """Forget visits that are over, limits that no longer hold, and what the queue has done.

    Each sign-in that was begun stands in a visit and, as a fingerprint, in the limits that count
    it; the cache alone would keep those until it is full.
    """
    call_command("prune_db_task_results", "--queue-name=*", min_age_days=1, verbosity=0)
    call_command("clearsessions")
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608  our own name
    leftovers.wipe()
