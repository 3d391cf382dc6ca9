"""The desk's answers to those who asked for a seat."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Registration, RegistrationState, RegistrationStep
from multaqa.apps.forum.services.messages import tell
from multaqa.apps.forum.services.pool import leave_pool
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

Step = RegistrationStep.Kind
STEP_OF = {
    RegistrationState.ACCEPTED: Step.ACCEPTED,
    RegistrationState.WAITING: Step.LISTED,
    RegistrationState.REFUSED: Step.REFUSED,
}
LONGEST_REASON = 500


@transaction.atomic
def accept_registrations(*, registrations: Iterable[Registration], actor: User) -> int:
    """Accept all of these that wait for an answer, or had another one; returns how many.

    Those accepted already, withdrawn meanwhile, or of a college whose draw is sealed are passed
    over: of a long list, one that moved must not stop the rest.
    """
    require(rules.can_review(actor))
    keys = [one.pk for one in registrations]
    answerable = _locked(keys).exclude(state=RegistrationState.ACCEPTED)
    accepted = [one for one in answerable if not queries.is_sealed_for(one)]
    for one in accepted:
        _answer(one, actor, RegistrationState.ACCEPTED, "")
    return len(accepted)


@transaction.atomic
def refuse_registration(*, registration: Registration, actor: User, reason: str) -> Registration:
    """Say no, with the reason that the person reads; they may answer once."""
    require(rules.can_review(actor))
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise Refusal("registration.reason_missing")
    registration = _one(registration, RegistrationState.REFUSED)
    leave_pool(registration=registration)
    return _answer(registration, actor, RegistrationState.REFUSED, reason)


@transaction.atomic
def list_registration(*, registration: Registration, actor: User, reason: str = "") -> Registration:
    """Put it on the waiting list: it is looked at again when places are left."""
    require(rules.can_review(actor))
    registration = _one(registration, RegistrationState.WAITING)
    leave_pool(registration=registration)
    return _answer(registration, actor, RegistrationState.WAITING, reason.strip()[:LONGEST_REASON])


def _locked(keys: list[int]) -> "queries.Registrations":
    answerable = [*STEP_OF, RegistrationState.SENT]
    return (
        Registration.objects.select_for_update(of=("self",))
        .select_related("edition", "college")
        .filter(pk__in=keys, state__in=answerable)
        .order_by("pk")
    )


def _one(registration: Registration, state: RegistrationState) -> Registration:
    found = _locked([registration.pk]).first()
    if found is None:
        raise Refusal("registration.ended")
    if queries.is_sealed_for(found):
        raise Refusal("registration.sealed")
    if found.state == state:
        raise Refusal("registration.answered_so")
    return found


def _answer(
    registration: Registration, actor: User, state: RegistrationState, reason: str
) -> Registration:
    registration.state, registration.decided_at = state, timezone.now()
    registration.reason = reason
    registration.save(update_fields=["state", "decided_at", "reason", "saved_at"])
    RegistrationStep.objects.create(
        registration=registration, kind=STEP_OF[state], actor=actor, reason=reason
    )
    with override(registration.language):
        title, text = WORDS[state](registration)
    tell(registration=registration, title=title, text=text)
    return registration


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
    return _("Your registration was not accepted"), _(
        "%(forum)s: registration %(number)s was not accepted. Reason: %(reason)s You may answer "
        "once, from your space on the site."
    ) % {"forum": one.edition.name, "number": one.number, "reason": one.reason}


WORDS: dict[RegistrationState, Callable[[Registration], tuple[str, str]]] = {
    RegistrationState.ACCEPTED: _accepted,
    RegistrationState.WAITING: _listed,
    RegistrationState.REFUSED: _refused,
}
