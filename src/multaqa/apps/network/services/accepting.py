"""Answers to an invitation: once, by who is signed in with the contact that was written to."""

from django.db import transaction
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import (
    ACTING_ROLES,
    Body,
    BodyStep,
    Handover,
    Invitation,
    MembershipRole,
)
from multaqa.apps.network.services.handovers import newcomer_accepts
from multaqa.apps.network.services.invitations import close, held_invitation
from multaqa.apps.network.services.people import give_place, is_last
from multaqa.apps.network.services.steps import note_step, tell_acting
from multaqa.refusal import Refusal

State = Invitation.State


@transaction.atomic
def accept_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """Take the place, once: who is signed in by the very contact that was written to.

    Of a handover the place is theirs when the handover is done; their yes may be what does it.
    """
    body, invitation = held_invitation(invitation)
    _check_open(invitation, actor)
    if not body.is_live:
        raise Refusal("body.not_live")
    handover = invitation.handover
    if handover is not None and handover.state == Handover.State.CONTESTED:
        raise Refusal("handover.contested")
    close(invitation, State.ACCEPTED, actor)
    if handover is not None and handover.is_open:
        newcomer_accepts(handover=handover, body=body, invitation=invitation, actor=actor)
    else:
        _check_place(invitation, body, actor)
        inviter = invitation.invited_by or actor
        give_place(body=body, user=actor, role=invitation.role, by=inviter)
    name, role = actor.name or invitation.name, MembershipRole(invitation.role)

    def words() -> tuple[str, str]:
        text = _("%(name)s accepted: %(role)s of “%(body)s”.")
        return _("An invitation is accepted"), text % {
            "name": name or "—",
            "role": role.label,
            "body": body.name,
        }

    tell_acting(body, words, but=actor)
    return invitation


def _check_place(invitation: Invitation, body: Body, actor: User) -> None:
    """Refuses what changed since it was held out, or would leave nobody to act for the body.

    A president who came meanwhile stays, unless they, or the coordinator, held it out; a new board
    under way is waited for.
    """
    role, inviter = invitation.role, invitation.invited_by
    if invitation.handover is not None and queries.open_handover(body) is not None:
        raise Refusal("handover.open_already")
    if role == MembershipRole.PRESIDENT:
        presidents = queries.acting_places_of(body).filter(role=role).exclude(user=actor)
        may = (
            invitation.handover is None
            and inviter is not None
            and rules.can_give_role(inviter, body, role)
        )
        if presidents.exists() and not may:
            raise Refusal("membership.president_stands")
    own = queries.own_place(actor, body)
    if own is not None and role not in ACTING_ROLES and is_last(own):
        raise Refusal("membership.last_acting")


@transaction.atomic
def decline_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """Say no, once; the body's people see it."""
    body, invitation = held_invitation(invitation)
    _check_open(invitation, actor)
    close(invitation, State.DECLINED, actor)
    kind = BodyStep.Kind.INVITATION_DECLINED
    note_step(body, kind, actor=actor, person=actor, role=invitation.role)
    return invitation


def _check_open(invitation: Invitation, actor: User) -> None:
    """Whose it is first: nobody else is told even that it is over."""
    if not rules.can_answer_invitation(actor, invitation):
        raise Refusal("invitation.another")
    if invitation.state in {State.ACCEPTED, State.DECLINED}:
        raise Refusal("invitation.used")
    if invitation.state == State.WITHDRAWN:
        raise Refusal("invitation.withdrawn")
    if invitation.is_over:
        raise Refusal("invitation.over")
