"""The waiting list: who comes in when a place is free. See decision 0028."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from multaqa.apps.programme import queries
from multaqa.apps.programme.models import Place, PlaceState, Programme, Session
from multaqa.apps.programme.services.telling import tell_places_given

# So near its beginning a session takes whoever fits: an empty chair serves nobody.
LAST_HOURS = timedelta(hours=24)


def one_at_a_time(edition_id: int) -> Programme:
    """Queue writers of an edition's places until this transaction ends.

    One lock for all its sessions, so that nobody takes places in two of them at the same time;
    SQLite's IMMEDIATE transactions queue already.
    """
    Programme.objects.get_or_create(edition_id=edition_id)
    return Programme.objects.select_for_update().get(edition_id=edition_id)


def settle(session: Session, *, tells: bool = True) -> list[Place]:
    """Give what is free to those who wait, in the order in which they asked; says to whom.

    Called within ``one_at_a_time``. A group gets all its places or waits, and nobody passes it,
    until the last day before the session: then whoever fits comes in, in the same order.
    """
    session = Session.objects.select_related("room", "edition").get(pk=session.pk)
    if session.is_cancelled or queries.is_past(session):
        return []
    given: list[Place] = []
    waiting = session.places.filter(state=PlaceState.WAITING).select_related("user", "body")
    for place in waiting.order_by("pk"):
        if _give(session, place):
            given.append(place)
        elif not _is_near(session):
            break
    if tells and not queries.has_begun(session):
        tell_places_given(session, given)
    return given


def _is_near(session: Session) -> bool:
    return session.starts_at is not None and session.starts_at - timezone.now() <= LAST_HOURS


def _give(session: Session, place: Place) -> bool:
    """The database adds and compares in one statement: no two get the last place."""
    free = Session.objects.filter(pk=session.pk)
    if session.size is not None:
        free = free.filter(held_count__lte=session.size - session.walk_in_count - place.size)
    if not free.update(held_count=F("held_count") + place.size):
        return False
    place.state, place.held_at = PlaceState.HELD, timezone.now()
    place.save(update_fields=["state", "held_at"])
    return True


def free(place: Place, state: str) -> None:
    """Take a place back from who holds it, or waits; called within ``one_at_a_time``."""
    if place.state == PlaceState.HELD:
        Session.objects.filter(pk=place.session_id).update(held_count=F("held_count") - place.size)
    place.state, place.left_at = state, timezone.now()
    place.save(update_fields=["state", "left_at"])


def settle_all() -> int:
    """What became free to whoever fits, on the last day before a session; says to how many.

    Daily work: nobody needs to leave for the rule to change.
    """
    now = timezone.now()
    near = Session.objects.filter(
        starts_at__gt=now, starts_at__lte=now + LAST_HOURS, places__state=PlaceState.WAITING
    ).distinct()
    count = 0
    for session in near.select_related("edition"):
        with transaction.atomic():
            one_at_a_time(session.edition_id)
            count += len(settle(session))
    return count
