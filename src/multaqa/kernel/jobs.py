"""Long work: progress, cancel, heartbeat and lease.

A job is a row. Whoever runs it holds a lease that a heartbeat renews; when the worker dies, the
lease runs out and the job is queued again. A result is published in one transaction that begins
with ``Running.publishes()``: a worker that lost its lease meanwhile publishes nothing.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from multaqa.kernel.faults import told
from multaqa.kernel.models import Job, JobState
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

ACTIVE = (JobState.WAITING, JobState.RUNNING)
BETWEEN_WORDS = 0.25  # seconds
LONGEST_STEP = 60


class Cancelled(Exception):
    """The job was asked to stop."""


class LeaseLost(Exception):
    """Another worker has taken the job up; this one must leave nothing behind."""


class Running:
    """A job in the hands of the worker that holds its lease."""

    def __init__(self, job: Job) -> None:
        self.job_id = job.pk
        self.lease = job.lease
        self._told_at = -BETWEEN_WORDS

    def _mine(self) -> partial[int]:
        return partial(
            Job.objects.filter(pk=self.job_id, lease=self.lease, state=JobState.RUNNING).update
        )

    def tell(self, step: str, fraction: float) -> None:
        """Show how far the work is; stops it with ``Cancelled`` when it was asked to stop.

        Called as often as an engine likes: at most four times a second reach the database.
        """
        now = time.monotonic()
        if now - self._told_at < BETWEEN_WORDS:
            return
        self._told_at = now
        if not self._mine()(step=step[:LONGEST_STEP], progress=min(max(0.0, fraction), 1.0)):
            raise LeaseLost
        if Job.objects.filter(pk=self.job_id, is_cancel_asked=True).exists():
            raise Cancelled

    @contextmanager
    def publishes(self) -> Iterator[None]:
        """One transaction that ends the job and keeps its result, or neither."""
        with transaction.atomic():
            ended = self._mine()(
                state=JobState.DONE, progress=1.0, ended_at=timezone.now(), lease=""
            )
            if not ended:
                raise LeaseLost
            if Job.objects.filter(pk=self.job_id, is_cancel_asked=True).exists():
                raise Cancelled
            yield

    def beat(self) -> bool:
        """Renew the lease; false when it is no longer ours."""
        return bool(self._mine()(lease_until=_lease_end()))


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def start(name: str, *arguments: int | str, about: str) -> Job:
    """Queue the work that the dotted ``name`` stands for, once for each thing it is ``about``.

    Refuses while work about the same thing is waiting or running.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                name=name, arguments=list(arguments), about=about, queued_at=timezone.now()
            )
    except IntegrityError:
        raise Refusal("job.already_running") from None
    transaction.on_commit(partial(_enqueue, job.pk))
    return job


def check_free(about: str) -> None:
    """Refuses while work about the same thing is waiting, running, or being published.

    For who holds what the work publishes into and then starts more of it: ``start`` alone would
    wait for the one that publishes, which waits for what is held.
    """
    if Job.objects.filter(about=about, state__in=ACTIVE).exists():
        raise Refusal("job.already_running")


def _enqueue(job_id: int) -> None:
    from multaqa.kernel.tasks import run_job  # noqa: PLC0415  the task imports this module

    run_job.enqueue(job_id)


def ask_cancel(job: Job) -> None:
    """Stop the job: at once when nobody runs it yet, else at its next word."""
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
        if not waiting.update(state=JobState.CANCELLED, ended_at=timezone.now()):
            # Waiting again by now, if it was taken up and its worker died: the wish still holds.
            Job.objects.filter(pk=job.pk, state__in=ACTIVE).update(is_cancel_asked=True)


def last_about(about: str) -> Job | None:
    return Job.objects.filter(about=about).order_by("-pk").first()


def run(job_id: int) -> None:
    """Take the job's lease and run it to its end; does nothing when another holds it.

    Work that publishes nothing is done when it returns.
    """
    job = _claim(job_id)
    if job is None:
        return
    running = Running(job)
    with _heartbeat(running):
        try:
            work: Callable[..., None] = import_string(job.name)
            work(running, *job.arguments)
        except Cancelled:
            _end(running, JobState.CANCELLED)
        except LeaseLost:
            log.warning("job %s lost its lease", job_id)
        except Refusal as refusal:
            _end(running, JobState.FAILED, refusal.code, refusal.facts)
        except Exception as error:  # whatever it is, the job ends and says so
            log.error("job %s failed: %s", job_id, told(error))
            _end(running, JobState.FAILED, "job.fault")
        else:
            _end(running, JobState.DONE)


def _claim(job_id: int) -> Job | None:
    free = Q(state=JobState.WAITING) | Q(
        state=JobState.RUNNING,
        lease_until__lt=timezone.now(),
        attempt_count__lt=settings.JOB_ATTEMPTS,
    )
    lease = uuid4().hex
    taken = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING,
        lease=lease,
        lease_until=_lease_end(),
        started_at=timezone.now(),
        attempt_count=F("attempt_count") + 1,
        progress=0.0,
        step="",
    )
    return Job.objects.get(pk=job_id) if taken else None


def _end(
    running: Running, state: JobState, code: str = "", facts: dict[str, object] | None = None
) -> None:
    ended: dict[str, Any] = {
        "state": state,
        "refusal_code": code,
        "refusal_facts": {name: _storable(fact) for name, fact in (facts or {}).items()},
        "ended_at": timezone.now(),
        "lease": "",
    }
    if state == JobState.DONE:
        ended["progress"] = 1.0
    Job.objects.filter(pk=running.job_id, lease=running.lease, state=JobState.RUNNING).update(
        **ended
    )


def _storable(fact: object) -> object:
    """A fact as JSON keeps it: a date, a fraction or a phrase becomes its text."""
    try:
        json.dumps(fact, allow_nan=False)
    except (TypeError, ValueError):
        return str(fact)
    return fact


@contextmanager
def _heartbeat(running: Running) -> Iterator[None]:
    over = Event()

    def beat() -> None:
        while not over.wait(settings.JOB_LEASE_SECONDS / 3):
            try:
                if not running.beat():
                    break
            except Exception as error:  # the next beat may be luckier
                log.warning("heartbeat of job %s missed: %s", running.job_id, told(error))
                connection.close()
        connection.close()

    thread = Thread(target=beat, name=f"heartbeat-{running.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def revive() -> int:
    """Queue again every job whose worker died; end one that died too often, or was cancelled.

    Also a job that waits longer than a lease: its place in the queue was lost with its worker.
    """
    now = timezone.now()
    expired = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    expired.filter(is_cancel_asked=True).update(state=JobState.CANCELLED, ended_at=now, lease="")
    expired.filter(attempt_count__gte=settings.JOB_ATTEMPTS).update(
        state=JobState.FAILED, refusal_code="job.died", ended_at=now, lease=""
    )
    revived = 0
    lost = Q(state=JobState.RUNNING, lease_until__lt=now) | Q(
        state=JobState.WAITING, queued_at__lt=now - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    )
    for job_id in list(Job.objects.filter(lost).values_list("pk", flat=True)):
        if Job.objects.filter(lost, pk=job_id).update(
            state=JobState.WAITING, lease="", lease_until=None, queued_at=now
        ):
            _enqueue(job_id)
            revived += 1
    return revived
