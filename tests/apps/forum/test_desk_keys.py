"""Keys of rows as a form sends them back, whatever is written in their place."""

import pytest
from django.urls import reverse

from multaqa.apps.forum.models import Registration
from multaqa.apps.forum.views.frame import numbers_written
from tests.factories.accounts import coordinator
from tests.factories.forum_nominations import SeatByRightFactory
from tests.factories.forum_registrations import RegistrationFactory

pytestmark = pytest.mark.django_db

NO_KEYS = ["9" * 25, "9" * 5000, "²", "٣", "-1", "x", ""]


@pytest.fixture
def desk(client):
    client.force_login(coordinator())
    return client


def test_what_no_key_can_be_is_left_out():
    assert numbers_written(["12", *NO_KEYS, "7"]) == [12, 7]


@pytest.mark.parametrize("typed", NO_KEYS)
def test_letters_that_cannot_be_are_neither_sent_nor_printed(desk, typed):
    edition = SeatByRightFactory().edition
    address = reverse("forum:send-ex-officio", args=[edition.number])
    listed = reverse("forum:desk-ex-officio", args=[edition.number])
    assert desk.post(address, {"seat": typed, "action": "remind"}).url == listed
    printed = reverse("forum:letters-file", args=[edition.number, "ar"])
    assert desk.get(printed, {"seat": typed}).status_code in {200, 302}
    assert edition.ex_officio_seats.get().state == "prepared"


@pytest.mark.parametrize("typed", NO_KEYS)
def test_registrations_that_cannot_be_are_left_out_of_those_accepted(desk, typed):
    one = RegistrationFactory()
    address = reverse("forum:accept-many", args=[one.edition.number])
    assert desk.post(address, {"keys": f"{typed},{one.pk}"}).status_code == 302
    assert Registration.objects.get(pk=one.pk).state == "accepted"


@pytest.mark.parametrize("typed", NO_KEYS)
def test_a_call_that_cannot_be_is_not_found(desk, typed):
    address = reverse("forum:desk-calls", args=[RegistrationFactory().edition.number])
    assert desk.post(address, {"called": typed}).status_code == 404
