"""Asking for a place, alone or for a group, and giving it back; what one keeps in an agenda."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.network.models import Body
from multaqa.apps.programme import queries, rules
from multaqa.apps.programme.models import LIVE, AgendaLink, Place, PlaceState, Session, Star
from multaqa.apps.programme.models.places import fresh_token
from multaqa.apps.programme.services.queue import free, one_at_a_time, settle
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

LARGEST_GROUP = 60


@transaction.atomic
def ask_place(*, session: Session, actor: User) -> Place:
    """Ask for a place: it is theirs at once, or they wait in the order of asking.

    Asked twice, it is the same place. Refuses where no place can be asked for, somebody who does
    not come to the forum where that is asked, and a person who has a place, or waits for one, in
    another session at the same time.
    """
    require(rules.can_keep_agenda(actor))
    session = _open_session(session)
    if not rules.can_ask_place(actor, session):
        raise Refusal("place.participants_only")
    mine = session.places.filter(user=actor, is_group=False, state__in=LIVE).first()
    if mine is not None:
        return mine
    _check_time(actor, session)
    place = Place.objects.create(session=session, user=actor, name=actor.name)
    settle(session, tells=False)
    place.refresh_from_db()
    return place


@transaction.atomic
def ask_group_place(
    *, session: Session, actor: User, body: Body, size: int, people: Sequence[str] = ()
) -> Place:
    """Ask for several places in a body's name: one entry, which gets them all or waits.

    Refuses a body that asked already, a group of one, one larger than the session, and more names
    than people.
    """
    require(rules.can_ask_for(actor, body))
    session = _open_session(session)
    if not rules.can_ask_place(actor, session):
        raise Refusal("place.participants_only")
    names = _names(people)
    _check_group(session, size, names)
    if session.places.filter(body=body, is_group=True, state__in=LIVE).exists():
        raise Refusal("place.group_already")
    place = Place.objects.create(
        session=session, user=actor, body=body, is_group=True, size=size, people=names
    )
    settle(session, tells=False)
    place.refresh_from_db()
    return place


@transaction.atomic
def set_group(*, place: Place, actor: User, size: int, people: Sequence[str]) -> Place:
    """Name a group's people, or bring fewer; it keeps its turn.

    Refuses to bring more: those who wait behind would be passed by people who did not ask.
    """
    place = _held_place(place)
    require(rules.can_leave_place(actor, place))
    if not place.is_group or not place.is_live:
        raise Refusal("place.gone")
    if size > place.size:
        raise Refusal("place.group_grows", people=place.size)
    names = _names(people)
    _check_names(size, names)  # whatever the room holds by now: fewer come than did
    if place.state == PlaceState.HELD:
        Session.objects.filter(pk=place.session_id).update(
            held_count=F("held_count") - (place.size - size)
        )
    place.size, place.people = size, names
    place.save(update_fields=["size", "people"])
    settle(place.session)
    place.refresh_from_db()
    return place


@transaction.atomic
def leave_place(*, place: Place, actor: Visitor) -> Place:
    """Give a place back; it goes to who waits first. Given back twice, it is given back."""
    place = _held_place(place)
    require(rules.can_leave_place(actor, place))
    if place.is_live:
        free(place, PlaceState.LEFT)
        settle(place.session)
    return place


@transaction.atomic
def add_at_desk(
    *,
    session: Session,
    actor: Visitor,
    name: str,
    body: Body | None = None,
    size: int = 1,
    is_walk_in: bool = False,
) -> Place:
    """Enter somebody who asked at the desk or by phone, behind those who wait.

    Who walks in takes what is kept for that, and waits for nobody. Refuses a name without a letter,
    a walk-in where nothing kept is left, and a session that is off.
    """
    require(rules.can_plan(actor))
    one_at_a_time(session.edition_id)
    session = Session.objects.select_related("edition", "room").get(pk=session.pk)
    if session.is_cancelled:
        raise Refusal("place.cancelled")
    if not name.strip():
        raise Refusal("place.no_name")
    _check_fits(session, size)
    place = Place(
        session=session,
        name=name.strip(),
        body=body,
        size=size,
        is_group=size > 1,
        is_added_by_desk=True,
    )
    if is_walk_in:
        kept = Session.objects.filter(pk=session.pk, walk_in_count__gte=size)
        if not kept.update(walk_in_count=F("walk_in_count") - size):
            raise Refusal("place.nothing_kept", kept=session.walk_in_count)
        Session.objects.filter(pk=session.pk).update(held_count=F("held_count") + size)
        place.state = PlaceState.HELD
        place.held_at = timezone.now()
        place.save()
        return place
    place.save()
    settle(session)
    place.refresh_from_db()
    return place


@transaction.atomic
def set_star(*, session: Session, actor: User, is_starred: bool) -> None:
    """Put a session in one's agenda, or take it out."""
    require(rules.can_keep_agenda(actor))
    if is_starred:
        Star.objects.get_or_create(user=actor, session=session)
    else:
        Star.objects.filter(user=actor, session=session).delete()


@transaction.atomic
def make_link(*, actor: User) -> AgendaLink:
    """The secret address of one's agenda, made once."""
    require(rules.can_keep_agenda(actor))
    return AgendaLink.objects.get_or_create(user=actor)[0]


@transaction.atomic
def renew_link(*, actor: User) -> AgendaLink:
    """Another secret address: whoever had the old one reads nothing any more."""
    require(rules.can_keep_agenda(actor))
    return AgendaLink.objects.update_or_create(user=actor, defaults={"token": fresh_token()})[0]


def _open_session(session: Session) -> Session:
    """The session with the lock held, where places can be asked for."""
    one_at_a_time(session.edition_id)
    session = Session.objects.select_related("edition", "room").get(pk=session.pk)
    if session.is_cancelled:
        raise Refusal("place.cancelled")
    if queries.is_past(session):
        raise Refusal("place.past")
    if queries.has_begun(session):
        raise Refusal("place.begun")
    if not session.is_signup_open:
        raise Refusal("place.closed")
    return session


def _held_place(place: Place) -> Place:
    one_at_a_time(place.session.edition_id)
    return Place.objects.select_related("session__edition", "body", "user").get(pk=place.pk)


def _check_time(actor: User, session: Session) -> None:
    other = queries.overlapping_place(actor, session)
    if other is not None:
        raise Refusal("place.same_time", other=other.session.title)


def _check_group(session: Session, size: int, names: Sequence[str]) -> None:
    _check_names(size, names)
    _check_fits(session, size)


def _check_names(size: int, names: Sequence[str]) -> None:
    if size < 2:
        raise Refusal("place.group_of_one")
    if len(names) > size:
        raise Refusal("place.more_names", names=len(names), people=size)


def _check_fits(session: Session, size: int) -> None:
    """A group that no session could ever take would hold up everybody behind it."""
    places = session.size
    largest = LARGEST_GROUP if places is None else min(LARGEST_GROUP, places)
    if places is not None and size > 1:
        largest = min(largest, places - session.walk_in_count)
    if size > largest:
        raise Refusal("place.group_too_large", places=largest)


def _names(people: Iterable[str]) -> list[str]:
    return [name[:150] for line in people if (name := " ".join(line.split()))]
