"""What changes who may sign in."""

import logging
from datetime import timedelta
from functools import partial
from unicodedata import category

import phonenumbers
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from phonenumbers import PhoneNumberType

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import Language, Role, RoleKind, SignIn, User
from multaqa.kernel import arabic, delivery
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

LONGEST_EMAIL = 254
MOROCCO = 212
# Lines that take no text message, or that take it for money. A range too new for the library has
# no kind at all, and passes.
NOT_MOBILE = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PAGER,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
}
PASSWORD_FAULTS = {
    "password_too_short": "accounts.password_too_short",
    "password_too_common": "accounts.password_too_common",
    "password_entirely_numeric": "accounts.password_only_digits",
    "password_too_similar": "accounts.password_too_similar",
}


def contact(text: str) -> tuple[str | None, str | None]:
    """Read what a person typed as an (e-mail, phone) of which one is set.

    A phone is read as people write it in Morocco (06 61 23 45 67, +212..., Arabic digits) and
    returned as E.164. Refuses what is neither, and a number with letters in it.
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
    if any(sign.isalpha() for sign in text):  # the library dials words: 0661abcdef is a number
        raise Refusal("accounts.bad_contact")
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


def reached_contact(text: str) -> tuple[str | None, str | None]:
    """Read what a person typed as a contact that a code can be sent to.

    Refuses also, known or not, a phone that takes no text message, and one of a country that this
    instance does not write to.
    """
    email, phone = local_contact(text)
    if phone and phonenumbers.number_type(phonenumbers.parse(phone)) in NOT_MOBILE:
        raise Refusal("accounts.not_mobile")
    return email, phone


def local_contact(text: str) -> tuple[str | None, str | None]:
    """Read what a person typed as a contact to write to or to call: a landline is one too.

    Refuses a phone of a country that this instance does not write to.
    """
    email, phone = contact(text)
    if phone:
        number = phonenumbers.parse(phone)
        if _is_abroad(number):
            # Between isolates: in an Arabic line the sign would go to the other side.
            beginning = f"\u2066+{number.country_code}\u2069"
            raise Refusal("accounts.phone_abroad", beginning=beginning)
    return email, phone


def takes_texts(phone: str) -> bool:
    """Whether this instance writes to the number: of a country it writes to, and no landline.

    Anybody may give a number to be called at; a text message goes only where a code would.
    """
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    return not _is_abroad(number) and phonenumbers.number_type(number) not in NOT_MOBILE


def _is_abroad(number: phonenumbers.PhoneNumber) -> bool:
    return number.country_code not in settings.SMS_COUNTRIES


@transaction.atomic
def give_role(*, contact_text: str, kind: RoleKind, name: str = "") -> User:
    """Make the person known by this phone or e-mail a holder of the role, creating them if new."""
    email, phone = reached_contact(contact_text)
    user = queries.user_known_by(email=email, phone=phone)
    if user is None:
        user = User.objects.create_user(email=email, phone=phone, name=name)
    Role.objects.get_or_create(user=user, kind=kind)
    log.info("user %s holds role %s", user.pk, kind)
    return user


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


def spend_attempt(digest: str) -> bool:
    """Count one more code entered in this sign-in; false when it has no attempt left.

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
    SignIn.objects.get_or_create(digest=digest)
    left = SignIn.objects.filter(
        digest=digest, attempt_count__lt=settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS
    )
    is_counted = bool(left.update(attempt_count=F("attempt_count") + 1))
    # A code is dead by then, and its sign-in with it: twice its life, for clocks that differ.
    over = timezone.now() - timedelta(seconds=2 * settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    SignIn.objects.filter(begun_at__lt=over).delete()
    return is_counted


def send_code(*, email: str | None, phone: str | None, code: str) -> None:
    """Deliver a sign-in code; ``DeliveryFailed`` when nobody took it over.

    Refuses a phone on an instance that has no way to reach phones.
    """
    if email:
        subject = _("%(code)s is your sign-in code") % {"code": code}
        text = _("Your sign-in code is %(code)s. It works for ten minutes.") % {"code": code}
        caution = _("If you did not ask for it, do nothing: nobody can sign in without it.")
        delivery.send_letter(email, f"{settings.SITE_NAME}: {subject}", f"{text}\n\n{caution}\n")
    elif phone:
        if not delivery.reaches_phones():
            raise Refusal("accounts.no_phone_delivery")
        text = _("%(code)s is your sign-in code. It works for ten minutes.") % {"code": code}
        delivery.send_text(phone, text)


@transaction.atomic
def revise_account(*, user: User, name: str, language: str) -> None:
    """What the person is called, and the language they are written to in.

    A name in which no letter can be read is none.
    """
    user.name = " ".join(name.split()) if arabic.has_letters(name) else ""
    user.language = Language(language)
    user.save(update_fields=["name", "language"])


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Let the person in by this password too, here on; other browsers of theirs are signed out.

    Refuses one that is soon guessed. The person is written to, in case it was not them.
    """
    try:
        validate_password(password, user)
    except ValidationError as errors:
        fault = PASSWORD_FAULTS[errors.error_list[0].code or ""]
        raise Refusal(fault, least=settings.PASSWORD_LENGTH) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    transaction.on_commit(partial(_tell_of_password, user))


@transaction.atomic
def remove_password(*, user: User) -> None:
    """Back to codes alone; other browsers of theirs are signed out."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def _tell_of_password(user: User) -> None:
    with override(user.language):
        subject = _("The password of your account was changed")
        text = _(
            "The password of your account was changed. If it was not you, sign in by a code and "
            "change it again."
        )
    try:
        if user.email:
            delivery.send_letter(user.email, f"{settings.SITE_NAME}: {subject}", f"{text}\n")
        elif user.phone:
            delivery.send_text(user.phone, text)
    except Refusal as refusal:
        # The password stands all the same.
        log.warning("user %s was not told of a new password: %s", user.pk, refusal.code)
