"""What came of a scan, in words and for a device."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from multaqa.apps.attendance.models import CheckIn, Scan
from multaqa.apps.attendance.queries.door import milliseconds

IN, AGAIN, UNDONE = "in", "again", "undone"


def answers(scans: Mapping[UUID, Scan]) -> list[dict[str, Any]]:
    """For each scan: in by it, already in by another (when, by which device), or why not."""
    entries = _entries(scans.values())
    return [answer(one, entries.get(_key(one))) for one in scans.values()]


def answer(scan: Scan, entry: CheckIn | None) -> dict[str, Any]:
    told: dict[str, Any] = {"id": str(scan.uuid), "outcome": scan.outcome}
    if scan.undone_at is not None:
        return told | {"outcome": UNDONE}
    if scan.is_rehearsal:
        return told | {"rehearsal": True}
    if scan.outcome == Scan.Outcome.TAKEN and entry is not None:
        if entry.scan_id == scan.pk:
            return told | {"outcome": IN}
        label = entry.scan.device.label if entry.scan.device else ""
        return told | {"outcome": AGAIN, "at": milliseconds(entry.at), "by": label}
    return told


def entry_of(scan: Scan) -> CheckIn | None:
    """The check-in of the scan's person at its place, whichever scan made it."""
    return _entries([scan]).get(_key(scan))


def _key(scan: Scan) -> tuple[int | None, int | None, object]:
    day = timezone.localtime(scan.at).date() if scan.session_id is None else None
    return (scan.badge_id, scan.session_id, day)


def _entries(scans: Iterable[Scan]) -> dict[tuple[int | None, int | None, object], CheckIn]:
    badges = {one.badge_id for one in scans if one.badge_id}
    found = CheckIn.objects.filter(badge__in=badges).select_related("scan__device")
    return {
        (one.badge_id, one.session_id, one.day if one.session_id is None else None): one
        for one in found
    }
