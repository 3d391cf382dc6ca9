"""What becomes of bodies when one of their people leaves."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Consequence
from multaqa.apps.network.models import (
    ACTING_ROLES,
    LIVE_STATES,
    Body,
    Membership,
    MembershipState,
)


def bodies_left_alone(user: User) -> QuerySet[Body]:
    """Live bodies that this person alone may act for."""
    acting = Q(memberships__state=MembershipState.ACCEPTED, memberships__role__in=ACTING_ROLES)
    theirs = Membership.objects.filter(
        user=user, state=MembershipState.ACCEPTED, role__in=ACTING_ROLES
    )
    counted = Body.objects.filter(state__in=LIVE_STATES).annotate(
        acting_count=Count("memberships", filter=acting, distinct=True)
    )
    return counted.filter(pk__in=theirs.values("body"), acting_count=1).order_by("pk")


def leaving_of(user: User) -> list[Consequence]:
    """Bodies that nobody could act for any more; places in bodies go."""
    told = [
        Consequence(
            _("%(body)s: nobody but you may act for it") % {"body": body},
            _(
                "The body stays in the directory, and nobody answers for it until the coordinators "
                "accept somebody. Hand it over first, if you can."
            ),
            body.get_absolute_url(),
        )
        for body in bodies_left_alone(user)
    ]
    if Membership.objects.filter(user=user).exists():
        told.append(
            Consequence(
                _("Your places in bodies"),
                _(
                    "They go, those of before too. The bodies stay, without your number or address "
                    "where it was theirs as well."
                ),
            )
        )
    return told
