"""What a person says of themselves, and the password of who wants one."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_noop

from multaqa.apps.accounts.models import Language, User
from multaqa.apps.accounts.services.telling import tell_person
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

PASSWORD_FAULTS = {
    "password_too_short": "accounts.password_too_short",
    "password_too_common": "accounts.password_too_common",
    "password_entirely_numeric": "accounts.password_only_digits",
    "password_too_similar": "accounts.password_too_similar",
}


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
    sentence = gettext_noop("The password of your account was changed.")
    tell_person(user, sentence)


@transaction.atomic
def remove_password(*, user: User) -> None:
    """Back to codes alone; other browsers of theirs are signed out."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    sentence = gettext_noop("The password of your account was taken out.")
    tell_person(user, sentence)
