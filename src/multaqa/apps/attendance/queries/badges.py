"""Badges, as each may see them."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.attendance.models import Badge, BadgeKind, BadgeState, Printing
from multaqa.apps.attendance.queries.codes import read_code
from multaqa.apps.attendance.queries.coming import contact_mark
from multaqa.apps.forum.models import Edition
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

Badges = QuerySet[Badge]
COUNTED = ("active", "to_print", "again", "cancelled")


def badges_at_desk(user: Visitor, edition: Edition) -> Badges:
    """Every badge of an edition, with whose it is: the coordinator's alone."""
    if not is_coordinator(user):
        return Badge.objects.none()
    return Badge.objects.filter(edition=edition).select_related("commune__province")


def badges_found(badges: Badges, sought: str) -> Badges:
    """Those of a name, a body or a code, however it is typed."""
    try:
        return badges.filter(code=read_code(sought).text)
    except Refusal:
        pass
    for word in arabic.fold(sought).split():
        badges = badges.filter(Q(name_key__contains=word) | Q(body_name__icontains=word))
    return badges


def badge_counts(user: Visitor, edition: Edition) -> dict[str, dict[str, int]]:
    """How many badges are active, to print and cancelled, of each kind: for who enters the desk."""
    if not can_enter_desk(user):
        return {}
    rows = (
        Badge.objects.filter(edition=edition)
        .order_by()
        .values("kind")
        .annotate(
            active=Count("pk", filter=Q(state=BadgeState.ACTIVE)),
            to_print=Count("pk", filter=Q(state=BadgeState.ACTIVE, is_to_print=True)),
            again=Count(
                "pk", filter=Q(state=BadgeState.ACTIVE, is_to_print=True, print_count__gt=0)
            ),
            cancelled=Count("pk", filter=Q(state=BadgeState.CANCELLED)),
        )
    )
    counts = {
        kind: dict(zip(COUNTED, told, strict=True))
        for kind, *told in rows.values_list("kind", *COUNTED)
    }
    return {str(kind): counts[kind] for kind in BadgeKind.values if kind in counts}


def printings_at_desk(user: Visitor, edition: Edition) -> QuerySet[Printing]:
    """What was sent to the printer: the coordinator's alone."""
    if not is_coordinator(user):
        return Printing.objects.none()
    return Printing.objects.filter(edition=edition).select_related("edition", "asked_by")


def badges_of(user: User) -> Badges:
    """The badges that somebody can wear, newest edition first."""
    return (
        Badge.objects.filter(user=user, state=BadgeState.ACTIVE)
        .select_related("edition", "commune__province")
        .order_by("-edition__number")
    )


def editions_waiting(user: User) -> list[Edition]:
    """Editions to come at whose desk a badge under their phone or e-mail waits.

    Somebody else wrote that contact, and may have mistyped it: neither name nor code is told.
    """
    nameless = Badge.objects.filter(state=BadgeState.ACTIVE, user=None).exclude(contact_mark="")
    coming = Edition.objects.filter(
        Exists(nameless.filter(edition=OuterRef("pk"))), ends_on__gte=timezone.localdate()
    )
    editions = list(coming)
    marks = [one for row in editions for one in contact_mark(row.pk, user.phone, user.email)]
    # The mark of a contact is another in each edition: one of theirs names its edition too.
    waiting = set(nameless.filter(contact_mark__in=marks).values_list("edition_id", flat=True))
    return [edition for edition in editions if edition.pk in waiting]
