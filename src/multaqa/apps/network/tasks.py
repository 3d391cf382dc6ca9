"""The network's long work."""

from multaqa.apps.network import services
from multaqa.kernel.jobs import Running


def deliver_invitations(job: Running) -> None:
    services.deliver_invitations(job=job)


def keep_up(job: Running) -> None:
    services.keep_up(job=job)
