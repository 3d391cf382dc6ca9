"""The documents of a body: for who acts for it, and the coordinator."""

from django.db.models import Q, QuerySet

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.network.models import ACTING_ROLES, Body, BodyDocument, BodyState, MembershipState


def documents_seen_by(user: Visitor) -> QuerySet[BodyDocument]:
    """Those that the person may open, of whatever body; of one that was merged, its coordinator."""
    documents = BodyDocument.objects.select_related("body")
    if is_coordinator(user):
        return documents
    if not isinstance(user, User) or not user.is_active:
        return documents.none()
    acting = user.memberships.filter(state=MembershipState.ACCEPTED, role__in=ACTING_ROLES)
    merged = Q(body__state=BodyState.MERGED)
    return documents.filter(~merged, body__in=acting.values("body"))


def documents_told_of(body: Body) -> QuerySet[BodyDocument]:
    """What documents there are, to whom the desk is open: their kinds and dates, none opened."""
    return body.documents.defer("name", "file", "sent_by")
