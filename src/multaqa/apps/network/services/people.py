"""The people of a body: asking for a place, answering, changing roles, leaving."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import (
    ACTING_ROLES,
    Body,
    BodyStep,
    Handover,
    Invitation,
    Membership,
    MembershipRole,
    MembershipState,
)
from multaqa.apps.network.services.steps import note_step, tell_nobody_remains
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

Kind = BodyStep.Kind


@transaction.atomic
def ask_membership(*, body: Body, actor: User, role: str) -> Membership:
    """Ask for a place in a body; it is nothing before its people, or the desk, accept it."""
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if not body.is_live:
        raise Refusal("body.not_live")
    require(rules.can_ask_membership(actor, body))
    try:
        with transaction.atomic():
            return Membership.objects.create(body=body, user=actor, role=role)
    except IntegrityError:
        raise Refusal("membership.already_live") from None


@transaction.atomic
def accept_membership(*, membership: Membership, actor: User) -> Membership:
    """Give the place that was asked for; who gave it and when is kept.

    Refuses a second president whom a colleague of the first would let in.
    """
    return _answer(membership, actor, MembershipState.ACCEPTED)


@transaction.atomic
def refuse_membership(*, membership: Membership, actor: User) -> Membership:
    """Refuse the place that was asked for; who refused and when is kept."""
    return _answer(membership, actor, MembershipState.REFUSED)


@transaction.atomic
def change_role(*, membership: Membership, actor: User, role: str) -> Membership:
    """Give a person of the body another role, from now on.

    Refuses a second president (that is a handover), and a change after which nobody acts for the
    body.
    """
    body = held_body(membership.body)
    membership = _held(membership)
    require(rules.can_change_role(actor, membership))
    if membership.state != MembershipState.ACCEPTED:
        raise Refusal("membership.already_ended")
    if role not in MembershipRole.values or role == membership.role:
        return membership
    if (
        role == MembershipRole.PRESIDENT
        and body.memberships.filter(state=MembershipState.ACCEPTED, role=role).exists()
    ):
        raise Refusal("membership.president_stands")
    if role == MembershipRole.PRESIDENT:
        require(rules.can_give_role(actor, body, role))
    if role not in ACTING_ROLES and is_last(membership):
        raise Refusal("membership.last_acting")
    membership.role = role
    membership.save(update_fields=["role"])
    if role not in ACTING_ROLES:
        withdraw_invitations_by(membership)
    note_step(body, Kind.ROLE_CHANGED, actor=actor, person=membership.user, role=role)
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, actor: User, leaves_nobody: bool = False
) -> Membership:
    """End a place, held or asked for, from now on; what was done by it stays.

    The last who acts for a body leaves only by saying that nobody remains: the body then stands
    on the coordinator's list. What they had invited to is withdrawn; a handover that they entered
    goes on where they leave by themselves, and is withdrawn where others end their place.
    """
    body = held_body(membership.body)
    membership = _held(membership)
    require(rules.can_end_membership(actor, membership))
    if membership.state not in {MembershipState.ASKED, MembershipState.ACCEPTED}:
        raise Refusal("membership.already_ended")
    leaves_all = is_last(membership)
    if leaves_all and not leaves_nobody and not rules.can_verify(actor):
        raise Refusal("membership.last_acting")
    was_held = membership.state == MembershipState.ACCEPTED
    end_place(membership)
    if was_held:
        own = Kind.LEFT_NOBODY if leaves_all else Kind.LEFT
        kind = own if membership.user_id == actor.pk else Kind.ENDED
        note_step(body, kind, actor=actor, person=membership.user, role=membership.role)
        if leaves_all:
            tell_nobody_remains(body, but=actor)
        if membership.user_id != actor.pk:
            for handover in body.handovers.filter(entered_by=membership.user_id):
                if handover.is_open:
                    void_handover(handover, body, actor)
    return membership


def end_place(membership: Membership) -> None:
    """The place is over; so is every invitation of theirs into the body outside a handover."""
    now = timezone.now()
    membership.state, membership.ended_at = MembershipState.ENDED, now
    membership.save(update_fields=["state", "ended_at"])
    withdraw_invitations_by(membership)


def withdraw_invitations_by(membership: Membership) -> None:
    Invitation.objects.filter(
        body_id=membership.body_id,
        invited_by_id=membership.user_id,
        state=Invitation.State.WAITING,
        handover=None,
    ).update(state=Invitation.State.WITHDRAWN, closed_at=timezone.now())


def void_handover(handover: Handover, body: Body, actor: User, *, text: str = "") -> None:
    """Its links open nothing, and every place stays as it is; its body is held."""
    now = timezone.now()
    handover.state, handover.closed_at, handover.closed_by = Handover.State.WITHDRAWN, now, actor
    handover.save()
    open_states = [Invitation.State.WAITING, Invitation.State.ACCEPTED]
    handover.invitations.filter(state__in=open_states).update(
        state=Invitation.State.WITHDRAWN, closed_at=now
    )
    note_step(body, Kind.HANDOVER_WITHDRAWN, actor=actor, text=text)


def give_place(*, body: Body, user: User, role: str, by: User) -> Membership:
    """The person's place in a body that is held, in this role, whatever place they had before."""
    place = queries.own_place(user, body) or Membership(body=body, user=user)
    if place.state != MembershipState.ACCEPTED:
        place.answered_by, place.answered_at = by, timezone.now()
    place.role, place.state = role, MembershipState.ACCEPTED
    place.save()
    note_step(body, Kind.JOINED, actor=by, person=user, role=role)
    return place


def held_body(body: Body) -> Body:
    """The body, for whoever changes its people: one after the other."""
    return Body.objects.select_for_update(of=("self",)).get(pk=body.pk)


def _answer(membership: Membership, actor: User, answer: MembershipState) -> Membership:
    body = held_body(membership.body)
    membership = _held(membership)
    require(rules.can_accept_members(actor, body))
    if membership.state != MembershipState.ASKED:
        raise Refusal("membership.already_answered")
    accepts = answer == MembershipState.ACCEPTED
    if accepts and not rules.can_give_role(actor, body, membership.role):
        raise Refusal("membership.president_answers")
    membership.state = answer
    membership.answered_by = actor
    membership.answered_at = timezone.now()
    membership.save()
    kind = Kind.JOINED if accepts else Kind.REFUSED
    note_step(body, kind, actor=actor, person=membership.user, role=membership.role)
    return membership


def is_last(membership: Membership) -> bool:
    """Whether nobody else acts for the body."""
    return membership.binds and not (
        Membership.objects.filter(
            body_id=membership.body_id, state=MembershipState.ACCEPTED, role__in=ACTING_ROLES
        )
        .exclude(pk=membership.pk)
        .exists()
    )


def _held(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("body", "user")
    return rows.get(pk=membership.pk)
