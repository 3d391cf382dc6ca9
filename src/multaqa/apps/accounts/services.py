"""What changes who may sign in."""

import logging
from datetime import UTC, datetime, timedelta
from unicodedata import category

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import Role, RoleKind, SignIn, User
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

LONGEST_EMAIL = 254
MOROCCO = 212


def contact(text: str) -> tuple[str | None, str | None]:
    """Read what a person typed as an (e-mail, phone) of which one is set.

    A phone is read as people write it in Morocco (06 61 23 45 67, +212..., Arabic digits) and
    returned as E.164. Refuses what is neither.
    """
    # A number copied from a telephone's contacts comes between invisible direction marks.
    text = "".join(sign for sign in arabic.digits(text) if category(sign) != "Cf").strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError:
            raise Refusal("accounts.bad_email") from None
        if len(text) > LONGEST_EMAIL:
            raise Refusal("accounts.bad_email")
        return text.lower(), None
    try:
        number = phonenumbers.parse(text, "MA")
    except phonenumbers.NumberParseException:
        raise Refusal("accounts.bad_contact") from None
    national = phonenumbers.national_significant_number(number)
    # Nine digits typed with their 0 are possible to the library, which then keeps the 0.
    possible = phonenumbers.is_possible_number(number) and not number.italian_leading_zero
    if number.country_code == MOROCCO and not possible:
        written = sum(sign.isdigit() for sign in text)
        if text.startswith(("+", "00")):  # as it would count in the country: 0 for +212
            written = len(national) + 1
        raise Refusal("accounts.bad_phone", digits=written)
    if not phonenumbers.is_possible_number(number):
        raise Refusal("accounts.bad_contact")
    return None, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@transaction.atomic
def give_role(*, contact_text: str, kind: RoleKind, name: str = "") -> User:
    """Make the person known by this phone or e-mail a holder of the role, creating them if new."""
    email, phone = contact(contact_text)
    user = queries.user_known_by(email=email, phone=phone)
    if user is None:
        user = User.objects.create_user(email=email, phone=phone, name=name)
    Role.objects.get_or_create(user=user, kind=kind)
    log.info("user %s holds role %s", user.pk, kind)
    return user


def spend_attempt(digest: str) -> bool:
    """Count one more code entered in this sign-in; false when it has no attempt left.

    The library counts in the session, where of thirty requests at once each reads the same count
    and the last writes it. Here the database adds and compares in one statement, so that whatever
    comes at once is counted one by one.
    """
    SignIn.objects.get_or_create(digest=digest)
    left = SignIn.objects.filter(
        digest=digest, attempt_count__lt=settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS
    )
    is_counted = bool(left.update(attempt_count=F("attempt_count") + 1))
    # A code is dead by then, and its sign-in with it: twice its life, for clocks that differ.
    over = timezone.now() - timedelta(seconds=2 * settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    SignIn.objects.filter(begun_at__lt=over).delete()
    return is_counted


def send_code_by_phone(*, phone: str, code: str) -> None:
    """Deliver a sign-in code to a phone: to the outbox or the console, as the instance says.

    Refuses on an instance that has no way to reach phones.
    """
    text = _("%(code)s is your sign-in code. It works for ten minutes.") % {"code": code}
    if settings.DELIVERY == "file":
        settings.OUTBOX.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        (settings.OUTBOX / f"{stamp}-sms.log").write_text(f"To: {phone}\n\n{text}\n")
    elif settings.DELIVERY == "console":
        print(f"To: {phone}\n{text}")  # noqa: T201  the console is where this instance delivers
    else:
        raise Refusal("accounts.no_phone_delivery")
