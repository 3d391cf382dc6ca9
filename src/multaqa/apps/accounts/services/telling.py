"""Writing to a person of what happened to their account, in case it was not them."""

import logging
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import Recipient, User
from multaqa.apps.accounts.services.notices import notify, reached_by
from multaqa.apps.accounts.services.writing import write_letter, write_text
from multaqa.kernel import delivery
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

SECURITY = "accounts.security"


def tell_person(user: User, sentence: str) -> None:
    """Tell it as everything needed is told, and to their other contact too, if they have one.

    Whoever took one contact over may not hold the other. ``sentence`` is a key of the catalogues.
    """
    with override(user.language):
        if_not = _("If it was not you, sign in and look at your account.")
        text = f"{_(sentence)} {if_not}"
        subject = _("Something changed in your account")
        notify(user=user, topic=SECURITY, title=subject, text=text, url=reverse("account"))
        recipient = Recipient.objects.filter(user=user).first()
        is_by_phone = reached_by(user, recipient.by if recipient else "") == Recipient.By.PHONE
    other = (
        {"email": user.email, "phone": None}
        if is_by_phone
        else {"email": None, "phone": user.phone}
    )
    transaction.on_commit(
        partial(tell_contact, subject=subject, text=text, language=user.language, **other)
    )


def tell_contact(
    *, email: str | None, phone: str | None, subject: str, text: str, language: str | None = None
) -> None:
    """Write to one contact; what was done stands also where nobody takes the message over."""
    try:
        with override(language or get_language()):
            if email:
                write_letter(address=email, topic=SECURITY, title=subject, text=text)
            elif phone and delivery.reaches_phones():
                write_text(phone=phone, topic=SECURITY, text=text)
    except Refusal as refusal:
        log.warning("somebody was not told of a change of account: %s", refusal.code)
