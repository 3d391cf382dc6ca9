"""Letters on their way: by what they can leave, and what becomes of those that do not."""

import pytest
from django.core.mail.backends.locmem import EmailBackend

from multaqa.apps.forum import services
from multaqa.apps.forum.services.letters import wake_letters
from multaqa.kernel import jobs
from multaqa.kernel.models import JobState
from tests.factories.accounts import coordinator
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


def test_a_link_renewed_while_the_queue_empties_leaves_as_the_new_one(mailoutbox, monkeypatch):
    actor = coordinator()
    first, second = sent_seat(email=EMAIL), sent_seat(email="second@example.ma")
    dead = (first.link, second.link)
    send = EmailBackend.send_messages

    def send_and_renew(backend, letters):
        if not mailoutbox:
            for seat in (first, second):
                services.renew_link(seat=seat, actor=actor)
        return send(backend, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", send_and_renew)
    assert deliver() == JobState.DONE
    for seat in (first, second):
        seat.refresh_from_db()
        assert seat.delivery == "email"
    texts = {(letter.to[0], link) for letter in mailoutbox for link in dead if link in letter.body}
    assert texts == {(EMAIL, dead[0])}  # on its way before it was renewed
    last = {letter.to[0]: letter.body for letter in mailoutbox}
    assert first.link in last[EMAIL]
    assert second.link in last["second@example.ma"]


def test_a_link_renewed_while_the_old_one_fails_is_not_marked_so(monkeypatch):
    seat, actor = sent_seat(email=EMAIL), coordinator()
    send = EmailBackend.send_messages

    def fail_once(backend, letters):
        monkeypatch.setattr(EmailBackend, "send_messages", send)
        services.renew_link(seat=seat, actor=actor)
        raise OSError

    monkeypatch.setattr(EmailBackend, "send_messages", fail_once)
    assert deliver() == JobState.DONE
    seat.refresh_from_db()
    assert seat.delivery == "email"
