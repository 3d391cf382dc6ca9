"""What becomes of registrations, tickets and seats when their person leaves."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Consequence
from multaqa.apps.forum.models import Applicant, Registration, Seat, SeatState
from multaqa.apps.forum.queries.kept import brought_with, named_by_contact, registrations_about

HELD = (SeatState.OFFERED, SeatState.CONFIRMED)


def seats_held_by(user: User) -> QuerySet[Seat]:
    """Seats of a forum that is still to come, which the person was offered or has confirmed."""
    about = Registration.objects.filter(pk__in=registrations_about(user).order_by().values("pk"))
    seats = Seat.objects.filter(applicant__registration__in=about, state__in=HELD)
    to_come = seats.filter(draw__college__edition__ends_on__gte=timezone.localdate())
    return to_come.select_related("applicant__registration__edition").order_by("pk")


def leaving_of(user: User) -> list[Consequence]:
    """What is given back, what becomes nameless, and what stays because it was public."""
    told = [_of_seat(seat) for seat in seats_held_by(user)]
    about = registrations_about(user)
    if about.exists():
        told.append(
            Consequence(
                _("Your registrations"),
                _(
                    "Name, number, address, year of birth, body, needs and answers are erased. "
                    "What still asks for a seat is withdrawn; what was decided stays, nameless, so "
                    "that the counts stay true. Your messages are emptied."
                ),
                reverse("forum:my-registrations"),
            )
        )
    is_drawn = Applicant.objects.filter(registration__in=about.order_by()).exists()
    if is_drawn or brought_with(user.phone or ""):
        told.append(
            Consequence(
                _("Your ticket in a draw"),
                _(
                    "A draw that was sealed keeps the ticket, with what it balanced by and without "
                    "a name, or nobody could check it any more. It leaves a draw that is not "
                    "sealed. Sensitive answers of a sealed draw go when its replacements close."
                ),
            )
        )
    if named_by_contact(user).exists():
        told.append(
            Consequence(
                _("A seat that an institution gave you"),
                _("Your name and contact are erased; the institution is asked again."),
            )
        )
    return told


def _of_seat(seat: Seat) -> Consequence:
    registration = seat.applicant.registration
    edition = seat.applicant.college.edition if registration is None else registration.edition
    return Consequence(
        _("Your seat: %(forum)s") % {"forum": edition.name},
        _(
            "It is given back, and somebody else gets it: it cannot be had again. Withdraw now, so "
            "that they learn of it in time."
        ),
        registration.get_absolute_url() if registration else "",
    )
