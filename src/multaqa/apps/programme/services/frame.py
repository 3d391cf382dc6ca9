"""The frame of a programme: tracks, rooms, slots, speakers, interpreters."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import rules
from multaqa.apps.programme.models import (
    Interpreter,
    Programme,
    Room,
    Session,
    Slot,
    Speaker,
    Track,
    Unavailability,
)
from multaqa.apps.programme.services.forgetting import leave_out_of_versions
from multaqa.apps.programme.services.queue import one_at_a_time, settle
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

Piece = TypeVar("Piece", Track, Room, Slot, Speaker, Interpreter)
Span = tuple[datetime, datetime]


def _save(piece: Piece, actor: Visitor, fields: dict[str, Any]) -> Piece:
    require(rules.can_plan(actor))
    one_at_a_time(piece.edition_id)
    for name, value in fields.items():
        setattr(piece, name, value)
    try:
        with transaction.atomic():
            piece.save()
    except IntegrityError:
        raise Refusal("programme.already_there") from None
    return piece


@transaction.atomic
def save_track(*, track: Track, actor: Visitor, **fields: Any) -> Track:
    """Add a track, or change it; refuses an address that another one has."""
    return _save(track, actor, fields)


@transaction.atomic
def save_room(*, room: Room, actor: Visitor, **fields: Any) -> Room:
    """Add a room, or change it; where it now holds more, those who wait come in."""
    saved = _save(room, actor, fields)
    for session in Session.objects.filter(room=saved, is_signup_open=True):
        settle(session)
    return saved


@transaction.atomic
def save_slot(*, slot: Slot, actor: Visitor, **fields: Any) -> Slot:
    """Add a slot, or change it; sessions keep the times that they were given."""
    return _save(slot, actor, fields)


@transaction.atomic
def frame_slots(*, edition: Edition, actor: Visitor, spans: Iterable[Span]) -> int:
    """Add several slots at once, leaving out those that are there; says how many are new."""
    require(rules.can_plan(actor))
    one_at_a_time(edition.pk)
    there = set(edition.slots.values_list("starts_at", "ends_at"))
    new = [span for span in dict.fromkeys(spans) if span not in there]
    Slot.objects.bulk_create(
        [Slot(edition=edition, starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in new]
    )
    return len(new)


@transaction.atomic
def save_speaker(
    *,
    speaker: Speaker,
    actor: Visitor,
    away: Iterable[Span] | None = None,
    **fields: Any,
) -> Speaker:
    """Add a speaker, or change them, and when they cannot be there.

    A name that is no longer to be public leaves every version at once.
    """
    was_public = bool(speaker.pk and speaker.has_consented)
    saved = _save(speaker, actor, fields)
    if away is not None:
        saved.unavailabilities.all().delete()
        Unavailability.objects.bulk_create(
            [Unavailability(speaker=saved, starts_at=first, ends_at=last) for first, last in away]
        )
    if was_public and not saved.has_consented:
        leave_out_of_versions([saved])
    return saved


@transaction.atomic
def save_interpreter(*, interpreter: Interpreter, actor: Visitor, **fields: Any) -> Interpreter:
    return _save(interpreter, actor, fields)


@transaction.atomic
def remove_piece(*, piece: Model, actor: Visitor) -> None:
    """Remove a track, room, slot, speaker or interpreter that no session uses.

    A speaker's name leaves every version: nobody could take it back later. Refuses a room at whose
    door a device stands.
    """
    require(rules.can_plan(actor))
    if isinstance(piece, Track | Room | Speaker | Interpreter) and piece.sessions.exists():
        raise Refusal("programme.in_use", sessions=piece.sessions.count())
    if isinstance(piece, Speaker):
        leave_out_of_versions([piece])
    try:
        piece.delete()
    except ProtectedError:
        raise Refusal("programme.in_use_elsewhere") from None


@transaction.atomic
def set_walk(*, edition: Edition, actor: Visitor, minutes: int) -> Programme:
    """Say how long the way from one building to another is."""
    require(rules.can_plan(actor))
    programme = one_at_a_time(edition.pk)
    programme.walk_minutes = minutes
    programme.save()
    return programme
