"""The accounts' long work."""

from multaqa.apps.accounts import services
from multaqa.kernel.jobs import Running


def deliver_notices(job: Running) -> None:
    services.deliver_notices(job=job)


def send_digests(job: Running) -> None:
    services.send_digests(job=job)
