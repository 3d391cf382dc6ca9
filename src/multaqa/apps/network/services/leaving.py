"""A person leaves: their places go, and what of them was a body's contact."""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries
from multaqa.apps.network.models import Body, Invitation


@transaction.atomic
def forget_person(*, user: User) -> None:
    """Erase their places in bodies, and their own number or address where it was a body's too.

    What they entered or decided stays, and says no more that it was they: the account's end sees
    to that.
    """
    user.memberships.all().delete()
    _forget_claims(user)
    _forget_invitations(user)
    theirs = Q(pk__in=())
    if user.phone:
        theirs |= Q(phone=user.phone)
    if user.email:
        theirs |= Q(email__iexact=user.email)
    for body in Body.objects.select_for_update(of=("self",)).filter(theirs).order_by("pk"):
        if user.phone and body.phone == user.phone:
            body.phone = ""
        if user.email and body.email.lower() == user.email:
            body.email = ""
        body.search_text = queries.search_text_of(body)
        body.save(update_fields=["phone", "email", "search_text"])


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
