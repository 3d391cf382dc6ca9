"""Workers as processes of their own, one of them killed without a word."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from tests.database import database_url
from tests.kernel import long_work

ROOT = Path(__file__).parents[2]
PATIENCE = 40  # seconds before a test gives up; it never waits so long


@pytest.fixture
def worker(transactional_db, tmp_path):
    """Starts ``run_jobs`` on the test database; whatever still runs at the end is killed."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "multaqa.portal.settings",
        "DATABASE_URL": database_url(),
        "MULTAQA_HOME": str(settings.HOME),
        "MULTAQA_MODE": "demonstration",
        "MULTAQA_JOB_LEASE_SECONDS": "1",
        "MULTAQA_WAKES_DAILY": "0",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    begun = []

    def begin(*options):
        log = (tmp_path / f"worker-{len(begun)}.log").open("wb")
        command = [sys.executable, "-m", "django", "run_jobs", *options]
        begun.append(
            subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
        )
        log.close()
        return begun[-1]

    yield begin
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.wait()


def until(happens, *processes):
    ends = time.monotonic() + PATIENCE
    while not (found := happens()):
        assert time.monotonic() < ends
        assert all(process.poll() is None for process in processes)
        time.sleep(0.05)
    return found


def is_done(job):
    return Job.objects.filter(pk=job.pk, state=JobState.DONE).exists()


@pytest.mark.parametrize("where", ["working", "publishing"])
def test_killed_worker_leaves_its_job_to_the_next(worker, tmp_path, where):
    gate = tmp_path / "gate"
    gate.mkdir()
    name = "tests.kernel.long_work.wait_at_the_gate"
    job = jobs.start(name, str(gate), where, about="draw 1")

    first = worker()
    until((gate / "arrived").exists, first)
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.state, job.attempt_count) == (JobState.RUNNING, 1)
    assert long_work.effects() == 0

    (gate / "open").touch()
    second = worker()
    until(lambda: is_done(job), second)
    job.refresh_from_db()
    assert (job.attempt_count, job.lease, job.progress) == (2, "", 1.0)
    assert long_work.effects() == 1

    second.terminate()
    assert second.wait(timeout=PATIENCE) == 0
    assert long_work.effects() == 1


def test_two_workers_run_a_job_once(worker):
    job = jobs.start("tests.kernel.long_work.publish", about="draw 1")
    both = [worker("--once"), worker("--once")]
    assert [process.wait(timeout=PATIENCE) for process in both] == [0, 0]
    job.refresh_from_db()
    assert (job.state, job.attempt_count, long_work.effects()) == (JobState.DONE, 1, 1)


def test_a_worker_forgets_visits_that_are_over_and_limits_that_no_longer_hold(worker):
    for seconds in (-5, 600):
        Session.objects.create(
            session_key=f"visit{seconds}", expire_date=timezone.now() + timedelta(seconds=seconds)
        )
        cache.set(f"limit{seconds}", [1.0], timeout=600)
    with connection.cursor() as cursor:
        long_ago = connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(hours=1))
        cursor.execute(
            "UPDATE kernel_cache SET expires = %s WHERE cache_key LIKE %s", [long_ago, "%limit-5"]
        )
    assert kept_limits() == {":1:limit-5", ":1:limit600"}
    process = worker()
    until(lambda: Session.objects.count() == 1 and len(kept_limits()) == 1, process)
    assert Session.objects.get().session_key == "visit600"
    assert kept_limits() == {":1:limit600"}


def kept_limits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM kernel_cache WHERE cache_key LIKE %s", ["%limit%"])
        return {key for (key,) in cursor.fetchall()}


def test_stopped_worker_ends_what_it_began(worker, tmp_path):
    """A polite stop (SIGTERM) waits for the work in hand, and takes no other."""
    job = jobs.start(
        "tests.kernel.long_work.wait_at_the_gate", str(tmp_path), "working", about="draw 1"
    )
    other = jobs.start("tests.kernel.long_work.publish", about="draw 2")
    process = worker()
    until((tmp_path / "arrived").exists, process)
    process.terminate()
    (tmp_path / "open").touch()
    assert process.wait(timeout=PATIENCE) == 0
    assert is_done(job)
    assert not is_done(other)
