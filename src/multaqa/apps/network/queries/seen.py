"""Who sees which body, and for which bodies a person speaks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.network.models import (
    ACTING_ROLES,
    LIVE_MEMBERSHIPS,
    LIVE_STATES,
    Body,
    BodyDocument,
    BodyState,
    Membership,
    MembershipState,
    Outcome,
    Verification,
)
from multaqa.kernel.search import holding, words_of


def _bodies() -> QuerySet[Body]:
    return Body.objects.select_related("commune__province__region")


def bodies_seen_by(user: Visitor) -> QuerySet[Body]:
    """Verified bodies; to its accepted people, their own in any state; to the desk, every one."""
    if can_enter_desk(user):
        return _bodies()
    if not isinstance(user, User):
        return verified_bodies()
    own = Membership.objects.filter(body=OuterRef("pk"), user=user, state=MembershipState.ACCEPTED)
    return _bodies().filter(Q(state=BodyState.VERIFIED) | Exists(own))


def verified_bodies() -> QuerySet[Body]:
    """Those that everyone sees."""
    return _bodies().filter(state=BodyState.VERIFIED)


def bodies_joined_by_address() -> QuerySet[Body]:
    """Live bodies, as who was led to one sees it to ask for a place: its name and where it sits.

    A body still to be verified is told of to who enters it again; its address cannot be guessed.
    """
    return _bodies().filter(state__in=LIVE_STATES)


def bodies_represented_by(user: Visitor) -> QuerySet[Body]:
    """Live bodies for which the person may act: accepted, in a role that binds the body."""
    if not isinstance(user, User) or not user.is_active:
        return Body.objects.none()
    acting = Membership.objects.filter(
        body=OuterRef("pk"), user=user, state=MembershipState.ACCEPTED, role__in=ACTING_ROLES
    )
    return _bodies().filter(Exists(acting), state__in=LIVE_STATES)


def acting_places(user: Visitor) -> QuerySet[Membership]:
    """The places that let the person act, with their bodies: accepted, in a role that binds."""
    if not isinstance(user, User) or not user.is_active:
        return Membership.objects.none()
    places = Membership.objects.filter(user=user, state=MembershipState.ACCEPTED)
    acting = places.filter(role__in=ACTING_ROLES, body__state__in=LIVE_STATES)
    return acting.select_related("body").order_by("pk")


def own_place(user: Visitor, body: Body) -> Membership | None:
    """The person's own place in a body, asked for or held."""
    if not isinstance(user, User):
        return None
    return Membership.objects.filter(body=body, user=user, state__in=LIVE_MEMBERSHIPS).first()


def memberships_of(user: Visitor) -> QuerySet[Membership]:
    """The person's own places, asked for or held, with the body of each.

    ``request_count`` is how many ask for a place in it.
    """
    if not isinstance(user, User):
        return Membership.objects.none()
    rows = Membership.objects.filter(user=user, state__in=LIVE_MEMBERSHIPS)
    asked = Q(body__memberships__state=MembershipState.ASKED)
    return (
        rows.select_related("body__commune__province")
        .annotate(request_count=Count("body__memberships", filter=asked))
        .order_by("-pk")
    )


def people_seen_by(user: Visitor, body: Body) -> QuerySet[Membership]:
    """A body's people, with their names: for who acts for it, and the coordinator."""
    people = Membership.objects.filter(body=body, state__in=LIVE_MEMBERSHIPS)
    if not (is_coordinator(user) or bodies_represented_by(user).filter(pk=body.pk).exists()):
        people = people.none()
    return people.select_related("user", "body").order_by("state", "pk")


def sees_contact(user: Visitor, body: Body, own: Membership | None) -> bool:
    """Phone and e-mail: everyone's if the body says so, else its own people's and the desk's.

    ``own`` is the reader's place in the body.
    """
    if body.is_contact_public or is_coordinator(user):
        return True
    return own is not None and own.state == MembershipState.ACCEPTED


def bodies_once_verified() -> QuerySet[Body]:
    """Bodies that are verified or were once, for who holds their mark: no other may be guessed."""
    once = Verification.objects.filter(body=OuterRef("pk"), outcome=Outcome.VERIFIED)
    return _bodies().filter(Exists(once)).select_related("merged_into")


# The desk.


@dataclass(frozen=True, slots=True)
class Queue:
    """What one asks of the bodies that wait; nothing asked is every one."""

    kind: str = ""
    province: str = ""
    papers: str = ""  # "with" or "without" documents
    whose: str = ""  # "ours", or "theirs": its people were asked to mend something


def bodies_to_verify(asked: Queue | None = None) -> QuerySet[Body]:
    """Bodies that wait for the coordinator, who waits longest first, with how many documents."""
    asked = asked or Queue()
    documents = BodyDocument.objects.filter(body=OuterRef("pk")).order_by().values("body")
    bodies = (
        _bodies()
        .filter(state=BodyState.PROPOSED)
        .select_related("entered_by", "resembles")
        .annotate(document_count=Coalesce(Subquery(documents.values(n=Count("pk"))), 0))
    )
    if asked.kind:
        bodies = bodies.filter(kind=asked.kind)
    if asked.province:
        bodies = bodies.filter(commune__province=asked.province)
    if asked.papers:
        bodies = bodies.filter(Exists(documents) if asked.papers == "with" else ~Exists(documents))
    if asked.whose:
        bodies = bodies.filter(is_mending=asked.whose == "theirs")
    return bodies.order_by("waits_since", "pk")


def resembling_bodies() -> QuerySet[Body]:
    """Bodies entered though they resemble another, while nobody has said which is which."""
    return (
        _bodies()
        .filter(state__in=LIVE_STATES, is_apart=False, resembles__state__in=LIVE_STATES)
        .select_related("resembles__commune__province")
        .order_by("pk")
    )


def memberships_without_answerer() -> QuerySet[Membership]:
    """Places asked for in bodies where nobody may accept yet: the desk answers."""
    acting = Membership.objects.filter(
        body=OuterRef("body"), state=MembershipState.ACCEPTED, role__in=ACTING_ROLES
    )
    asked = Membership.objects.filter(state=MembershipState.ASKED, body__state__in=LIVE_STATES)
    return (
        asked.filter(~Exists(acting))
        .select_related("user", "body__commune__province")
        .order_by("pk")
    )


def bodies_at_desk(search: str) -> QuerySet[Body]:
    """Every body, whatever its state, that holds the words; the latest first."""
    return holding(_bodies(), "search_text", words_of(search)).order_by("-pk")


def verifications_of(body: Body) -> QuerySet[Verification]:
    return body.verifications.select_related("actor")


def merges_into(body: Body) -> QuerySet[Verification]:
    """The decisions by which other entries went into it, newest first."""
    merges = Verification.objects.filter(outcome=Outcome.MERGED, body__merged_into=body)
    return merges.select_related("actor", "body")


def last_verified(body: Body) -> Verification | None:
    """The decision by which a body was last verified."""
    return body.verifications.filter(outcome=Outcome.VERIFIED).first()


def verified_on(body: Body) -> datetime | None:
    """When a verified body was last verified."""
    last = last_verified(body)
    return last.at if last else None


def desk_counts() -> dict[str, int]:
    """How many of each wait at the desk."""
    return {
        "to_verify": Body.objects.filter(state=BodyState.PROPOSED, is_mending=False).count(),
        "resembling": resembling_bodies().count(),
        "requests": memberships_without_answerer().count(),
    }
