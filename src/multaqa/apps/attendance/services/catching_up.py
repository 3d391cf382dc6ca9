"""A device catches up: what it read comes in, and it is known when it was last heard of."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from multaqa.apps.attendance.models import Device, Scan
from multaqa.apps.attendance.queries.door import devices_before
from multaqa.apps.attendance.services.scanning import Reading, Undoing, take_scans
from multaqa.refusal import Refusal

OFTEN = timedelta(seconds=30)  # no need to write more often that a device is there


def catch_up(
    *,
    device: Device,
    readings: Sequence[Reading],
    undone: Sequence[Undoing],
    told_now: datetime,
    waiting: int,
) -> dict[UUID, Scan]:
    """What it read is taken; when it was heard of, and how much it still holds, is kept.

    What the phone read while it was another device, before it was paired anew, is that device's;
    nothing of it is taken where that one was revoked, or is over, or was never this phone.
    """
    kept: dict[UUID, Scan] = {}
    for one in _owners(device, readings, undone):
        try:
            taken = take_scans(
                device=one,
                readings=[each for each in readings if (each.device or device.pk) == one.pk],
                undone=[each for each in undone if (each.device or device.pk) == one.pk],
                told_now=told_now,
            )
        except Refusal:
            if one.pk == device.pk:
                raise
        else:
            kept |= {uuid: scan for uuid, scan in taken.items() if scan.device_id == one.pk}
    _hear(device, max(waiting - len(readings) - len(undone), 0), has_brought=bool(kept))
    return kept


def _owners(
    device: Device, readings: Sequence[Reading], undone: Sequence[Undoing]
) -> Iterator[Device]:
    """The devices that read what was sent, as far as this phone was them."""
    told = [one.device for one in readings] + [one.device for one in undone]
    named = {key or device.pk for key in told}
    if device.pk in named:
        yield device
    if named - {device.pk}:
        today = timezone.localdate()
        for one in devices_before(device):
            if one.pk in named and today <= one.works_until:
                yield one


@transaction.atomic
def _hear(device: Device, left: int, *, has_brought: bool) -> None:
    now = timezone.now()
    is_news = has_brought or left != device.waiting_count
    if is_news or device.seen_at is None or now - device.seen_at > OFTEN:
        Device.objects.filter(pk=device.pk).update(seen_at=now, waiting_count=left)
