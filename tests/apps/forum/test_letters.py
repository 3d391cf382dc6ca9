"""Letters on their way: by what they can leave, and what becomes of those that do not."""

import pytest

from tests.factories.forum_nominations import PHONE, sent_seat

pytestmark = pytest.mark.django_db


def test_a_letter_to_a_landline_is_to_be_printed(settings):
    settings.SMS = "console"
    landline, mobile = sent_seat(phone="+212528871234"), sent_seat(phone=PHONE)
    for seat in (landline, mobile):
        seat.refresh_from_db()
    assert (landline.delivery, mobile.delivery) == ("paper", "queued")
