"""Ex-officio seats, as each may see them; and what a list of institutions says."""

from django.db.models import Count, Q, QuerySet

from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.forum.models import Edition, ExOfficioSeat, NominationStep
from multaqa.kernel import arabic

Seats = QuerySet[ExOfficioSeat]
SILENT = Q(state=ExOfficioSeat.State.SENT)
PRINTED = SILENT & Q(delivery__in=[ExOfficioSeat.Delivery.PAPER, ExOfficioSeat.Delivery.FAILED])


def seats_at_desk(user: Visitor, edition: Edition) -> Seats:
    """Every seat by right with whom it named: the coordinator's alone."""
    if not is_coordinator(user):
        return ExOfficioSeat.objects.none()
    return ExOfficioSeat.objects.filter(edition=edition).select_related(
        "edition", "commune__province"
    )


def seats_by_state(user: Visitor, edition: Edition) -> dict[str, int]:
    """How many seats stand in each state, for who sees them."""
    counts = (
        seats_at_desk(user, edition).order_by().values("state").annotate(count=Count("pk"))
    ).values_list("state", "count")
    return dict(counts)


def seat_by_link(number: int, link: str) -> Seats:
    """The seat that a letter's link answers for: whoever holds it, once the letter is sent."""
    sent = ExOfficioSeat.objects.exclude(state=ExOfficioSeat.State.PREPARED)
    return sent.filter(edition__number=number, link=link).select_related("edition__region")


def steps_of_seat(seat: ExOfficioSeat) -> QuerySet[NominationStep]:
    return seat.steps.select_related("actor")


def invited_key(institution: str, addressee: str) -> tuple[str, str]:
    """What two letters to the same addressee share, however they were typed."""
    return arabic.fold(institution), arabic.fold(addressee)


def invited_keys(edition: Edition) -> dict[tuple[str, str], int]:
    """The numbers of the letters, by institution and addressee."""
    rows = ExOfficioSeat.objects.filter(edition=edition)
    return {
        invited_key(institution, addressee): number
        for institution, addressee, number in rows.values_list(
            "institution_ar", "addressee_ar", "number"
        )
    }


def editions_with_seats(edition: Edition) -> QuerySet[Edition]:
    """Other editions whose institutions may be invited again, newest first."""
    return (
        Edition.objects.exclude(pk=edition.pk)
        .annotate(seat_count=Count("ex_officio_seats"))
        .filter(seat_count__gt=0)
    )
