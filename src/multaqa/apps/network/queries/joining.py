"""Who acts for a body, who is to come, who claims it: for its people and the coordinator."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.network.models import (
    ACTING_ROLES,
    LIVE_STATES,
    Body,
    BodyStep,
    Claim,
    Handover,
    Invitation,
    Membership,
    MembershipState,
)
from multaqa.apps.network.queries.freshness import stale_bodies
from multaqa.apps.network.queries.seen import bodies_represented_by

ACTING = Q(state=MembershipState.ACCEPTED, role__in=ACTING_ROLES)


def acting_places_of(body: Body) -> QuerySet[Membership]:
    """The places that let somebody act for the body now, in the order of the roles' names."""
    return body.memberships.filter(ACTING, user__is_active=True).select_related("user")


def acting_people(body: Body) -> QuerySet[User]:
    places = acting_places_of(body).values("user")
    return User.objects.filter(pk__in=places).order_by("pk")


def last_acting_places(user: User) -> set[int]:
    """The keys of the person's places beside which nobody else acts for the body."""
    mine = Membership.objects.filter(ACTING, user=user)
    others = Membership.objects.filter(ACTING, body=OuterRef("body")).exclude(user=user)
    return set(mine.filter(~Exists(others)).values_list("pk", flat=True))


def waiting_invitations(body: Body) -> QuerySet[Invitation]:
    """Those that can still be answered, as the body's people see them: to whom, in which role."""
    return (
        body.invitations.filter(state=Invitation.State.WAITING, expires_at__gt=timezone.now())
        .select_related("invited_by", "handover")
        .order_by("pk")
    )


def open_handover(body: Body) -> Handover | None:
    open_states = [Handover.State.WAITING, Handover.State.CONTESTED]
    rows = body.handovers.filter(state__in=open_states)
    return rows.select_related("entered_by", "contested_by").first()


def handovers_of(body: Body) -> QuerySet[Handover]:
    return body.handovers.select_related("entered_by", "closed_by")


def own_claim(user: Visitor, body: Body) -> Claim | None:
    """The person's last claim to act for a body, whatever became of it."""
    if not isinstance(user, User):
        return None
    return Claim.objects.filter(user=user, body=body).order_by("-pk").first()


def refused_claims(user: User, body: Body) -> int:
    return Claim.objects.filter(user=user, body=body, state=Claim.State.REFUSED).count()


def claims_seen_by(user: Visitor) -> QuerySet[Claim]:
    """One's own; those on the bodies that one acts for; all, for the coordinator."""
    claims = Claim.objects.select_related("user", "body__commune__province", "objected_by")
    if is_coordinator(user):
        return claims
    if not isinstance(user, User):
        return claims.none()
    return claims.filter(Q(user=user) | Q(body__in=bodies_represented_by(user)))


def proofs_seen_by(user: Visitor) -> QuerySet[Claim]:
    """Whose document may be opened: one's own, and the coordinator all; no other of the body.

    It may show an identity card, which the body's people have no need of.
    """
    claims = Claim.objects.exclude(document="")
    if is_coordinator(user):
        return claims
    return claims.filter(user=user) if isinstance(user, User) else claims.none()


def claims_to_answer() -> QuerySet[Claim]:
    """What waits for the coordinator, the oldest first."""
    return (
        Claim.objects.filter(state=Claim.State.WAITING, body__state__in=LIVE_STATES)
        .select_related("user", "body__commune__province")
        .order_by("pk")
    )


def claims_on(body: Body) -> QuerySet[Claim]:
    """What waits on a body, for those who act for it."""
    return body.claims.filter(state=Claim.State.WAITING).select_related("user", "objected_by")


def contested_handovers() -> QuerySet[Handover]:
    rows = Handover.objects.filter(state=Handover.State.CONTESTED)
    return rows.select_related("body__commune__province", "entered_by", "contested_by")


def bodies_left() -> QuerySet[Body]:
    """Bodies that had people and have nobody to act for them any more, the latest first.

    Of who erased their account no place is left: that they were the last is a step.
    """
    places = Membership.objects.filter(body=OuterRef("pk"), role__in=ACTING_ROLES)
    left = BodyStep.objects.filter(body=OuterRef("pk"), kind=BodyStep.Kind.LEFT_NOBODY)
    return (
        Body.objects.filter(
            Q(Exists(places.filter(state=MembershipState.ENDED, answered_at__isnull=False)))
            | Q(Exists(left)),
            ~Exists(places.filter(state=MembershipState.ACCEPTED)),
            state__in=LIVE_STATES,
        )
        .select_related("commune__province")
        .order_by("-pk")
    )


def steps_of(body: Body) -> QuerySet[BodyStep]:
    return body.steps.select_related("actor", "person")


def people_counts(user: User) -> dict[str, int]:
    """How many of each wait for the coordinator, of what concerns people: in one question."""
    rows = User.objects.filter(pk=user.pk).values(
        claims_total=_total(claims_to_answer()),
        contested_total=_total(contested_handovers()),
        stale_total=_total(stale_bodies()),
        left_total=_total(bodies_left()),
    )
    found = rows.get()
    return {
        "claims": found["claims_total"] + found["contested_total"],
        "stale": found["stale_total"],
        "left": found["left_total"],
    }


def _total(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, as a part of another question."""
    one = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(count=Count("pk")).values("count")), 0)
