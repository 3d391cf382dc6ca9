"""What the accounts keep about a person."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from multaqa.apps.accounts.models import Language, Notice, RoleKind, Switch, User
from multaqa.apps.accounts.queries.leaving import erasure_of
from multaqa.apps.accounts.queries.second_factor import second_factors_of
from multaqa.apps.accounts.queries.visits import visits_of
from multaqa.kernel.house import TOPICS
from multaqa.ui import dates
from multaqa.ui.amounts import number


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
        *_second_factors(user, erased),
        *_changes(user),
        *_visits(user),
        *_copies(user),
        Kept(
            _("That you are signed in, in this browser"),
            _("A cookie that means nothing elsewhere"),
            _("To let you go from page to page"),
            _("Until you sign out, or 14 days"),
            _("Nobody"),
        ),
    ]
    return [row for row in [*rows, *_of_messages(user)] if row.value]


def _second_factors(user: User, erased: StrOrPromise) -> list[Kept]:
    """That they exist, and never what opens the account with them."""
    factors = second_factors_of(user)
    let_in = _("To ask, beside the code or the password, something that only you hold")
    rows = []
    if factors.authenticator_since:
        said = _("set up on %(day)s; its secret is kept locked") % {
            "day": dates.day(factors.authenticator_since)
        }
        rows.append(Kept(_("Authenticator"), said, let_in, erased, _("Nobody")))
    for one in factors.passkeys:
        said = _("“%(name)s”, added on %(day)s; your device alone holds its secret") % {
            "name": one.name,
            "day": dates.day(one.added_at),
        }
        rows.append(Kept(_("Passkey"), said, let_in, erased, _("You")))
    if factors.codes_left is not None:
        said = ngettext(
            "%(count)d code that can still be used",
            "%(count)d codes that can still be used",
            factors.codes_left,
        ) % {"count": factors.codes_left}
        rows.append(
            Kept(
                _("Recovery codes"),
                said,
                _("For the day you lose your device"),
                erased,
                _("Nobody"),
            )
        )
    return rows


def _changes(user: User) -> list[Kept]:
    return [
        Kept(
            _("Former number or address"),
            one.former,
            _("So that whoever had it can undo the change, if it was not theirs"),
            _("%(days)d days after the change") % {"days": settings.UNDO_DAYS},
            _("Nobody"),
            is_number=one.kind == "phone",
        )
        for one in user.contact_changes.exclude(former="")
    ]


def _visits(user: User) -> list[Kept]:
    """Of each browser its kind and two moments: nothing of where it was."""
    count = visits_of(user).count()
    said = ngettext(
        "%(count)d browser: its kind (such as Chrome on Android), when you signed in and when it "
        "last came, to the hour; no address of your connection",
        "%(count)d browsers: their kind (such as Chrome on Android), when you signed in and when "
        "they last came, to the hour; no address of your connection",
        count,
    ) % {"count": count}
    row = Kept(
        _("Browsers signed in"),
        said,
        _("So that you see who is signed in as you, and can sign them out"),
        _("Until you sign out, or 14 days"),
        _("You"),
    )
    return [row] if count else []


def _copies(user: User) -> list[Kept]:
    count = user.copies.count()
    rows = []
    if count:
        said = ngettext("%(count)d copy", "%(count)d copies", count) % {"count": count}
        rows.append(
            Kept(
                _("Copies of your data that you asked for"),
                said,
                _("So that you can fetch them"),
                _("%(days)d days") % {"days": settings.COPY_DAYS},
                _("You"),
            )
        )
    if erasure := erasure_of(user):
        rows.append(
            Kept(
                _("That you asked to be erased"),
                dates.moment(erasure.due_at),
                _("So that you can think again until then"),
                _("Until the account is erased"),
                _("You"),
            )
        )
    return rows


def _of_messages(user: User) -> list[Kept]:
    """What they were told, and how they want it told."""
    erased, alone = _("Until the account is erased"), _("You")
    told = Notice.objects.filter(user=user).count()
    chosen = Switch.objects.filter(recipient__user=user)
    labels = (
        f"{TOPICS[one.topic].label}: {one.get_way_display()}"
        for one in chosen
        if one.topic in TOPICS
    )
    count = ngettext("%(count)s message", "%(count)s messages", told) % {"count": number(told)}
    return [
        Kept(
            _("What you were told"),
            count if told else "",
            _("To show it in your space, and to send it once"),
            erased,
            alone,
        ),
        Kept(
            _("What you chose to receive"),
            ". ".join(labels),
            _("To write to you only as you want"),
            erased,
            alone,
        ),
    ]
