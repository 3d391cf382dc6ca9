"""Work that is watched at its most delicate moment."""

from contextlib import contextmanager
from threading import Event

from multaqa.kernel import jobs


class Pausing(jobs.Running):
    """A worker that waits a moment between ending its job and keeping the result."""

    def __init__(self, job):
        super().__init__(jobs._claim(job.pk))
        self.has_ended = Event()

    @contextmanager
    def publishes(self):
        with super().publishes():
            self.has_ended.set()
            Event().wait(timeout=0.7)
            yield


def asked_while_published(together, worker, publish, ask):
    """Ask for the same work while it is being published; says how both ended."""

    def come_by():
        worker.has_ended.wait(timeout=30)
        return ask()

    return together(publish, come_by)
