"""A code that is sent, attempts that are counted, an account that begins."""

import logging
from datetime import timedelta
from enum import IntEnum

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import Language, SignIn, User
from multaqa.apps.accounts.services.writing import write_letter, write_text
from multaqa.kernel import delivery
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)


@transaction.atomic
def welcome(*, email: str | None, phone: str | None, language: str) -> User:
    """The person whose code came back: the one known by the contact, or a new one from here on.

    Of two browsers that come back with the same new contact at once, both get the one account.
    """
    known_by = {"email": email} if email else {"phone": phone}
    new = {"language": Language(language), "password": make_password(None)}
    user, is_new = User.objects.get_or_create(**known_by, defaults=new)
    if is_new:
        log.info("user %s began", user.pk)
    return user


class Attempt(IntEnum):
    """One code entered: none was left to spend, it was spent, it was the last."""

    NONE = 0
    SPENT = 1
    LAST = 2


def spend_attempt(digest: str) -> Attempt:
    """Count one more code entered in this sign-in; false when it has no attempt left.

    Of those that come at once, exactly one is told that it was the last.

    The library counts in the session, where of thirty requests at once each reads the same count
    and the last writes it. Here the database adds and compares in one statement, so that whatever
    comes at once is counted one by one.

    Nothing else is counted of wrong codes: those of one sign-in never shut out another, from the
    same address or for the same contact. What bounds guessing is that each sign-in begins with a
    code that was sent. Twenty an hour to a contact leave a hundred guesses, of a million codes: one
    chance in ten thousand an hour, and its person's phone rings at each code. Six hundred an hour
    from an address leave three thousand guesses at whomever: one chance in three hundred, for six
    hundred messages that people did not ask for; what is asked beyond that is refused, and a code
    that came is not.
    """
    # A code is dead by then, and its sign-in with it: twice its life, for clocks that differ.
    over = timezone.now() - timedelta(seconds=2 * settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    SignIn.objects.filter(begun_at__lt=over).delete()
    most = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS
    counted = SignIn.objects.filter(digest=digest)
    one_more = {"attempt_count": F("attempt_count") + 1}
    # The row of a sign-in that ended well goes; who comes beside its end counts from one again.
    for _turn in range(3):
        SignIn.objects.bulk_create([SignIn(digest=digest)], ignore_conflicts=True)
        if counted.filter(attempt_count__lt=most - 1).update(**one_more):
            return Attempt.SPENT
        if counted.filter(attempt_count=most - 1).update(**one_more):
            return Attempt.LAST
        if counted.exists():
            break
    return Attempt.NONE


def send_code(*, email: str | None, phone: str | None, code: str) -> None:
    """Deliver a sign-in code; ``DeliveryFailed`` when nobody took it over.

    Refuses a phone on an instance that has no way to reach phones.
    """
    if email:
        title = _("%(code)s is your sign-in code") % {"code": code}
        text = _("Your sign-in code is %(code)s. It works for ten minutes.") % {"code": code}
        caution = _("If you did not ask for it, do nothing: nobody can sign in without it.")
        write_letter(
            address=email,
            topic="accounts.code",
            title=title,
            text=f"{text}\n\n{caution}",
            code=code,
        )
    elif phone:
        if not delivery.reaches_phones():
            raise Refusal("accounts.no_phone_delivery")
        text = _("%(code)s is your sign-in code. It works for ten minutes.") % {"code": code}
        write_text(phone=phone, topic="accounts.code", text=text)
