"""A second factor: set up, asked for, taken away.

The library keeps the secrets and does the sums; what counts attempts and spends codes is here, in
the database, so that whatever comes at once is taken one by one.
"""

import logging
import time
from hashlib import sha256

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_noop

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import SignIn, User
from multaqa.apps.accounts.services.contacts import contact as read_contact
from multaqa.apps.accounts.services.signing_in import Attempt, spend_attempt
from multaqa.apps.accounts.services.telling import tell_person
from multaqa.apps.accounts.services.visits import end_other_visits
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

DRIFT = 1  # periods of half a minute that a telephone's clock may be off, either way
LONGEST_NAME = 60


def _step_of(secret: str, code: str) -> int | None:
    """The half minute that this code is of, if it is of this one or the ones beside it."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    for step in range(now - DRIFT, now + DRIFT + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), code):
            return step
    return None


def read_code(text: str) -> str:
    """Digits as they were typed, Arabic ones too, whatever stands between them."""
    return "".join(sign for sign in arabic.digits(text) if sign.isdigit())


@transaction.atomic
def add_authenticator(*, user: User, secret: str, code: str) -> list[str]:
    """Ask this secret's codes from here on; returns the recovery codes, if these are the first.

    Refuses a code that is not of this secret, and a second authenticator.
    """
    _held(user)
    if queries.authenticators_of(user).filter(type=queries.TOTP).exists():
        raise Refusal("second.has_authenticator")
    step = _step_of(secret, read_code(code))
    if step is None:
        raise Refusal("second.wrong_first_code")
    added = TOTP.activate(user, secret).instance
    added.data["last_step"] = step
    added.save(update_fields=["data"])
    return _added(user, gettext_noop("An authenticator was added to your account."))


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, object]) -> list[str]:
    """Let the person in by this passkey; returns the recovery codes, if these are the first."""
    _held(user)
    WebAuthn.add(user, name.strip()[:LONGEST_NAME], credential)
    return _added(user, gettext_noop("A passkey was added to your account."))


def _added(user: User, sentence: str) -> list[str]:
    _forget_cached(user)
    tell_person(user, sentence)
    if queries.authenticators_of(user).filter(type=queries.RECOVERY).exists():
        return []
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


@transaction.atomic
def name_passkey(*, user: User, passkey_id: int, name: str) -> None:
    _held(user)
    passkey = queries.passkeys_of(user).get(pk=passkey_id)
    passkey.data["name"] = name.strip()[:LONGEST_NAME]
    passkey.save(update_fields=["data"])


@transaction.atomic
def remove_second_factor(*, user: User, authenticator_id: int) -> None:
    """Take an authenticator or a passkey away; with the last of them go the recovery codes."""
    _held(user)
    kinds = [queries.TOTP, queries.PASSKEY]
    queries.authenticators_of(user).filter(pk=authenticator_id, type__in=kinds).delete()
    if not queries.authenticators_of(user).filter(type__in=kinds).exists():
        queries.authenticators_of(user).delete()
    _forget_cached(user)
    sentence = gettext_noop("An authenticator or a passkey was taken out of your account.")
    tell_person(user, sentence)


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Other codes for a lost device: those of before open nothing any more.

    Refuses who has neither an authenticator nor a passkey.
    """
    _held(user)
    if not queries.second_factors_of(user).is_any:
        raise Refusal("second.none")
    queries.authenticators_of(user).filter(type=queries.RECOVERY).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    sentence = gettext_noop("New recovery codes were made for your account.")
    tell_person(user, sentence)
    return codes


def reset_second_factors(*, contact_text: str) -> bool:
    """Take all second factors away, on the server, of who lost their device and their codes.

    Says whether there were any; whoever is signed in as them is signed out. Refuses a contact that
    nobody is known by.
    """
    email, phone = read_contact(contact_text)
    user = queries.user_known_by(email=email, phone=phone)
    if user is None:
        raise Refusal("accounts.nobody")
    with transaction.atomic():
        _held(user)
        count, _rows = queries.authenticators_of(user).delete()
        end_other_visits(user=user, but=None)
        log.info("user %s: second factors reset on the server", user.pk)
        if count:
            sentence = gettext_noop(
                "On your asking, the server took the second step out of your account."
            )
            tell_person(user, sentence)
    return bool(count)


def check_second_factor(*, user: User, code: str) -> Authenticator:
    """Take a code of the authenticator, or one for a lost device: each is good for once.

    Refuses a wrong one, one that was used, and after five wrong ones any, for twenty minutes: no
    one comes this far without the code or the password, so that nobody else is shut out by it.
    """
    digest = _digest(user)
    attempt = spend_attempt(digest)
    if attempt is Attempt.NONE:
        raise Refusal("second.too_many")
    found = _spent(user, read_code(code))
    if found is None:
        if attempt is Attempt.LAST:
            sentence = gettext_noop(
                "Somebody signed in to your account by its code or password, and failed at the "
                "second step several times. If it was not you, change your password."
            )
            tell_person(user, sentence)
        raise Refusal("second.wrong_code")
    forget_attempts(user)
    return found


def forget_attempts(user: User) -> None:
    SignIn.objects.filter(digest=_digest(user)).delete()


def _digest(user: User) -> str:
    return sha256(f"second factor of {user.pk}".encode()).hexdigest()


@transaction.atomic
def _spent(user: User, code: str) -> Authenticator | None:
    _held(user)
    for one in queries.authenticators_of(user).exclude(type=queries.PASSKEY):
        if one.type == queries.RECOVERY:
            if one.wrap().validate_code(code):
                one.refresh_from_db()
                one.record_usage()
                return one
        elif (step := _step_of(decrypt(one.data["secret"]), code)) is not None:
            if step <= one.data.get("last_step", 0):
                return None
            one.data["last_step"] = step
            one.save(update_fields=["data"])
            one.record_usage()
            return one
    return None


def _held(user: User) -> None:
    """What is done to one person's factors at the same moment is done in turn."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _forget_cached(user: User) -> None:
    user.__dict__.pop("has_second_factor", None)
    user.__dict__.pop("is_held_back", None)
