"""What the coordinator decides of a body: verified, refused, to be mended, another than a third."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import Body, BodyState, Ground, Outcome, Verification
from multaqa.apps.network.services.steps import tell
from multaqa.apps.network.signals import body_refused, body_verified
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

LONGEST_REASON = 1000


@transaction.atomic
def verify_body(*, body: Body, actor: User, reason: str = "", ground: str = "") -> Body:
    """Make a body public, with how it was verified; refuses without a reason, and twice.

    The ground is public; what is written beside it is read by the body's people and the desk.
    """
    require(rules.can_verify(actor))
    body = held(body)
    if body.state == BodyState.VERIFIED:
        raise Refusal("body.already_verified")
    if body.state == BodyState.MERGED:
        raise Refusal("body.not_live")
    decision = _decide(body, actor, (ground, reason), BodyState.VERIFIED, Outcome.VERIFIED)
    _tell(body, actor, decision)
    transaction.on_commit(partial(body_verified.send_robust, sender=Body, body=body))
    return body


@transaction.atomic
def refuse_body(*, body: Body, actor: User, reason: str = "", ground: str = "") -> Body:
    """Take a body out of the network, with the reason; its people may put it right."""
    require(rules.can_verify(actor))
    body = held(body)
    if body.state == BodyState.REFUSED:
        raise Refusal("body.already_refused")
    if body.state == BodyState.MERGED:
        raise Refusal("body.not_live")
    decision = _decide(body, actor, (ground, reason), BodyState.REFUSED, Outcome.REFUSED)
    _tell(body, actor, decision)
    transaction.on_commit(partial(body_refused.send_robust, sender=Body, body=body))
    return body


@transaction.atomic
def send_back_body(*, body: Body, actor: User, reason: str = "", ground: str = "") -> Body:
    """Ask the people of a body that waits to mend something; it waits for them until they do.

    Refuses where nobody acts for the body.
    """
    require(rules.can_verify(actor))
    body = held(body)
    if body.state != BodyState.PROPOSED:
        raise Refusal("body.already_verified" if body.is_verified else "body.not_live")
    if not queries.acting_people(body).exists():
        raise Refusal("body.nobody_to_mend")
    decision = note(body, actor, Outcome.MENDING, reason, ground)
    body.is_mending = True
    body.save()
    _tell(body, actor, decision)
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


def note(body: Body, actor: User, outcome: Outcome, reason: str, ground: str = "") -> Verification:
    """Keep a decision with its ground and reason; refuses one with neither, or none told."""
    reason = reason.replace("\0", "").strip()[:LONGEST_REASON]
    if not reason and ground in {"", Ground.OTHER}:
        raise Refusal("body.no_reason")
    return Verification.objects.create(
        body=body, outcome=outcome, ground=ground, reason=reason, actor=actor
    )


def _decide(
    body: Body, actor: User, why: tuple[str, str], state: BodyState, outcome: Outcome
) -> Verification:
    ground, reason = why
    decision = note(body, actor, outcome, reason, ground)
    body.state, body.is_mending = state, False
    body.save()
    return decision


def _tell(body: Body, actor: User, decision: Verification) -> None:
    """Tell everyone who acts for the body what was decided and why, each in their language."""
    people = [one for one in queries.acting_people(body) if one != actor]

    def words() -> tuple[str, str]:
        titles = {
            Outcome.VERIFIED: _("“%(body)s” is verified"),
            Outcome.REFUSED: _("“%(body)s” was refused"),
            Outcome.MENDING: _("Something is to be mended for “%(body)s”"),
        }
        after = {
            Outcome.VERIFIED: _("It stands in the directory from now on, and may show its mark."),
            Outcome.REFUSED: _("Put it right on its page: it will then be looked at again."),
            Outcome.MENDING: _("Change it or add a document on its page: it is then looked at."),
        }
        outcome = Outcome(decision.outcome)
        return titles[outcome] % {"body": body.name}, f"{decision.why} {after[outcome]}"

    tell(people, "network.verification", words, "network:body", body.slug)
