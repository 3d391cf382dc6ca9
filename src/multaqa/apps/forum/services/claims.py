"""Whose phone or e-mail it is: who signed in by a code to it comes before who only typed it."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.services import write_letter, write_text
from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Applicant, Message, Registration, RegistrationStep
from multaqa.apps.forum.services.messages import tell, way_of
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

CONTACT = ("phone", "email")


def claim_contact(
    registration: Registration, actor: User, giving_way: Iterable[Registration]
) -> None:
    """Take the contact that a registration's person proved out of those that only typed it.

    These stand, without it: their step is kept and their senders are told. All of them are locked,
    and their draws, which may hold the number beside a ticket.
    """
    if registration.user_id != actor.pk:
        return
    proved = {
        column: contact
        for column in CONTACT
        if (contact := getattr(actor, column)) and contact == getattr(registration, column)
    }
    for one in giving_way:
        lost = [column for column, contact in proved.items() if getattr(one, column) == contact]
        if lost and one.state in queries.TAKING:
            _give_way(one, lost, actor)


def _give_way(one: Registration, lost: list[str], actor: User) -> None:
    for column in lost:
        setattr(one, column, "")
    one.save(update_fields=[*lost, "saved_at"])
    if "phone" in lost:
        Applicant.objects.filter(registration=one).update(phone="")
    with override(settings.LANGUAGE_CODE):  # the desk's first language
        reason = _("Somebody else proved, by a code, that it is theirs.")
    RegistrationStep.objects.create(
        registration=one, kind=RegistrationStep.Kind.MOVED, actor=actor, reason=reason
    )
    with override(one.language):
        title = _("Write your own phone number or e-mail")
        text = _(
            "%(forum)s: the phone number or e-mail in registration %(number)s belongs to somebody "
            "else, who proved it by a code. It was taken out; the registration stands. Write your "
            "own in your space on the site, or tell us."
        ) % {"forum": one.edition.name, "number": one.number}
    tell(registration=one, title=title, text=text)


def contact_taken(registration: Registration, actor: User) -> Refusal:
    """Why it cannot be sent; whom somebody else registered is told where they find that."""
    entered = queries.entered_for(actor, registration).first()
    if entered is None:
        return Refusal("registration.contact_taken")
    return Refusal("registration.entered_for_you", number=entered.number)


def tell_former(former: Registration, registration: Registration) -> None:
    """Write to where its person was written to until now, in case it was not them."""
    way = way_of(former)
    with override(registration.language):
        title = _("Your registration was changed")
        text = _(
            "Registration %(number)s is not answered here any more: another phone number or "
            "e-mail was given for it. If you did not ask for it, tell us."
        ) % {"number": registration.number}
    try:
        if way == Message.Way.PHONE:
            write_text(phone=former.phone, topic="forum.registration", text=text)
        elif way == Message.Way.EMAIL:
            write_letter(address=former.email, topic="forum.registration", title=title, text=text)
    except Refusal as refusal:
        # The change stands all the same.
        log.warning("registration %s: former contact not told: %s", registration.pk, refusal.code)
