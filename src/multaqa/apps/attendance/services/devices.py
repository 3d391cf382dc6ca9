"""Devices: added, paired once, rehearsing, revoked."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import Device, Scan
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Room
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

LINK_HOURS = 48
_signer = Signer(salt="attendance.device")


def link_token(device: Device) -> str:
    """What its pairing link says: the mark, and our signature, which is kept nowhere."""
    return _signer.sign(device.link_mark)


def key_mark(key: str) -> str:
    return sha256(key.encode()).hexdigest()


@transaction.atomic
def add_device(*, edition: Edition, actor: User, label: str, room: Room | None = None) -> Device:
    """A device waits to be paired by its link, for two days."""
    require(rules.can_run_door(actor))
    if room is not None and room.edition_id != edition.pk:
        raise Refusal("device.room_elsewhere")
    return Device.objects.create(
        edition=edition,
        label=label,
        room=room,
        added_by=actor,
        link_mark=token_hex(16),
        link_until=timezone.now() + timedelta(hours=LINK_HOURS),
    )


@transaction.atomic
def renew_link(*, device: Device, actor: User) -> Device:
    """The link of a device that nobody paired yet is another one now, for two days."""
    require(rules.can_run_door(actor))
    device = _held(device)
    if device.is_revoked:
        raise Refusal("device.revoked")
    if device.is_paired:
        raise Refusal("device.paired")
    device.link_mark = token_hex(16)
    device.link_until = timezone.now() + timedelta(hours=LINK_HOURS)
    device.save(update_fields=["link_mark", "link_until"])
    return device


def device_of_link(token: str) -> Device:
    """The device that a link was given for, whatever became of it since."""
    try:
        mark = _signer.unsign(token)
    except BadSignature:
        raise Refusal("device.link_unknown") from None
    device = Device.objects.select_related("edition", "room").filter(link_mark=mark).first()
    if device is None:
        raise Refusal("device.link_unknown")
    return device


@transaction.atomic
def pair_device(*, token: str, former: Device | None = None) -> tuple[Device, str]:
    """The phone that used the link first holds the device's key; the link is spent.

    ``former`` is what that phone was till now: what it read as that one stays that one's.
    """
    device = _held(device_of_link(token))
    now = timezone.now()
    if device.is_revoked:
        raise Refusal("device.revoked")
    if device.is_paired:
        raise Refusal("device.link_used")
    if now > device.link_until:
        raise Refusal("device.link_late")
    if timezone.localdate() > device.works_until:
        raise Refusal("device.over")
    key = token_urlsafe(32)
    device.key_mark, device.paired_at = key_mark(key), now
    device.former = former
    device.save(update_fields=["key_mark", "paired_at", "former"])
    return device, key


@transaction.atomic
def revoke_device(*, device: Device, actor: User) -> Device:
    """Its key opens nothing any more: at its next word it is told, and wipes its list."""
    require(rules.can_run_door(actor))
    device = _held(device)
    if not device.is_revoked:
        device.revoked_at = timezone.now()
        device.save(update_fields=["revoked_at"])
    return device


@transaction.atomic
def rehearse(*, device: Device, actor: User, is_on: bool) -> Device:
    """From now on what it reads is a rehearsal, or counts."""
    require(rules.can_run_door(actor))
    device = _held(device)
    device.is_rehearsing = is_on
    device.save(update_fields=["is_rehearsing"])
    return device


@transaction.atomic
def clear_rehearsal(*, device: Device, actor: User) -> int:
    """Its rehearsed scans are gone here, and at its next word there; says how many they were."""
    require(rules.can_run_door(actor))
    device = _held(device)
    count, _by_model = Scan.objects.filter(device=device, is_rehearsal=True).delete()
    device.epoch += 1
    device.save(update_fields=["epoch"])
    return count


def _held(device: Device) -> Device:
    found = Device.objects.select_for_update(of=("self",)).select_related("edition", "room")
    return found.get(pk=device.pk)
