"""What the two days keep about a person, and what becomes of it when they leave."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Consequence, Kept
from multaqa.apps.attendance.models import Badge, BadgeState, Certificate
from multaqa.apps.attendance.queries.badges import Badges
from multaqa.apps.attendance.queries.coming import contact_mark
from multaqa.apps.forum.models import Edition


def badges_about(user: User) -> Badges:
    """Every badge that was ever theirs, lost and cancelled ones among them."""
    return Badge.objects.filter(user=user).select_related("edition").order_by("pk")


def badges_by_contact(user: User) -> Badges:
    """Badges under their phone or e-mail which somebody else wrote, and may have mistyped."""
    marked = Q(pk__in=())
    for edition in Edition.objects.filter(badges__isnull=False).distinct():
        marks = contact_mark(edition.pk, user.phone, user.email)
        marked |= Q(edition=edition, contact_mark__in=marks)
    return Badge.objects.filter(marked, user=None).select_related("edition").order_by("pk")


def certificates_about(user: User) -> list[Certificate]:
    """Theirs, revoked ones too: on a badge of theirs, or on one that a badge of theirs replaced."""
    theirs = Q(badge__user=user) | Q(badge__replaced_by__user=user)
    return list(Certificate.objects.filter(theirs).select_related("edition").order_by("pk"))


def kept_of(user: User) -> list[Kept]:
    """Each badge and certificate; of one under their contact alone only that it is there."""
    until = _("Until the forum's report is published, then counts alone")
    rows = [
        Kept(
            _("Badge"),
            _("%(code)s, %(forum)s: name, body, function, commune, what you came as")
            % {"code": one.code, "forum": one.edition.name},
            _("To let you in, and to know who is here"),
            until,
            _("You, the coordinators, and the people at the door during the forum"),
        )
        for one in badges_about(user)
    ]
    rows += [
        Kept(
            _("Badge"),
            _("%(forum)s: a badge under a mark of your phone or e-mail")
            % {"forum": one.edition.name},
            _("So that one person has one badge"),
            until,
            _("The coordinators"),
        )
        for one in badges_by_contact(user)
    ]
    rows += [
        Kept(
            _("Certificate of attendance"),
            _("%(number)s, %(forum)s: name, body, days and workshops attended")
            % {"number": one.number, "forum": one.edition.name},
            _("So that whoever you show it to can check it"),
            _("As long as you want it confirmed"),
            _("You, the coordinators, and whoever has its whole number"),
        )
        for one in certificates_about(user)
    ]
    return rows


def leaving_of(user: User) -> list[Consequence]:
    """Badges become nameless; certificates no longer confirm anything."""
    told = []
    if badges_about(user).filter(state=BadgeState.ACTIVE).exists():
        told.append(
            Consequence(
                _("Your badges"),
                _(
                    "Of a forum to come they are cancelled; of one that is over they stay in the "
                    "counts, without a name."
                ),
                reverse("me"),
            )
        )
    if any(not one.is_revoked for one in certificates_about(user)):
        told.append(
            Consequence(
                _("Your certificates of attendance"),
                _("They are revoked: their page no longer confirms them to anybody."),
                reverse("me"),
            )
        )
    return told
