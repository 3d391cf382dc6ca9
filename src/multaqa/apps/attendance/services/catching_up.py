"""A device catches up: what it read comes in, and it is known when it was last heard of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from multaqa.apps.attendance.models import Device, Scan
from multaqa.apps.attendance.services.scanning import Reading, Undoing, take_scans

OFTEN = timedelta(seconds=30)  # no need to write more often that a device is there


@transaction.atomic
def catch_up(
    *,
    device: Device,
    readings: Sequence[Reading],
    undone: Sequence[Undoing],
    told_now: datetime,
    waiting: int,
) -> dict[UUID, Scan]:
    """What it read is taken; when it was heard of, and how much it still holds, is kept."""
    kept: dict[UUID, Scan] = {}
    if readings or undone:
        kept = take_scans(device=device, readings=readings, undone=undone, told_now=told_now)
    now = timezone.now()
    left = max(waiting - len(readings) - len(undone), 0)
    if (
        kept
        or left != device.waiting_count
        or device.seen_at is None
        or now - device.seen_at > OFTEN
    ):
        Device.objects.filter(pk=device.pk).update(seen_at=now, waiting_count=left)
    return kept
