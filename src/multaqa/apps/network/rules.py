"""Who may do what for a body, and at the desk of bodies."""

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.network import queries
from multaqa.apps.network.models import (
    ACTING_ROLES,
    Body,
    BodyState,
    Membership,
    MembershipRole,
    MembershipState,
)


def can_enter_body(user: Visitor) -> bool:
    """Whoever is signed in; what they enter is public once it is verified."""
    return isinstance(user, User) and user.is_active


def can_enter_without_role(user: Visitor) -> bool:
    """Enter a body one is no part of, from its papers: the coordinator."""
    return is_coordinator(user)


def can_act_for(user: Visitor, body: Body) -> bool:
    """Bind the body: its accepted board, director or officer; a member or employee may not."""
    return queries.bodies_represented_by(user).filter(pk=body.pk).exists()


def can_revise_body(user: Visitor, body: Body) -> bool:
    """Its acting people, even of a refused one, which they may put right; and the coordinator."""
    if body.state == BodyState.MERGED:
        return False
    if is_coordinator(user):
        return True
    if not isinstance(user, User) or not user.is_active:
        return False
    return body.memberships.filter(
        user=user, state=MembershipState.ACCEPTED, role__in=ACTING_ROLES
    ).exists()


def can_ask_membership(user: Visitor, body: Body) -> bool:
    return can_enter_body(user) and body.is_live


def can_accept_members(user: Visitor, body: Body) -> bool:
    """Answer who asks for a place: who acts for the body, and the coordinator."""
    return body.is_live and (is_coordinator(user) or can_act_for(user, body))


def can_end_membership(user: Visitor, membership: Membership) -> bool:
    """One's own; a president's by the coordinator alone; any other's by who acts for the body."""
    if isinstance(user, User) and membership.user_id == user.pk:
        return True
    if is_coordinator(user):
        return True
    is_president = membership.role == MembershipRole.PRESIDENT
    return not is_president and can_act_for(user, membership.body)


def can_read_desk(user: Visitor) -> bool:
    """The desk of bodies, without people's names for the auditor."""
    return can_enter_desk(user)


def can_verify(user: Visitor) -> bool:
    return is_coordinator(user)


def can_merge(user: Visitor) -> bool:
    return is_coordinator(user)
