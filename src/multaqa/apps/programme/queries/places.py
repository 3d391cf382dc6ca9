"""Who has a place, who waits for one, and how many are left."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.forum.models import (
    Edition,
    ExOfficioSeat,
    Registration,
    RegistrationState,
    Seat,
    SeatState,
)
from multaqa.apps.network.queries import bodies_represented_by
from multaqa.apps.programme.models import (
    LIVE,
    AgendaLink,
    Place,
    PlaceState,
    Session,
    Speaker,
    Star,
)

Places = QuerySet[Place]


@dataclass(frozen=True, slots=True)
class Room:
    """How many places a session has, and how many of them are left."""

    size: int | None
    held: int
    kept: int
    waiting: int

    @property
    def left(self) -> int | None:
        """None where nobody said how many may come."""
        return None if self.size is None else max(0, self.size - self.kept - self.held)

    @property
    def is_full(self) -> bool:
        return self.left == 0 or self.waiting > 0


def rooms_of(edition: Edition) -> dict[int, Room]:
    """By the number of each session where places can be asked for; one question."""
    waiting = Sum("places__size", filter=Q(places__state=PlaceState.WAITING))
    rows = (
        Session.objects.filter(edition=edition, is_signup_open=True)
        .annotate(
            all_places=Coalesce(F("capacity"), F("room__capacity")),
            waiting_count=Coalesce(waiting, Value(0)),
        )
        .values_list("number", "all_places", "held_count", "walk_in_count", "waiting_count")
    )
    return {number: Room(size, held, kept, waits) for number, size, held, kept, waits in rows}


def live_places(session: Session) -> Places:
    return Place.objects.filter(session=session, state__in=LIVE).order_by("pk")


def places_at_desk(user: Visitor, session: Session) -> Places:
    """Who has a place and who waits, in the order of asking: names are the coordinator's alone."""
    if not is_coordinator(user):
        return Place.objects.none()
    return live_places(session).select_related("user", "body")


def place_counts(user: Visitor, edition: Edition) -> dict[int, Mapping[str, int]]:
    """People held and waiting, by the number of a session: no name in it, so the auditor's too."""
    if not can_enter_desk(user):
        return {}
    rows = (
        Place.objects.filter(session__edition=edition, state__in=LIVE)
        .values("session__number", "state")
        .annotate(people=Sum("size"), entries=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["session__number"], {})[row["state"]] = row["people"]
    return dict(found)


def places_of(user: Visitor, edition: Edition | None = None) -> Places:
    """Their own places, and those of groups of the bodies for which they act now."""
    if not isinstance(user, User):
        return Place.objects.none()
    found = Place.objects.filter(_theirs(user), state__in=LIVE)
    if edition is not None:
        found = found.filter(session__edition=edition)
    return found.select_related("session__edition", "session__room", "body").order_by("pk")


def _theirs(user: User) -> Q:
    bodies = bodies_represented_by(user).order_by().values("pk")
    own = Q(user=user) & (Q(is_group=False) | Q(body=None))
    return own | Q(is_group=True, body__in=bodies)


def rank_of(place: Place) -> int:
    """How many entries stand before it in the waiting list, itself included."""
    return Place.objects.filter(
        session=place.session_id, state=PlaceState.WAITING, pk__lte=place.pk
    ).count()


def stars_of(user: Visitor, edition: Edition | None = None) -> set[int]:
    """The numbers of what they starred in an edition."""
    if not isinstance(user, User):
        return set()
    found = Star.objects.filter(user=user)
    if edition is not None:
        found = found.filter(session__edition=edition)
    return set(found.values_list("session__number", flat=True))


def overlapping_place(user: User, session: Session) -> Place | None:
    """What else they hold, or wait for, at the same time: one cannot be in two rooms."""
    if session.starts_at is None or session.ends_at is None:
        return None
    return (
        Place.objects.filter(
            user=user,
            is_group=False,
            state__in=LIVE,
            session__is_cancelled=False,
            session__starts_at__lt=session.ends_at,
            session__ends_at__gt=session.starts_at,
        )
        .exclude(session=session)
        .select_related("session")
        .first()
    )


def takes_part(user: Visitor, edition: Edition) -> bool:
    """Whether they come to the forum: by a seat, by right, or to speak."""
    if not isinstance(user, User):
        return False
    held = [SeatState.OFFERED, SeatState.CONFIRMED]
    if Seat.objects.filter(
        applicant__registration__user=user,
        applicant__registration__edition=edition,
        applicant__registration__state=RegistrationState.ACCEPTED,
        state__in=held,
    ).exists():
        return True
    named = Q(pk__in=())
    if user.phone:
        named |= Q(person_phone=user.phone)
    if user.email:
        named |= Q(person_email=user.email)
    by_right = ExOfficioSeat.objects.filter(
        named, edition=edition, state=ExOfficioSeat.State.ACCEPTED
    )
    return by_right.exists() or Speaker.objects.filter(edition=edition, user=user).exists()


def has_drawn(edition: Edition) -> bool:
    """Whether anybody holds a seat yet: before that, nobody can be told to have none."""
    return Seat.objects.filter(applicant__college__edition=edition).exists()


def is_accepted(user: Visitor, edition: Edition) -> bool:
    """Whether their registration was accepted: they wait for the draw."""
    return (
        isinstance(user, User)
        and Registration.objects.filter(
            user=user, edition=edition, state=RegistrationState.ACCEPTED
        ).exists()
    )


def agenda_sessions(user: User) -> set[tuple[int, int]]:
    """Edition and number of all that is in a person's agenda: held, waited for, starred, spoken."""
    held = Place.objects.filter(_theirs(user), user=user, state__in=LIVE).values_list(
        "session__edition_id", "session__number"
    )
    starred = Star.objects.filter(user=user).values_list("session__edition_id", "session__number")
    spoken = Session.objects.filter(parts__speaker__user=user).values_list("edition_id", "number")
    return {*held, *starred, *spoken}


def agenda_by_token(token: str) -> AgendaLink | None:
    return (
        AgendaLink.objects.filter(token=token, user__is_active=True).select_related("user").first()
    )


def has_begun(session: Session) -> bool:
    return session.starts_at is not None and session.starts_at <= timezone.now()


def is_past(session: Session) -> bool:
    return session.ends_at is not None and session.ends_at <= timezone.now()
