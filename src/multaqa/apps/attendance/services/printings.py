"""Badges sent to the printer, and come out of it."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import Badge, BadgeState, Layout, Printing
from multaqa.apps.attendance.services.issuing import held
from multaqa.apps.forum.models import Edition
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal


@transaction.atomic
def ask_printing(
    *, edition: Edition, actor: Visitor, badges: Collection[int], layout: str = Layout.EIGHT
) -> Printing:
    """Badges put together for the printer, as they stand now. Refuses where none is active."""
    require(rules.can_issue_badges(actor))
    held(edition)
    chosen = Badge.objects.filter(edition=edition, state=BadgeState.ACTIVE, pk__in=badges)
    faces = {str(one.pk): one.face for one in chosen}
    if not faces:
        raise Refusal("printing.nobody")
    if layout not in Layout.values:
        layout = Layout.EIGHT
    last = edition.printings.aggregate(last=Max("number"))["last"] or 0
    return Printing.objects.create(
        edition=edition,
        number=last + 1,
        layout=layout,
        badges=faces,
        asked_by=actor if isinstance(actor, User) else None,
    )


@transaction.atomic
def mark_printed(*, printing: Printing, actor: Visitor) -> int:
    """They came out of the printer; says how many. What changed meanwhile is still to print.

    Refuses to be told twice.
    """
    require(rules.can_issue_badges(actor))
    held(printing.edition)
    printing = Printing.objects.select_for_update(of=("self",)).get(pk=printing.pk)
    if printing.printed_at:
        raise Refusal("printing.done")
    printing.printed_at = timezone.now()
    printing.save(update_fields=["printed_at"])
    badges = Badge.objects.filter(pk__in=map(int, printing.badges))
    same = [one.pk for one in badges if one.face == printing.badges[str(one.pk)]]
    Badge.objects.filter(pk__in=same).update(
        is_to_print=False, print_count=F("print_count") + 1, printed_at=printing.printed_at
    )
    return len(same)
