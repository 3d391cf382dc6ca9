"""The second factors of a person: an authenticator, passkeys, codes for a lost device."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from multaqa.apps.accounts.models import User

TOTP = Authenticator.Type.TOTP
PASSKEY = Authenticator.Type.WEBAUTHN
RECOVERY = Authenticator.Type.RECOVERY_CODES


def authenticators_of(user: User) -> "QuerySet[Authenticator]":
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return found.order_by("pk")


def passkeys_of(user: User) -> "QuerySet[Authenticator]":
    return authenticators_of(user).filter(type=PASSKEY)


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner knows it."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class SecondFactors:
    """What asks, beside the code or the password, who somebody is."""

    authenticator_since: datetime | None
    passkeys: tuple[Passkey, ...]
    codes_left: int | None  # none: they were never made

    @property
    def is_any(self) -> bool:
        return self.authenticator_since is not None or bool(self.passkeys)


def second_factors_of(user: User) -> SecondFactors:
    since, passkeys, left = None, [], None
    for one in authenticators_of(user):
        if one.type == TOTP:
            since = one.created_at
        elif one.type == PASSKEY:
            name = str(one.data.get("name", ""))
            passkeys.append(Passkey(one.pk, name, one.created_at, one.last_used_at))
        else:
            left = len(one.wrap().get_unused_codes())
    return SecondFactors(since, tuple(passkeys), left)
