"""The forum's long work."""

from multaqa.apps.forum import services
from multaqa.kernel.jobs import Running


def compute(job: Running, draw_id: int, revision: int) -> None:
    services.compute_draw(job=job, draw_id=draw_id, revision=revision)
