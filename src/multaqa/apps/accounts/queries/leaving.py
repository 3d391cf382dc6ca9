"""What erasing an account does, told before it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.accounts.models import Erasure, User


@dataclass(frozen=True)
class Consequence:
    """One thing of a person, and what becomes of it when they leave."""

    what: StrOrPromise
    becomes: StrOrPromise
    url: str = ""  # where they may see to it first


def leaving_of(user: User) -> list[Consequence]:
    told = [
        Consequence(
            _("Your account"),
            _(
                "Name, number, address, password, authenticator, passkeys, browsers and copies of "
                "your data are erased. Nobody can sign in with them, you neither."
            ),
        )
    ]
    if user.role_kinds:
        told.append(
            Consequence(
                _("Your role"),
                _("It goes. What you decided stays, and says no more that it was you."),
            )
        )
    return told


def erasure_of(user: User) -> Erasure | None:
    return Erasure.objects.filter(user=user).first()
