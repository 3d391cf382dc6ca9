"""Seats after a draw, as the desk, the auditor and everyone see them."""

from collections import Counter
from dataclasses import dataclass

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.forum.models import (
    GONE,
    Aftermath,
    Applicant,
    College,
    Draw,
    Edition,
    ExOfficioSeat,
    Registration,
    RegistrationState,
    Replacement,
    Seat,
    SeatState,
)
from multaqa.kernel import arabic

SEAT_SALT = "forum.seat"
# How the public file and the record say why somebody left.
REASON_OF = {
    SeatState.DECLINED: "declined",
    SeatState.SILENT: "silence",
    SeatState.WITHDRAWN: "withdrawn",
}


def signed_seat(pk: int) -> str:
    return signing.Signer(salt=SEAT_SALT).sign(str(pk))


def seats_seen_by(user: Visitor, college: College) -> QuerySet[Seat]:
    """Every seat given, gone ones too: with people for the coordinator, by ticket for others."""
    seats = Seat.objects.filter(draw__college=college).order_by("applicant__ticket")
    if is_coordinator(user):
        return seats.select_related("applicant__commune", "applicant__registration")
    if not can_enter_desk(user):
        return seats.none()
    return seats.select_related("applicant").defer("note").only(*SEAT_COLUMNS, "applicant__ticket")


SEAT_COLUMNS = (
    "draw_id",
    "state",
    "came_by",
    "step",
    "offered_at",
    "confirm_by",
    "answered_at",
    "answered_by",
    "is_released",
    "is_left_empty",
)


def seat_counts(draw: Draw) -> Counter[str]:
    """How many seats stand in each state; those gone and given on, or left empty, stand apart."""
    counts: Counter[str] = Counter()
    rows = draw.seats_given.values_list("state", "is_released", "is_left_empty")
    for state, is_released, is_left_empty in rows:
        key = "released" if is_released else "empty" if is_left_empty else state
        counts[key] += 1
    return counts


def waiting_seats(draw: Draw) -> QuerySet[Seat]:
    """Seats whose holder is gone and that nobody took yet."""
    return draw.seats_given.filter(
        state__in=GONE, is_released=False, is_left_empty=False
    ).select_related("applicant")


def is_being_replaced(seat: Seat) -> bool:
    """Whether a second draw is sealed for it: then nothing about it may change."""
    found = Replacement.objects.filter(draw=seat.draw_id, state=Replacement.State.SEALED).first()
    return found is not None and seat.applicant.ticket in found.gone


def alternates_seen_by(user: Visitor, college: College) -> QuerySet[Applicant]:
    """The alternates still to be called, in their order; by ticket for the auditor."""
    if not can_enter_desk(user):
        return Applicant.objects.none()
    listed = college.applicants.filter(alternate_rank__isnull=False, seat=None).order_by(
        "alternate_rank"
    )
    if is_coordinator(user):
        return listed.select_related("commune", "registration")
    return listed.only("ticket", "alternate_rank", "college_id")


def away_tickets(draw: Draw) -> list[str]:
    """Those of the pool who withdrew, and hold no seat."""
    return list(
        Applicant.objects.filter(
            college=draw.college_id, registration__state=RegistrationState.WITHDRAWN, seat=None
        ).values_list("ticket", flat=True)
    )


def first_panel(college: College) -> QuerySet[Applicant]:
    """Those whom the draw itself seated, whoever sits since: by ticket, as anyone may see them."""
    came = Q(seat__came_by=Seat.CameBy.DRAW) | Q(seat=None, is_drawn=True)
    return college.applicants.filter(came).only("ticket", "values", "college_id", "is_drawn")


def seat_of(registration: Registration) -> Seat | None:
    """The seat of who registered, if there is one."""
    return (
        Seat.objects.filter(applicant__registration=registration)
        .select_related("applicant__registration", "draw__college__edition")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of the list for the door."""

    name: str
    body: str
    commune: str
    ticket: str
    college: str
    is_confirmed: bool


def guests_of(user: Visitor, edition: Edition) -> list[Guest]:
    """Who may come in: seats held, and ex-officio seats whose person is named; by name.

    The coordinator's alone: it holds names.
    """
    if not is_coordinator(user):
        return []
    seats = (
        Seat.objects.filter(
            draw__college__edition=edition, state__in=[SeatState.OFFERED, SeatState.CONFIRMED]
        )
        .select_related("applicant__commune", "draw__college__edition")
        .order_by("pk")
    )
    drawn = [
        Guest(
            name=seat.applicant.called,
            body=seat.applicant.body,
            commune=str(seat.applicant.commune or ""),
            ticket=seat.applicant.ticket,
            college=seat.draw.college.name or "",
            is_confirmed=seat.state == SeatState.CONFIRMED,
        )
        for seat in seats
    ]
    by_right = edition.ex_officio_seats.filter(state=ExOfficioSeat.State.ACCEPTED).select_related(
        "commune"
    )
    named = [
        Guest(
            name=one.person_name,
            body=one.institution,
            commune=str(one.commune or ""),
            ticket="",
            college="",
            is_confirmed=True,
        )
        for one in by_right
    ]
    return sorted([*drawn, *named], key=lambda one: (arabic.fold(one.name), one.ticket))


def has_begun(edition: Edition) -> bool:
    return timezone.localdate() >= edition.starts_on


def is_over(edition: Edition) -> bool:
    return timezone.localdate() > edition.ends_on


def followed(draw: Draw) -> Aftermath | None:
    """What followed a draw, without its file, which may weigh megabytes."""
    return Aftermath.objects.defer("document", "opening").filter(draw=draw).first()


def second_draws_of(draw: Draw) -> QuerySet[Replacement]:
    """The second draws, oldest first, without their files."""
    return (
        Replacement.objects.filter(draw=draw)
        .select_related("evidence")
        .defer("evidence__document", "opening")
    )
