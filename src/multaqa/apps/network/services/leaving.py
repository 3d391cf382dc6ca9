"""A person leaves: their places go, and what of them was a body's contact."""

from functools import partial

from django.db import transaction
from django.db.models import Model, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries
from multaqa.apps.network.models import (
    Body,
    BodyDocument,
    BodyImport,
    BodyImportRow,
    BodyStep,
    Invitation,
    Origin,
)
from multaqa.apps.network.services.steps import note_step, tell_nobody_remains
from multaqa.kernel import arabic

SAME_DIGITS = 9  # of a Moroccan number, whatever is written before them
SAID_BY_PEOPLE = (
    BodyStep.Kind.HANDOVER_ENTERED,
    BodyStep.Kind.HANDOVER_CONTESTED,
    BodyStep.Kind.HANDOVER_WITHDRAWN,
)
# Columns in which values of bodies, and so their contacts, are kept as they came in.
AS_THEY_CAME: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (BodyImportRow, ("cells", "corrected", "told", "faults", "candidates", "choices")),
    (Origin, ("changes",)),
)


@transaction.atomic
def forget_person(*, user: User) -> None:
    """Erase their places in bodies, and their own number or address wherever a body has it.

    Also in lists that were brought in and in what is kept of where values come from. What they
    entered or decided stays, and says no more that it was they: the account's end sees to that.
    """
    for body in queries.bodies_left_alone(user):
        note_step(body, BodyStep.Kind.LEFT_NOBODY, actor=None)
        tell_nobody_remains(body, but=user)
    user.memberships.all().delete()
    _forget_claims(user)
    _forget_invitations(user)
    _forget_file_names(user)
    _forget_words(user)
    _leave_bodies(user)
    for model, columns in AS_THEY_CAME:
        _leave_rows(user, model, columns)


def _forget_claims(user: User) -> None:
    """With their proofs, whose files go once all of it holds."""
    claims = list(user.claims.exclude(document=""))
    for claim in claims:
        name, storage = claim.document.name, claim.document.storage
        transaction.on_commit(partial(storage.delete, str(name)))
    user.claims.all().delete()


def _forget_invitations(user: User) -> None:
    """What was sent to their number or address tells it no more; what waits is over."""
    theirs = Q(answered_by=user)
    if user.phone:
        theirs |= Q(phone=user.phone)
    if user.email:
        theirs |= Q(email__iexact=user.email)
    sent = Invitation.objects.filter(theirs)
    waiting = sent.filter(state=Invitation.State.WAITING)
    waiting.update(state=Invitation.State.WITHDRAWN, closed_at=timezone.now())
    Invitation.objects.filter(theirs).update(phone="", email="", name="")


def _forget_file_names(user: User) -> None:
    """What they sent for a body stays the body's; the name that they gave the file does not."""
    neutral = Concat("kind", Value("."), "ending")
    BodyDocument.objects.filter(sent_by=user).update(name=neutral)
    BodyImport.objects.filter(brought_by=user).update(file_name="—")


def _forget_words(user: User) -> None:
    """What they said as one of a body's people; a coordinator's reasons stand with the decision."""
    user.entered_handovers.update(note="")
    user.contested_handovers.update(objection="")
    user.objected_claims.update(objection="")
    user.body_steps_done.filter(kind__in=SAID_BY_PEOPLE).update(text="")


def _leave_bodies(user: User) -> None:
    theirs = Q(pk__in=())
    if user.phone:
        theirs |= Q(phone=user.phone) | Q(other_phones__contains=user.phone[-SAME_DIGITS:])
    if user.email:
        theirs |= Q(email__iexact=user.email)
    for body in Body.objects.select_for_update(of=("self",)).filter(theirs).order_by("pk"):
        others = [line for line in body.other_phones.splitlines() if not _is_theirs(line, user)]
        body.other_phones = "\n".join(others)
        if _is_theirs(body.phone, user):
            body.phone = ""
        if _is_theirs(body.email, user):
            body.email = ""
        body.search_text = queries.search_text_of(body)
        body.save(update_fields=["phone", "other_phones", "email", "search_text"])


def _leave_rows(user: User, model: type[Model], columns: tuple[str, ...]) -> None:
    for one in model._default_manager.only(*columns).iterator(chunk_size=500):
        was = {column: getattr(one, column) for column in columns}
        now = {column: _without(value, user) for column, value in was.items()}
        if now != was:
            model._default_manager.filter(pk=one.pk).update(**now)


def _without(value: object, user: User) -> object:
    """The same, each text in it that is, or holds, their number or address left empty."""
    if isinstance(value, dict):
        return {key: _without(part, user) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, user) for part in value]
    return "" if isinstance(value, str) and _is_theirs(value, user) else value


def _is_theirs(text: str, user: User) -> bool:
    if user.email and user.email in text.lower():
        return True
    digits = "".join(sign for sign in arabic.digits(text) if sign.isdigit())
    return bool(user.phone) and str(user.phone)[-SAME_DIGITS:] in digits
