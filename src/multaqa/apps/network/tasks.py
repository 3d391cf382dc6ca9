"""The network's long work."""

from multaqa.apps.network import services
from multaqa.apps.network.services import imports
from multaqa.kernel.jobs import Running


def deliver_invitations(job: Running) -> None:
    services.deliver_invitations(job=job)


def keep_up(job: Running) -> None:
    services.keep_up(job=job)


def read_import(job: Running, import_id: int) -> None:
    imports.read_import(job=job, import_id=import_id)


def check_import(job: Running, import_id: int) -> None:
    imports.check_import(job=job, import_id=import_id)


def apply_import(job: Running, import_id: int, actor_id: int) -> None:
    imports.apply_import(job=job, import_id=import_id, actor_id=actor_id)


def undo_import(job: Running, import_id: int, actor_id: int) -> None:
    imports.undo_import(job=job, import_id=import_id, actor_id=actor_id)
