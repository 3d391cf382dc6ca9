"""What the two days keep about a person, and what becomes of it when they leave."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Consequence, Kept
from multaqa.apps.attendance.models import Badge, BadgeState, Certificate, CheckIn, Device, Scan
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


def check_ins_about(user: User) -> QuerySet[CheckIn]:
    """When they came in: it stands on the first of their badges."""
    theirs = Q(badge__user=user) | Q(badge__replaced_by__user=user)
    found = CheckIn.objects.filter(theirs).select_related("edition", "session", "badge", "scan")
    return found.order_by("pk").distinct()


def kept_of(user: User) -> list[Kept]:
    """Each badge and certificate; of one under their contact alone only that it is there.

    Of what they did at the door, that they did it: it tells of others.
    """
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
    return rows + _at_the_door(user, until)


def _at_the_door(user: User, until: str) -> list[Kept]:
    came = check_ins_about(user).order_by().values_list("edition", flat=True)
    read = Scan.objects.filter(Q(actor=user) | Q(undone_by=user)).values_list("edition", flat=True)
    added = Device.objects.filter(added_by=user).values_list("edition", flat=True)
    coordinators = _("The coordinators")
    told = [
        (
            came,
            _("Check-in"),
            _("%(forum)s: when you came in, and to which workshops"),
            _("To know who is here, and for your certificate"),
            _("You, the coordinators, and the people at the door during the forum"),
        ),
        (
            read,
            _("Check-in at the desk"),
            _("%(forum)s: that you checked people in, and when"),
            _("So that a wrong check-in can be put right"),
            coordinators,
        ),
        (
            added,
            _("Devices of the door"),
            _("%(forum)s: that you added devices, and when"),
            _("To know who let a phone check people in"),
            coordinators,
        ),
    ]
    return [
        Kept(title, value % {"forum": edition.name}, why, until, who)
        for keys, title, value, why, who in told
        for edition in Edition.objects.filter(pk__in=set(keys)).order_by("pk")
    ]


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
