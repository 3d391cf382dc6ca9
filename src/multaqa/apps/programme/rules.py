"""Who may do what with the programme."""

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.network.models import Body
from multaqa.apps.network.rules import can_act_for
from multaqa.apps.programme import queries
from multaqa.apps.programme.models import Audience, Place, Session


def can_plan(user: Visitor) -> bool:
    """Plan the programme and publish it."""
    return is_coordinator(user)


def can_read_plan(user: Visitor) -> bool:
    """See the plan and its clashes; the auditor sees no names of who signed up."""
    return can_enter_desk(user)


def can_read_places(user: Visitor) -> bool:
    """See who has a place in a session, and print it."""
    return is_coordinator(user)


def can_keep_agenda(user: Visitor) -> bool:
    return isinstance(user, User) and user.is_active


def can_ask_place(user: Visitor, session: Session) -> bool:
    """Ask for a place: whoever is signed in, or who comes to the forum, as the session says."""
    if not can_keep_agenda(user):
        return False
    return session.audience == Audience.ALL or queries.takes_part(user, session.edition)


def can_ask_for(user: Visitor, body: Body) -> bool:
    """Ask for places in a body's name: who may act for it."""
    return can_keep_agenda(user) and can_act_for(user, body)


def can_leave_place(user: Visitor, place: Place) -> bool:
    """Give a place back: whose it is, and the coordinator.

    A group's belong to its body: to who acts for it now, not to who asked and left it since.
    """
    if is_coordinator(user):
        return True
    if not isinstance(user, User) or not user.is_active:
        return False
    if place.is_group and place.body is not None:
        return can_act_for(user, place.body)
    return place.user_id == user.pk
