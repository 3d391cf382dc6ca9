"""How fresh what a body says of itself is; which bodies are to be asked, and to be called."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from multaqa.apps.network.models import (
    ACTING_ROLES,
    LIVE_STATES,
    Body,
    BodyState,
    Confirmation,
    ConfirmationAsk,
    Membership,
    MembershipState,
    PhoneCall,
)

A_YEAR = timedelta(days=365)
# The last reminder goes out four weeks after the question: two days later the body is stale.
STALE_AFTER = A_YEAR + timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Freshness:
    """When its people last confirmed a body, and whether that still counts."""

    confirmed_at: datetime | None
    is_fresh: bool

    @property
    def is_stale(self) -> bool:
        return self.confirmed_at is not None and not self.is_fresh


def freshness(confirmed_at: datetime | None) -> Freshness:
    fresh = confirmed_at is not None and confirmed_at > stale_before()
    return Freshness(confirmed_at, fresh)


def stale_before() -> datetime:
    """Whoever confirmed before this moment has done so too long ago."""
    return timezone.now() - STALE_AFTER


def confirmed_bodies() -> Q:
    """Of a list, those that their people confirmed, and not too long ago."""
    return Q(confirmed_at__gt=stale_before())


def bodies_to_ask(today: date) -> QuerySet[Body]:
    """Bodies with people that nobody confirmed for a year, and that no open question stands for."""
    since = timezone.make_aware(datetime.combine(today, time.max)) - A_YEAR
    acting = Membership.objects.filter(
        body=OuterRef("pk"), state=MembershipState.ACCEPTED, role__in=ACTING_ROLES
    )
    asked = ConfirmationAsk.objects.filter(body=OuterRef("pk"), closed_at=None)
    return (
        Body.objects.annotate(known_at=Coalesce("confirmed_at", "entered_at"))
        .filter(Exists(acting), ~Exists(asked), known_at__lte=since, state__in=LIVE_STATES)
        .order_by("pk")
    )


def open_asks() -> QuerySet[ConfirmationAsk]:
    rows = ConfirmationAsk.objects.filter(closed_at=None, body__state__in=LIVE_STATES)
    return rows.select_related("body").order_by("pk")


def open_ask(body: Body) -> ConfirmationAsk | None:
    return body.confirmation_asks.filter(closed_at=None).first()


def last_confirmation(body: Body) -> Confirmation | None:
    return body.confirmations.select_related("actor").first()


def stale_bodies() -> QuerySet[Body]:
    """Verified bodies that nobody confirmed for too long, the longest first: to be called.

    One that nobody ever confirmed counts from the day it was entered. Each with its last calls,
    and with the people who act for it.
    """
    acting = Membership.objects.filter(
        state=MembershipState.ACCEPTED, role__in=ACTING_ROLES
    ).select_related("user")
    return (
        Body.objects.filter(state=BodyState.VERIFIED)
        .annotate(known_at=Coalesce("confirmed_at", "entered_at"))
        .filter(known_at__lte=stale_before())
        .select_related("commune__province")
        .prefetch_related(
            Prefetch("memberships", acting, to_attr="acting"),
            Prefetch("phone_calls", PhoneCall.objects.select_related("actor"), to_attr="called"),
        )
        .order_by("known_at", "pk")
    )
