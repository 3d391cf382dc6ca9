"""Work of the two days that nobody waits for."""

from multaqa.apps.attendance import services
from multaqa.kernel.jobs import Running


def make_certificate_file(run: Running, file_id: int) -> None:
    services.make_certificate_file(job=run, file_id=file_id)


def tidy(run: Running) -> None:
    """Forget files of certificates that are too old to be fetched."""
    services.forget_old_files()
    with run.publishes():
        pass
