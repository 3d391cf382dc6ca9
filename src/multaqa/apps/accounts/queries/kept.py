"""What the accounts keep about a person."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.accounts.models import Language, RoleKind, User
from multaqa.ui import dates


@dataclass(frozen=True)
class Kept:
    """One thing that is stored about a person: what, why, until when, and who sees it."""

    what: StrOrPromise
    value: StrOrPromise
    why: StrOrPromise
    until: StrOrPromise
    seen_by: StrOrPromise
    is_number: bool = False  # a phone, a code: read left to right, never broken


def kept_of(user: User) -> list[Kept]:
    """What the accounts keep about this person; each other app says what it keeps itself."""
    team = _("You, and the coordinators")
    erased = _("Until the account is erased")
    contact = _("To recognise you by a code, and to write to you about the forum")
    rows = [
        Kept(_("Name"), user.name, _("To call you by your name"), erased, team),
        Kept(
            _("Mobile number"),
            user.phone or "",
            contact,
            erased,
            team,
            is_number=True,
        ),
        Kept(
            _("E-mail address"),
            user.email or "",
            contact,
            erased,
            team,
        ),
        Kept(
            _("Language"),
            Language(user.language).label,
            _("To write to you in it"),
            erased,
            team,
        ),
        Kept(
            _("Password"),
            _("Set; it cannot be read, not even by us") if user.has_usable_password() else "",
            _("To let you in without a code, if you want"),
            erased,
            _("Nobody"),
        ),
        Kept(
            _("Roles"),
            ", ".join(str(RoleKind(kind).label) for kind in sorted(user.role_kinds)),
            _("To open to you the pages of those who run or audit the forum"),
            _("Until the role is withdrawn"),
            team,
        ),
        Kept(
            _("When the account began"),
            dates.day(user.joined_at),
            _("To know accounts that serve nobody any more"),
            erased,
            team,
        ),
        Kept(
            _("Last sign-in"),
            dates.moment(user.last_login) if user.last_login else "",
            _("To know accounts that serve nobody any more"),
            erased,
            _("You"),
        ),
        Kept(
            _("That you are signed in, in this browser"),
            _("A cookie that means nothing elsewhere"),
            _("To let you go from page to page"),
            _("Until you sign out, or 14 days"),
            _("Nobody"),
        ),
    ]
    return [row for row in rows if row.value]
