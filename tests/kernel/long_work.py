"""Work that a worker of the tests is given, by its dotted name."""

import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from uuid import uuid4

from django.utils.translation import gettext_lazy

from multaqa.kernel.models import Evidence
from multaqa.refusal import Refusal

SECRET_WORDS = "فاطمة 0661234567 fatima@example.ma"


def leave_effect(kind="effect"):
    Evidence.objects.create(seal=uuid4().hex, kind=kind, document="{}", sealed_at=datetime.now(UTC))


def effects():
    return Evidence.objects.filter(kind="effect").count()


def publish(job):
    job.tell("drawing", 0.5)
    with job.publishes():
        leave_effect()


def publish_nothing(job):
    job.tell("looking", 0.5)


def refuse(job):
    raise Refusal(
        "lottery.pool_too_small",
        people=3,
        share=Fraction(1, 3),
        on=datetime(2026, 11, 23, tzinfo=UTC).date(),
        said=gettext_lazy("Sign in"),
        among=["a", "b"],
    )


def break_down(job):
    leave_effect("half")
    try:
        int(SECRET_WORDS)
    except ValueError as error:
        raise RuntimeError(SECRET_WORDS) from error


def break_while_publishing(job):
    with job.publishes():
        leave_effect()
        raise RuntimeError(SECRET_WORDS)


def tell_for_ever(job):
    while True:
        job.tell("turning", 0.3)
        time.sleep(0.02)


def wait_at_the_gate(job, folder, where):
    """Come to the gate, at work or in the midst of publishing, and pass when it is open."""
    if where == "working":
        _wait(job, Path(folder))
    with job.publishes():
        leave_effect()
        if where == "publishing":
            _wait(None, Path(folder))


def _wait(job, folder):
    (folder / "arrived").touch()
    while not (folder / "open").exists():
        if job:
            job.tell("waiting at the gate", 0.5)
        time.sleep(0.02)


def always():
    return True


def never():
    return False
