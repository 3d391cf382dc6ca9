"""The desk's answers to those who asked for a seat."""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Registration, RegistrationState, RegistrationStep
from multaqa.apps.forum.services.messages import AT_ONCE, tell, tell_all
from multaqa.apps.forum.services.pool import leave_pool, sealed_among
from multaqa.apps.network.models import Body, BodyState
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

Step = RegistrationStep.Kind
STEP_OF = {
    RegistrationState.ACCEPTED: Step.ACCEPTED,
    RegistrationState.WAITING: Step.LISTED,
    RegistrationState.REFUSED: Step.REFUSED,
}
REFUSED = BodyState.REFUSED
LONGEST_REASON = 500


@transaction.atomic
def accept_registrations(
    *,
    registrations: Iterable[Registration],
    actor: User,
    seen: Mapping[int, str] | None = None,
) -> int:
    """Accept all of these that wait for an answer, or had another one; returns how many.

    Those accepted already, withdrawn meanwhile, of a refused body, or of a college whose draw is
    sealed are passed over: of a long list, one that moved must not stop the rest. So are those
    answered since they were looked at, where ``seen`` says which decision of each that was.
    """
    require(rules.can_review(actor))
    keys = [one.pk for one in registrations]
    found = list(_locked(keys).exclude(state=RegistrationState.ACCEPTED))
    if seen is not None:
        found = [one for one in found if seen.get(one.pk) == one.decision]
    refused = _refused_among(found)
    found = [one for one in found if one.body_id not in refused]
    sealed = sealed_among([one.college_id for one in found])
    accepted = [one for one in found if one.college_id not in sealed]
    for one in accepted:
        _decide(one, RegistrationState.ACCEPTED, "")
    columns = ["state", "decided_at", "reason", "saved_at"]
    Registration.objects.bulk_update(accepted, columns, batch_size=AT_ONCE)
    RegistrationStep.objects.bulk_create(
        [RegistrationStep(registration=one, kind=Step.ACCEPTED, actor=actor) for one in accepted],
        batch_size=AT_ONCE,
    )
    tell_all((one, *_words(one)) for one in accepted)
    return len(accepted)


@transaction.atomic
def refuse_registration(
    *, registration: Registration, actor: User, reason: str, seen: str | None = None
) -> Registration:
    """Say no, with the reason that the person reads; they may answer once.

    Whoever answered a refusal may be refused again: that is the answer to the answer. Refuses to
    decide where a decision stands that is not the one ``seen``.
    """
    require(rules.can_review(actor))
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise Refusal("registration.reason_missing")
    return _answer(registration, actor, RegistrationState.REFUSED, reason, seen)


@transaction.atomic
def list_registration(
    *, registration: Registration, actor: User, reason: str = "", seen: str | None = None
) -> Registration:
    """Put it on the waiting list: it is looked at again when places are left.

    Refuses where a decision stands that is not the one ``seen``.
    """
    require(rules.can_review(actor))
    reason = reason.strip()[:LONGEST_REASON]
    return _answer(registration, actor, RegistrationState.WAITING, reason, seen)


@transaction.atomic
def look_again(*, registrations: Iterable[Registration]) -> int:
    """Have those accepted for a body that they may not act for wait for an answer again.

    For when their body was refused, or is another since a merge. Their tickets leave the draw and
    each is told; once it is sealed nothing moves any more. Returns how many wait again.
    """
    accepted = [
        one
        for one in _locked([one.pk for one in registrations])
        if one.state == RegistrationState.ACCEPTED and not queries.stands_for_body(one)
    ]
    sealed = sealed_among([one.college_id for one in accepted])
    again = [one for one in accepted if one.college_id not in sealed]
    for one in again:
        leave_pool(registration=one)
        one.state, one.decided_at = RegistrationState.SENT, None
        one.save(update_fields=["state", "decided_at", "saved_at"])
        RegistrationStep.objects.create(
            registration=one, kind=Step.CHANGED, reason=_why_again(one.body)
        )
    tell_all((one, *_said_again(one)) for one in again)
    return len(again)


def _why_again(body: Body | None) -> str:
    with override(settings.LANGUAGE_CODE):  # the desk's first language
        if body and body.state == REFUSED:
            return _("The body was refused.")
        return _("The body was merged with another, for which the person may not act.")


def _said_again(registration: Registration) -> tuple[str, str]:
    with override(registration.language):
        return _("Your registration is looked at again"), _(
            "%(forum)s: registration %(number)s is looked at again, because of what was decided "
            "about its body. Until the answer it takes no part in the draw."
        ) % {"forum": registration.edition.name, "number": registration.number}


def _locked(keys: list[int]) -> "queries.Registrations":
    # Not against a ticket that is dealt meanwhile: it only points here, and waits for the draw.
    return (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("edition", "college")
        .filter(pk__in=keys, state__in=[*STEP_OF, RegistrationState.SENT])
        .order_by("pk")
    )


def _refused_among(registrations: list[Registration]) -> set[int]:
    """The refused of their bodies; none of the others is refused before this ends.

    A body that is refused afterwards finds the acceptance, and has it looked at again.
    """
    bodies = Body.objects.select_for_update(no_key=True).filter(
        pk__in={one.body_id for one in registrations if one.body_id}
    )
    return {body.pk for body in bodies.only("state").order_by("pk") if body.state == REFUSED}


def _answer(
    registration: Registration,
    actor: User,
    state: RegistrationState,
    reason: str,
    seen: str | None,
) -> Registration:
    found = _locked([registration.pk]).first()
    if found is None:
        raise Refusal("registration.ended")
    if seen is not None and seen != found.decision:
        raise Refusal("registration.answered_meanwhile")
    if sealed_among([found.college_id]):
        raise Refusal("registration.sealed")
    if found.state == state and not has_new_reply(found):
        raise Refusal("registration.answered_so")
    leave_pool(registration=found)
    answers_reply = has_new_reply(found)
    _decide(found, state, reason)
    found.save(update_fields=["state", "decided_at", "reason", "saved_at"])
    RegistrationStep.objects.create(
        registration=found, kind=STEP_OF[state], actor=actor, reason=reason
    )
    title, text = _words(found, answers_reply=answers_reply)
    tell(registration=found, title=title, text=text)
    return found


def has_new_reply(registration: Registration) -> bool:
    """Whether the person answered a refusal, and nobody has answered that yet."""
    replied, decided = registration.replied_at, registration.decided_at
    return bool(
        registration.state == RegistrationState.REFUSED
        and replied
        and (decided is None or replied > decided)
    )


def _decide(registration: Registration, state: RegistrationState, reason: str) -> None:
    registration.state, registration.reason = state, reason
    registration.decided_at = registration.saved_at = timezone.now()


def _words(registration: Registration, *, answers_reply: bool = False) -> tuple[str, str]:
    """The answer in the person's language; of a refusal, whether it answers what they replied."""
    with override(registration.language):
        if answers_reply and registration.state == RegistrationState.REFUSED:
            return _refused_again(registration)
        return WORDS[RegistrationState(registration.state)](registration)


def _accepted(one: Registration) -> tuple[str, str]:
    return _("Your registration is accepted"), _(
        "%(forum)s: registration %(number)s is accepted and takes part in the draw of the seats."
    ) % {"forum": one.edition.name, "number": one.number}


def _listed(one: Registration) -> tuple[str, str]:
    return _("Your registration is on the waiting list"), _(
        "%(forum)s: registration %(number)s is on the waiting list. We write to you if a place is "
        "left."
    ) % {"forum": one.edition.name, "number": one.number}


def _refused(one: Registration) -> tuple[str, str]:
    told = {"forum": one.edition.name, "number": one.number, "reason": one.reason}
    # Who answered an earlier refusal has no second answer to give.
    if one.replied_at:
        text = _("%(forum)s: registration %(number)s was not accepted. Reason: %(reason)s")
    else:
        text = _(
            "%(forum)s: registration %(number)s was not accepted. Reason: %(reason)s You may "
            "answer once, from your space on the site."
        )
    return _("Your registration was not accepted"), text % told


def _refused_again(one: Registration) -> tuple[str, str]:
    return _("Your answer was read"), _(
        "%(forum)s: your answer about registration %(number)s was read, and the decision "
        "stays. Reason: %(reason)s"
    ) % {"forum": one.edition.name, "number": one.number, "reason": one.reason}


WORDS: dict[RegistrationState, Callable[[Registration], tuple[str, str]]] = {
    RegistrationState.ACCEPTED: _accepted,
    RegistrationState.WAITING: _listed,
    RegistrationState.REFUSED: _refused,
}
