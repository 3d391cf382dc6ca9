"""Planning sessions: what, where, when, by whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries, rules
from multaqa.apps.programme.models import (
    Interpretation,
    Interpreter,
    Part,
    Room,
    Session,
    SessionSpeaker,
    Speaker,
)
from multaqa.apps.programme.services.queue import one_at_a_time, settle
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal


@transaction.atomic
def add_session(*, edition: Edition, actor: Visitor, **fields: Any) -> Session:
    """Add a session to the plan, under a number of its own; nobody sees it until it is published.

    Refuses to keep more places than there are.
    """
    require(rules.can_plan(actor))
    one_at_a_time(edition.pk)
    session = Session(edition=edition, number=queries.next_number(edition), **fields)
    _check(session)
    session.save()
    return session


@transaction.atomic
def revise_session(*, session: Session, actor: Visitor, **fields: Any) -> Session:
    """Change what a session is; where it now has more places, those who wait come in."""
    require(rules.can_plan(actor))
    session = _held(session)
    for name, value in fields.items():
        setattr(session, name, value)
    _check(session)
    session.save()
    settle(session)
    return session


@transaction.atomic
def place_session(
    *,
    session: Session,
    actor: Visitor,
    starts_at: datetime | None,
    ends_at: datetime | None,
    room: Room | None,
) -> Session:
    """Give a session its time and room, or take them away; clashes are told, never refused.

    Refuses an end that is not after the beginning.
    """
    require(rules.can_plan(actor))
    if (starts_at is None) != (ends_at is None):
        raise Refusal("session.half_a_time")
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise Refusal("session.ends_before")
    session = _held(session)
    if room is not None and room.edition_id != session.edition_id:
        raise Refusal("session.room_of_another")
    session.starts_at, session.ends_at, session.room = starts_at, ends_at, room
    session.save()
    settle(session)
    return session


@transaction.atomic
def set_people(
    *,
    session: Session,
    actor: Visitor,
    parts: Iterable[tuple[Speaker, str]],
    interpretations: Iterable[tuple[Interpreter, str]] = (),
) -> Session:
    """Say who speaks, moderates and interprets, in this order; who is named twice stands once."""
    require(rules.can_plan(actor))
    session = _held(session)
    told = {speaker.pk: Part(part) for speaker, part in parts}
    session.parts.all().delete()
    SessionSpeaker.objects.bulk_create(
        [
            SessionSpeaker(session=session, speaker_id=key, part=part, position=place)
            for place, (key, part) in enumerate(told.items(), start=1)
        ]
    )
    session.interpretations.all().delete()
    said = {interpreter.pk: language for interpreter, language in interpretations}
    Interpretation.objects.bulk_create(
        [
            Interpretation(session=session, interpreter_id=key, language=language)
            for key, language in said.items()
        ]
    )
    session.save(update_fields=["changed_at"])
    return session


@transaction.atomic
def cancel_session(*, session: Session, actor: Visitor) -> Session:
    """Take a session off; who signed up is told when that is published."""
    require(rules.can_plan(actor))
    session = _held(session)
    session.is_cancelled = True
    session.save()
    return session


@transaction.atomic
def put_back_session(*, session: Session, actor: Visitor) -> Session:
    """Hold a session that had been taken off."""
    require(rules.can_plan(actor))
    session = _held(session)
    session.is_cancelled = False
    session.save()
    settle(session)
    return session


@transaction.atomic
def remove_session(*, session: Session, actor: Visitor) -> None:
    """Delete a session that nobody has seen.

    Refuses one that was published, which is cancelled instead, and one that people signed up for.
    """
    require(rules.can_plan(actor))
    session = _held(session)
    if queries.was_published(session) or session.places.exists():
        raise Refusal("session.published")
    session.delete()


def _held(session: Session) -> Session:
    one_at_a_time(session.edition_id)
    return Session.objects.select_related("edition", "room", "track").get(pk=session.pk)


def _check(session: Session) -> None:
    size = session.size
    if size is not None and session.walk_in_count > size:
        raise Refusal("session.keeps_too_many", kept=session.walk_in_count, places=size)
