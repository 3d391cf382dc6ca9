"""A person leaves: their places go, and what of them was a body's contact."""

from django.db import transaction
from django.db.models import Q

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries
from multaqa.apps.network.models import Body


@transaction.atomic
def forget_person(*, user: User) -> None:
    """Erase their places in bodies, and their own number or address where it was a body's too.

    What they entered or decided stays, and says no more that it was they: the account's end sees
    to that.
    """
    user.memberships.all().delete()
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
