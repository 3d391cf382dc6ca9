"""What is to be done every day, whoever comes by or not: woken by the worker, once a day each.

An app names its daily work in ``daily`` on its config, as ``jobs.start`` takes it. It is begun in
the hours in which people may be written to; a day on which no worker ran in these is left out, so
what the work does must follow from what is kept, not from how often it was done.
"""

from django.conf import settings
from django.utils import timezone

from multaqa.kernel import house, jobs
from multaqa.kernel.models import Job
from multaqa.refusal import Refusal

LAST_HOUR = 19


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
        if Job.objects.filter(about=about).exists():
            continue
        try:
            jobs.start(name, about=about)
        except Refusal:  # another worker was first
            continue
        begun += 1
    return begun
