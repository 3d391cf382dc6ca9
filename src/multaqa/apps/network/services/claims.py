"""Claims to act for a body: proved, looked at by its people where it has any, answered."""

from datetime import datetime, timedelta
from secrets import token_hex

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import ACTING_ROLES, Body, BodyStep, Claim
from multaqa.apps.network.services.people import end_place, give_place, held_body, void_handover
from multaqa.apps.network.services.steps import note_step, tell, tell_acting
from multaqa.kernel import arabic
from multaqa.kernel.refusals import require
from multaqa.kernel.uploads import Document
from multaqa.refusal import Refusal
from multaqa.ui.dates import day

MOST_WAITING = 5
MOST_REFUSED = 2
LONGEST_OBJECTION = 2000
PEOPLE_FIRST = timedelta(days=7)  # how long the people of a disputed body have the first word
KEPT = timedelta(days=90)  # how long a proof is kept once it was answered
State = Claim.State


@transaction.atomic
def claim_body(
    *, body: Body, actor: User, role: str, proof: str, document: Document | None = None
) -> Claim:
    """Say that one acts for a body, with the proof; this alone gives nothing.

    Where others act for it already they are told, and have the first word. Refuses who acts for
    it already, a claim beside one that waits, the same proof again after a refusal, and a third.
    """
    require(rules.can_claim(actor))
    body = held_body(body)
    if not body.is_live:
        raise Refusal("body.not_live")
    proof = proof.replace("\0", "").strip()
    if not arabic.has_letters(proof):
        raise Refusal("claim.no_proof")
    if role not in ACTING_ROLES:
        raise Refusal("claim.role_does_not_act")
    if rules.can_act_for(actor, body):
        raise Refusal("claim.acts_already")
    _check_former(body, actor, proof, document)
    is_dispute = queries.acting_people(body).exists()
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                body=body, user=actor, role=role, proof=proof, is_dispute=is_dispute
            )
    except IntegrityError:
        raise Refusal("claim.waits_already") from None
    note_step(body, BodyStep.Kind.CLAIMED, actor=actor, person=actor, role=role)
    if is_dispute:
        _tell_of_dispute(body)
    if document is not None:
        name = f"{token_hex(16)}.{document.ending}"
        claim.document.save(name, ContentFile(document.content))
    return claim


def _check_former(body: Body, actor: User, proof: str, document: Document | None) -> None:
    waiting = Claim.objects.filter(user=actor, state=State.WAITING)
    if waiting.filter(body=body).exists():
        raise Refusal("claim.waits_already")
    if waiting.count() >= MOST_WAITING:
        raise Refusal("claim.too_many_waiting", count=MOST_WAITING)
    refused = list(Claim.objects.filter(body=body, user=actor, state=State.REFUSED))
    if len(refused) >= MOST_REFUSED:
        raise Refusal("claim.refused_twice")
    if document is None and any(one.proof == proof for one in refused):
        raise Refusal("claim.same_proof")


def first_word_until(claim: Claim) -> datetime:
    """Till when the body's people have the first word: seven days from when others were there."""
    return (claim.disputed_at or claim.asked_at) + PEOPLE_FIRST


def begin_disputes(body: Body) -> None:
    """Others act for this body from now on: what waits is a dispute, and its people are told."""
    undisputed = body.claims.filter(state=State.WAITING, is_dispute=False)
    if undisputed.update(is_dispute=True, disputed_at=timezone.now()):
        _tell_of_dispute(body)


def _tell_of_dispute(body: Body) -> None:
    def words() -> tuple[str, str]:
        text = _(
            "Somebody says that they act for “%(body)s” and asks for a place. Nothing was given "
            "to them. Look at it within seven days: say whether you know them, or why not; the "
            "coordinator decides after that."
        )
        return _("Somebody claims to act for your body"), text % {"body": body.name}

    tell_acting(body, words)


@transaction.atomic
def recognise_claim(*, claim: Claim, actor: User) -> Claim:
    """The body's people know who claims: the place is given, as if it had been asked of them."""
    body, claim = _held(claim)
    require(rules.can_act_for(actor, body))
    _check_waiting(claim)
    if not rules.can_give_role(actor, body, claim.role):
        raise Refusal("membership.president_answers")
    reason = _("The body's own people know the person.")
    return _answered(claim, body, actor, accepts=True, reason=reason)


@transaction.atomic
def object_to_claim(*, claim: Claim, actor: User, text: str) -> Claim:
    """The body's people say why not; the coordinator reads it and decides."""
    body, claim = _held(claim)
    require(rules.can_act_for(actor, body))
    _check_waiting(claim)
    text = text.replace("\0", "").strip()[:LONGEST_OBJECTION]
    if not text:
        raise Refusal("body.no_reason")
    claim.objection, claim.objected_by, claim.objected_at = text, actor, timezone.now()
    claim.save()
    return claim


@transaction.atomic
def answer_claim(
    *, claim: Claim, actor: User, accepts: bool, reason: str, ends_others: bool = False
) -> Claim:
    """The coordinator's answer, with its reason; the place is given, or is not.

    A dispute is decided for who claims only after the body's people said their word, or had seven
    days for it; ``ends_others`` then ends the places of those who acted, and the
    handover that they entered.
    """
    require(rules.can_verify(actor))
    body, claim = _held(claim)
    _check_waiting(claim)
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Refusal("body.no_reason")
    others = list(queries.acting_places_of(body).exclude(user=claim.user_id))
    if accepts and others and claim.objected_at is None:
        until = first_word_until(claim)
        if timezone.now() < until:
            raise Refusal("claim.people_first", day=day(until))
    if accepts and ends_others:
        for place in others:
            end_place(place)
            kind = BodyStep.Kind.ENDED
            note_step(body, kind, actor=actor, person=place.user, role=place.role, text=reason)
        under_way = queries.open_handover(body)
        if under_way is not None and not under_way.is_from_minutes:
            void_handover(under_way, body, actor, text=reason)
    return _answered(claim, body, actor, accepts=accepts, reason=reason)


@transaction.atomic
def withdraw_claim(*, claim: Claim, actor: User) -> Claim:
    _body, claim = _held(claim)
    require(claim.user_id == actor.pk)
    _check_waiting(claim)
    claim.state, claim.answered_at = State.WITHDRAWN, timezone.now()
    claim.save()
    return claim


def _answered(claim: Claim, body: Body, actor: User, *, accepts: bool, reason: str) -> Claim:
    claim.state = State.ACCEPTED if accepts else State.REFUSED
    claim.reason, claim.answered_by, claim.answered_at = reason, actor, timezone.now()
    claim.save()
    kind = BodyStep.Kind.CLAIM_ANSWERED
    note_step(body, kind, actor=actor, person=claim.user, role=claim.role, text=reason)
    if accepts:
        give_place(body=body, user=claim.user, role=claim.role, by=actor)
        begin_disputes(body)
    _tell_claimant(claim, body)
    return claim


def _tell_claimant(claim: Claim, body: Body) -> None:
    def words() -> tuple[str, str]:
        facts = {"body": body.name, "reason": claim.reason}
        if claim.state == State.ACCEPTED:
            text = _("You act for “%(body)s” from now on. %(reason)s")
            return _("Your claim is accepted"), text % facts
        text = _("Your claim to act for “%(body)s” is refused: %(reason)s")
        return _("Your claim is refused"), text % facts

    tell([claim.user], "network.people", words, "network:claim", body.slug)


def wipe_old_proofs() -> int:
    """Forget the documents of claims that were answered long ago; says how many."""
    old = Claim.objects.exclude(state=State.WAITING).filter(answered_at__lt=timezone.now() - KEPT)
    count = 0
    for claim in old.exclude(document=""):
        claim.document.delete(save=False)
        Claim.objects.filter(pk=claim.pk).update(document="")
        count += 1
    return count


def _check_waiting(claim: Claim) -> None:
    if claim.state != State.WAITING:
        raise Refusal("claim.answered")


def _held(claim: Claim) -> tuple[Body, Claim]:
    body = held_body(claim.body)
    return body, Claim.objects.select_related("user").get(pk=claim.pk, body=body)
