"""Draws whose seats are given, and people who hold them."""

from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Draw, RegistrationState, Seat, SeatState
from tests.factories.accounts import coordinator
from tests.factories.forum import college_with_people, sealed
from tests.factories.forum_registrations import RegistrationFactory


def registered(college):
    """Each applicant of the college comes from a registration of their own."""
    for one in college.applicants.all():
        one.registration = RegistrationFactory(
            edition=college.edition,
            college=college,
            state=RegistrationState.ACCEPTED,
            name=one.name,
        )
        one.save()
    return college


def seated(actor=None, *, alternates=20, **shape):
    """A small draw, drawn: its seats are offered."""
    college, actor = registered(college_with_people(**shape)), actor or coordinator()
    Draw.objects.filter(college=college).update(alternate_count=alternates)
    return drawn_today(college, actor)


def drawn_today(college, actor):
    """Sealed two hours ago by every clock, the public value known since one, drawn now."""
    then = timezone.now() - timedelta(hours=2)
    with patch("django.utils.timezone.now", lambda: then):
        draw = sealed(college, actor)
    return services.draw_seats(draw=draw, actor=actor, public_value="4 1 6")


def asked(draw, actor=None):
    """The same, with a date to confirm that is still to come."""
    by = timezone.now() + timedelta(days=5)
    return services.set_confirmation_date(draw=draw, actor=actor or coordinator(), by=by)


def late(draw):
    """The date to confirm has passed: the clock of the rows is set back, nothing else."""
    past = timezone.now() - timedelta(hours=1)
    Draw.objects.filter(pk=draw.pk).update(confirm_by=past)
    draw.seats_given.filter(state=SeatState.OFFERED).update(confirm_by=past)


def declining(seat, actor=None):
    return services.decline_seat(
        seat=seat, actor=actor or coordinator(), by=Seat.AnsweredBy.DESK, note="هاتفيا"
    )
