"""The budget's long work, as workers run it."""

from multaqa.apps.budget import services
from multaqa.kernel.jobs import Running


def close_due(job: Running) -> None:
    """As soon as it is: close the rounds whose time is over."""
    services.close_due()


def tell_of_rounds(job: Running) -> None:
    """Once a day: tell those who may vote what opened, and what closes soon."""
    services.tell_of_rounds()


def count(job: Running, round_id: int) -> None:
    """Count a closed round, and publish its result."""
    services.count_round(job=job, round_id=round_id)


def rehearse(job: Running, rehearsal_id: int) -> None:
    services.rehearse(job=job, rehearsal_id=rehearsal_id)


def bring_round(job: Running, file_id: int) -> None:
    services.bring_round(job=job, file_id=file_id)
