"""Results, which everyone sees, and nobody before the count is published."""

from django.db.models import QuerySet

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.budget.models import Count, RoundState


def results_seen_by(_user: Visitor) -> QuerySet[Count]:
    """Published results with their rounds, newest first: the same for whoever asks.

    The evidence may weigh megabytes and is no page's.
    """
    return (
        Count.objects.filter(round__state=RoundState.COUNTED)
        .select_related("round__region", "round__province", "round__decision")
        .defer("evidence")
        .order_by("-counted_at")
    )
