"""The forum's long work."""

from multaqa.apps.forum import services
from multaqa.kernel.jobs import Running


def compute(job: Running, draw_id: int, revision: int) -> None:
    services.compute_draw(job=job, draw_id=draw_id, revision=revision)


def deliver(job: Running) -> None:
    services.deliver_queue(job=job)


def send_mailing(job: Running, mailing_id: int) -> None:
    services.send_mailing(job=job, mailing_id=mailing_id)


def seal_replacement(
    job: Running, draw_id: int, value_source: str, value_count: int, known_at: str
) -> None:
    services.seal_replacement(
        job=job,
        draw_id=draw_id,
        value_source=value_source,
        value_count=value_count,
        known_at=known_at,
    )


def deliver_letters(job: Running) -> None:
    services.deliver_letters(job=job)
