"""Work of the programme that nobody waits for."""

from multaqa.apps.programme import services
from multaqa.kernel.jobs import Running


def settle_queues(run: Running) -> None:
    """On the last day before a session, give what is free to whoever fits."""
    services.settle_all()
    with run.publishes():
        pass
