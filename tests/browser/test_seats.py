"""The personal page of a seat on a phone, without a script."""

import pytest

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Seat, SeatState
from tests.browser.conftest import overflow
from tests.factories.forum_seats import asked, seated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seat():
    draw = asked(seated())
    return draw.seats_given.select_related("draw__college__edition").first()


def address(seat):
    return services.seat_address(seat, seat.draw.college.edition)


def test_the_seat_page_has_no_fault_that_axe_finds(faults, seat):
    assert faults(address(seat), width=390) == []


def test_a_seat_is_confirmed_on_a_phone_without_a_script(visit, seat):
    page = visit(address(seat), width=390, java_script_enabled=False)
    assert page.locator("[name=answer]").count() == 2
    page.click("[value=confirm]")
    assert Seat.objects.get(pk=seat.pk).state == SeatState.CONFIRMED


def test_the_seat_page_fits_a_phone(visit, seat):
    assert overflow(visit(address(seat), width=390)) == 0
