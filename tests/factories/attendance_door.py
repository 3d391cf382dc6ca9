"""What stands at a door: a device, badges, and what a phone sends."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from multaqa.apps.attendance import services
from multaqa.apps.attendance.models import CheckIn


def reading(badge, *, at=None, uuid=None, session=None, is_forced=False):
    return services.Reading(uuid or uuid4(), badge.code, at or timezone.now(), session, is_forced)


def taken(device, *readings, undone=(), told_now=None):
    """What a device sends now, its clock being right unless it says otherwise."""
    return services.take_scans(
        device=device, readings=readings, undone=undone, told_now=told_now or timezone.now()
    )


def present(edition):
    """Who is in at the door, by what: comparable however it came about."""
    rows = CheckIn.objects.filter(edition=edition)
    return {(one.badge_id, one.session_id, one.day, one.scan.uuid) for one in rows}


def ago(**span):
    return timezone.now() - timedelta(**span)
