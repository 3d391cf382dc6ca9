"""Letters on their way: by what they can leave, and what becomes of those that do not."""

import pytest

from multaqa.apps.forum.services.letters import wake_letters
from multaqa.kernel import jobs
from multaqa.kernel.models import JobState
from tests.factories.forum_nominations import EMAIL, PHONE, sent_seat

pytestmark = pytest.mark.django_db


def test_a_letter_to_a_landline_is_to_be_printed(settings):
    settings.SMS = "console"
    landline, mobile = sent_seat(phone="+212528871234"), sent_seat(phone=PHONE)
    for seat in (landline, mobile):
        seat.refresh_from_db()
    assert (landline.delivery, mobile.delivery) == ("paper", "queued")


def deliver():
    wake_letters()
    job = jobs.last_about("forum.letters")
    jobs.run(job.pk)
    job.refresh_from_db()
    return job.state


def test_whatever_breaks_is_printed_and_does_not_hold_up_the_others(mailoutbox, settings):
    settings.SMS = "nowhere.Carrier"
    broken, mailed = sent_seat(phone=PHONE), sent_seat(email=EMAIL)
    del settings.ORIGIN
    assert deliver() == JobState.DONE
    ends = []
    for seat in (broken, mailed):
        seat.refresh_from_db()
        ends.append(seat.delivery)
    assert ends == ["failed", "failed"]
    assert mailoutbox == []
