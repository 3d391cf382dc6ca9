"""The people of a body: asking for a place, answering, leaving."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import Body, Membership, MembershipState
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal


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
    """Give the place that was asked for; who gave it and when is kept."""
    return _answer(membership, actor, MembershipState.ACCEPTED)


@transaction.atomic
def refuse_membership(*, membership: Membership, actor: User) -> Membership:
    """Refuse the place that was asked for; who refused and when is kept."""
    return _answer(membership, actor, MembershipState.REFUSED)


@transaction.atomic
def end_membership(*, membership: Membership, actor: User) -> Membership:
    """End a place, held or asked for, from now on; what was done by it stays."""
    membership = _held(membership)
    require(rules.can_end_membership(actor, membership))
    if membership.state not in {MembershipState.ASKED, MembershipState.ACCEPTED}:
        raise Refusal("membership.already_ended")
    membership.state = MembershipState.ENDED
    membership.ended_at = timezone.now()
    membership.save()
    return membership


def _answer(membership: Membership, actor: User, answer: MembershipState) -> Membership:
    membership = _held(membership)
    require(rules.can_accept_members(actor, membership.body))
    if membership.state != MembershipState.ASKED:
        raise Refusal("membership.already_answered")
    membership.state = answer
    membership.answered_by = actor
    membership.answered_at = timezone.now()
    membership.save()
    return membership


def _held(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("body")
    return rows.get(pk=membership.pk)
