"""What is to be done whether somebody comes by or not: woken by the worker, each in its time.

An app names its daily work in ``daily`` on its config, as ``jobs.start`` takes it. It is begun in
the hours in which people may be written to; a day on which no worker ran in these is left out, so
what the work does must follow from what is kept, not from how often it was done.

What ends at a moment that somebody set is named in ``due``, with the question whether it has come:
it is asked several times a minute, at night too, so it has to cost one small query.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from multaqa.kernel import house, jobs
from multaqa.kernel.models import Job, JobState
from multaqa.refusal import Refusal

LAST_HOUR = 19
AFTER_A_FAULT = timedelta(minutes=10)  # work that fails is not begun again at once


def wake() -> int:
    """Begin what has not been begun today, if the hour has come; says how many."""
    now = timezone.localtime()
    if not settings.DAILY_HOUR <= now.hour <= LAST_HOUR:
        return 0
    return begin(now.date().isoformat())


def begin(today: str) -> int:
    """Begin what has not been begun under this day; says how many."""
    begun = 0
    for name in house.DAILY:
        about = f"daily:{name}:{today}"
        if not Job.objects.filter(about=about).exists():
            begun += _is_begun(name, about)
    return begun


def look() -> int:
    """Begin the work whose moment has come, unless it is under way; says how many."""
    begun, lately = 0, timezone.now() - AFTER_A_FAULT
    for name, is_due in house.DUE.items():
        about = f"due:{name}"
        failed = Job.objects.filter(about=about, state=JobState.FAILED, ended_at__gt=lately)
        if import_string(is_due)() and not failed.exists():
            begun += _is_begun(name, about)
    return begun


def _is_begun(name: str, about: str) -> bool:
    try:
        jobs.start(name, about=about)
    except Refusal:  # another worker was first, or it is under way
        return False
    return True
