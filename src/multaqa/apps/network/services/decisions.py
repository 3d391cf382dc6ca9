"""What the coordinator decides of a body: verified, refused, another than the one it resembles."""

from functools import partial

from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import Body, BodyState, Outcome, Verification
from multaqa.apps.network.signals import body_refused, body_verified
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

LONGEST_REASON = 1000


@transaction.atomic
def verify_body(*, body: Body, actor: User, reason: str) -> Body:
    """Make a body public, with how it was verified; refuses without a reason, and twice."""
    require(rules.can_verify(actor))
    body = held(body)
    if body.state == BodyState.VERIFIED:
        raise Refusal("body.already_verified")
    if body.state == BodyState.MERGED:
        raise Refusal("body.not_live")
    _decide(body, actor, reason, BodyState.VERIFIED, Outcome.VERIFIED)
    transaction.on_commit(partial(body_verified.send_robust, sender=Body, body=body))
    return body


@transaction.atomic
def refuse_body(*, body: Body, actor: User, reason: str) -> Body:
    """Take a body out of the network, with the reason; its people may put it right."""
    require(rules.can_verify(actor))
    body = held(body)
    if body.state == BodyState.REFUSED:
        raise Refusal("body.already_refused")
    if body.state == BodyState.MERGED:
        raise Refusal("body.not_live")
    _decide(body, actor, reason, BodyState.REFUSED, Outcome.REFUSED)
    transaction.on_commit(partial(body_refused.send_robust, sender=Body, body=body))
    return body


@transaction.atomic
def keep_apart(*, body: Body, actor: User, reason: str) -> Body:
    """Say that a body is another than the one it resembles: they are shown as a pair no more."""
    require(rules.can_merge(actor))
    body = held(body)
    if not body.is_live:
        raise Refusal("body.not_live")
    body.is_apart = True
    body.save()
    note(body, actor, Outcome.APART, reason)
    return body


def held(body: Body) -> Body:
    return Body.objects.select_for_update(of=("self",)).get(pk=body.pk)


def note(body: Body, actor: User, outcome: Outcome, reason: str) -> Verification:
    """Keep a decision with its reason; refuses an empty one."""
    reason = reason.replace("\0", "").strip()[:LONGEST_REASON]
    if not reason:
        raise Refusal("body.no_reason")
    return Verification.objects.create(body=body, outcome=outcome, reason=reason, actor=actor)


def _decide(body: Body, actor: User, reason: str, state: BodyState, outcome: Outcome) -> None:
    note(body, actor, outcome, reason)
    body.state = state
    body.save()
