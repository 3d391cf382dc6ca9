"""Who may do what for a body, and at the desk of bodies."""

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.network import queries
from multaqa.apps.network.models import (
    ACTING_ROLES,
    Body,
    BodyState,
    Handover,
    Invitation,
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


def can_keep_documents(user: Visitor, body: Body) -> bool:
    """Send, open and remove its documents, which name people: who acts for it, and the coordinator.

    The auditor, who reads all but what is personal, does not open them.
    """
    return can_revise_body(user, body)


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


def can_give_role(user: Visitor, body: Body, role: str) -> bool:
    """Let somebody in: who answers for the body; a president beside another, that one alone.

    Nobody puts a friend beside a president whom they would rather see gone.
    """
    if is_coordinator(user):
        return body.is_live
    if not can_act_for(user, body):
        return False
    presidents = body.memberships.filter(
        state=MembershipState.ACCEPTED, role=MembershipRole.PRESIDENT
    )
    return role != MembershipRole.PRESIDENT or all(
        one.user_id == getattr(user, "pk", None) for one in presidents
    )


def can_change_role(user: Visitor, membership: Membership) -> bool:
    """One's own, while acting; a president's by the coordinator alone; any other's by who acts."""
    if not can_accept_members(user, membership.body):
        return False
    is_own = isinstance(user, User) and membership.user_id == user.pk
    return is_own or is_coordinator(user) or not membership.is_presidents


def can_claim(user: Visitor) -> bool:
    return can_enter_body(user)


def can_answer_invitation(user: Visitor, invitation: Invitation) -> bool:
    """Who is signed in with the very phone or e-mail that it was sent to."""
    if not isinstance(user, User) or not user.is_active:
        return False
    is_phone = bool(invitation.phone) and user.phone == invitation.phone
    return is_phone or (bool(invitation.email) and user.email == invitation.email)


def can_hand_over(user: Visitor, body: Body) -> bool:
    """Who acts for the body; the coordinator, from the minutes, when the old board is gone."""
    return can_accept_members(user, body)


def can_contest_handover(user: Visitor, handover: Handover) -> bool:
    """Anybody who acts for the body, but who entered it."""
    is_own = isinstance(user, User) and handover.entered_by_id == user.pk
    return not is_own and can_act_for(user, handover.body)


def can_withdraw_handover(user: Visitor, handover: Handover) -> bool:
    """Who entered it and still acts; the president; the coordinator."""
    if is_coordinator(user):
        return True
    if not isinstance(user, User) or not can_act_for(user, handover.body):
        return False
    own = queries.own_place(user, handover.body)
    return handover.entered_by_id == user.pk or bool(own and own.is_presidents)


def can_confirm(user: Visitor, body: Body) -> bool:
    """That what is written holds: who acts for the body; by phone it is the coordinator's."""
    return can_act_for(user, body)


def can_write_papers(user: Visitor, body: Body) -> bool:
    """Who acts for a body that holds assemblies; and the coordinator, who helps."""
    return body.kind in queries.WRITES_PAPERS and can_accept_members(user, body)


def can_read_desk(user: Visitor) -> bool:
    """The desk of bodies, without people's names for the auditor."""
    return can_enter_desk(user)


def can_verify(user: Visitor) -> bool:
    return is_coordinator(user)


def can_import_bodies(user: Visitor) -> bool:
    """Bring a list into the directory, and take it out again."""
    return is_coordinator(user)


def can_merge(user: Visitor) -> bool:
    return is_coordinator(user)
