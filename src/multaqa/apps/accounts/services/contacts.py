"""Reading what a person types as a phone number or an e-mail address."""

from unicodedata import category

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import PhoneNumberType

from multaqa.kernel import arabic
from multaqa.refusal import Refusal

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
