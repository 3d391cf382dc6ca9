"""A code that waits in the session until it comes back: who one is, or that a contact is theirs."""

import time
from collections.abc import MutableMapping
from hashlib import sha256
from secrets import randbelow
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from multaqa.apps.accounts.services.signing_in import spend_attempt
from multaqa.apps.accounts.services.writing import write_letter, write_text
from multaqa.kernel import arabic, delivery
from multaqa.refusal import Refusal

Session = MutableMapping[str, Any]
PLACE = "waiting_code_for_"


def send_waiting_code(
    session: Session, *, purpose: str, email: str | None, phone: str | None
) -> None:
    """Send a code to the contact, and wait for it; nothing waits where it could not be sent.

    The session keeps a mark from which the code cannot be read.
    """
    code = f"{randbelow(10**6):06d}"
    if email:
        subject = _("%(code)s is your confirmation code") % {"code": code}
        text = _("Your confirmation code is %(code)s. It works for ten minutes.") % {"code": code}
        caution = _("If you did not ask for it, do nothing: without it nothing changes.")
        words = f"{text}\n\n{caution}"
        write_letter(address=email, topic="accounts.code", title=subject, text=words, code=code)
    else:
        if not delivery.reaches_phones():
            raise Refusal("accounts.no_phone_delivery")
        text = _("%(code)s is your confirmation code. It works for ten minutes.") % {"code": code}
        write_text(phone=phone or "", topic="accounts.code", text=text)
    at = time.time()
    waits = {"email": email, "phone": phone, "at": at}
    session[PLACE + purpose] = waits | {"mark": _mark(waits, code)}


def waiting_contact(session: Session, *, purpose: str) -> str | None:
    """Where the code that is waited for went; none when none is, or it is too old."""
    waits = session.get(PLACE + purpose)
    if not waits or time.time() - waits["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        return None
    return str(waits["email"] or waits["phone"])


def take_waiting_code(
    session: Session, *, purpose: str, code: str
) -> tuple[str | None, str | None]:
    """The (e-mail, phone) that the code went to; nothing waits any more.

    Refuses one that is too old, another code, and the sixth attempt, counted in the database.
    """
    contact = waiting_contact(session, purpose=purpose)
    if contact is None:
        session.pop(PLACE + purpose, None)
        raise Refusal("code.too_old")
    waits = session[PLACE + purpose]
    if not spend_attempt(sha256(f"{waits['at']!r} {contact} {purpose}".encode()).hexdigest()):
        session.pop(PLACE + purpose, None)
        raise Refusal("code.too_many")
    typed = "".join(sign for sign in arabic.digits(code) if sign.isdigit())
    if not constant_time_compare(_mark(waits, typed), waits["mark"]):
        raise Refusal("code.wrong")
    session.pop(PLACE + purpose)
    return waits["email"], waits["phone"]


def _mark(waits: dict[str, Any], code: str) -> str:
    told = f"{waits['at']!r} {waits['email'] or waits['phone']} {code}"
    return salted_hmac("accounts.waiting_code", told, algorithm="sha256").hexdigest()
