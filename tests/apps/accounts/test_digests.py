"""The day's digest: never empty, never twice, of what is still wanted and unread."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from multaqa.apps.accounts import services
from multaqa.apps.accounts.models import Digest, Notice, Recipient, Switch
from multaqa.apps.accounts.services import Letter
from multaqa.apps.accounts.services.digests import gather, send_digest
from multaqa.kernel import clock, house, jobs
from multaqa.kernel.house import Topic
from multaqa.kernel.models import Job, JobState
from multaqa.kernel.segments import segments
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

State = Notice.State
WORK = "multaqa.apps.accounts.tasks.send_digests"
PHONE = "+212661234567"
TEXTS = []


class Carrier:
    def send(self, phone, text):
        if phone.endswith("13"):
            raise OSError(phone)
        TEXTS.append((phone, text))


@pytest.fixture(autouse=True)
def phones(settings):
    TEXTS.clear()
    settings.SMS = f"{__name__}.Carrier"
    return TEXTS


@pytest.fixture(autouse=True)
def topics(monkeypatch):
    for name, why in (("tests.daily", "لأنك عضو."), ("tests.other", "لأنك مسجل.")):
        monkeypatch.setitem(house.TOPICS, name, Topic(label=name, why=why, is_daily=True))


def told(user, title="خبر", topic="tests.daily", **more):
    return services.notify(user=user, topic=topic, title=title, text="وصل", **more)


def run(about="one"):
    job = jobs.start(WORK, about=about)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_what_waits_comes_in_one_letter_with_its_links_and_why():
    user = UserFactory()
    for title, topic in (("أول", "tests.daily"), ("ثان", "tests.other"), ("ثالث", "tests.daily")):
        told(user, title, topic, url="/me/")
    run()
    (letter,) = mail.outbox
    for words in ("أول", "ثان", "ثالث", "/me/", "لأنك مسجل."):
        assert words in letter.body
    assert letter.body.count("لأنك عضو.") == 1
    assert "/all/" in letter.message()["List-Unsubscribe"]
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SENT}
    assert Digest.objects.get().state == Digest.State.SENT


def test_a_digest_is_in_the_language_of_its_person(phones):
    told(UserFactory(language="fr"))
    run()
    assert 'lang="fr"' in mail.outbox[0].alternatives[0][0]


def test_a_digest_by_text_message_stays_short(phones):
    user = UserFactory(phone=PHONE, email=None)
    for place in range(40):
        told(user, f"عنوان طويل شيئا ما رقم {place}")
    run()
    ((phone, text),) = phones
    assert phone == PHONE
    assert segments(text) <= 2
    assert "/me/messages/" in text


def test_a_second_run_that_day_sends_nothing_and_the_next_day_does(monkeypatch):
    user = UserFactory()
    told(user)
    run()
    late = told(user)
    run("two")
    assert len(mail.outbox) == 1
    late.refresh_from_db()
    assert late.state == State.DAILY
    tomorrow = timezone.localdate() + timedelta(days=1)
    send_digest(gather(user=user, on=tomorrow))
    assert len(mail.outbox) == 2


def test_nothing_that_was_read_or_switched_off_is_in_it_and_none_is_empty():
    read, off, one = (UserFactory() for _ in range(3))
    services.mark_notices_read(user=read, notices=[told(read).pk])
    told(off)
    services.switch(recipient=services.recipient_for(user=off), ways={"tests.daily": "off"})
    told(UserFactory(is_active=False))
    told(one)
    run()
    assert [letter.to for letter in mail.outbox] == [[one.email]]
    assert list(Digest.objects.values_list("user", flat=True)) == [one.pk]


def test_what_was_read_after_it_was_gathered_makes_no_empty_digest():
    user = UserFactory()
    notice = told(user)
    digest = gather(user=user, on=timezone.localdate())
    services.mark_notices_read(user=user, notices=[notice.pk])
    send_digest(digest)
    assert (mail.outbox, Digest.objects.count()) == ([], 0)


def test_two_workers_at_once_send_each_person_one(phones, together):
    for place in range(10):
        user = UserFactory(phone=f"+2126612346{place + 20}", email=None)
        told(user)
        told(user)
    first, second = jobs.start(WORK, about="one"), jobs.start(WORK, about="two")
    assert not any(together(lambda: jobs.run(first.pk), lambda: jobs.run(second.pk)))
    assert len(phones) == len({phone for phone, _ in phones}) == 10
    assert Digest.objects.count() == 10


def test_a_worker_that_died_on_the_way_is_taken_up_where_it_stood(phones):
    people = [UserFactory(phone=f"+2126612346{place + 20}", email=None) for place in range(3)]
    for user in people:
        told(user)
    today = timezone.localdate()
    send_digest(gather(user=people[0], on=today))  # sent before it died
    gather(user=people[1], on=today)  # gathered, and not sent
    run()
    assert sorted(phone for phone, _ in phones) == sorted(one.phone for one in people)


def test_what_nobody_took_over_is_tried_again_the_next_day(phones):
    user = UserFactory(phone="+212661234513", email=None)
    told(user)
    run()
    assert Digest.objects.get().state == Digest.State.FAILED
    user.phone = PHONE
    user.save()
    send_digest(gather(user=user, on=timezone.localdate() + timedelta(days=1)))
    assert [phone for phone, _ in phones] == [PHONE]


def test_the_clock_wakes_it_once_a_day():
    assert WORK in house.DAILY
    clock.begin("2026-11-26")
    clock.begin("2026-11-26")
    assert Job.objects.filter(name=WORK).count() == 1


@pytest.mark.parametrize("count", [10, 60])
def test_a_digest_costs_the_same_for_many_notices(django_assert_max_num_queries, count):
    user = UserFactory()
    services.notify_all(Letter(user, "tests.daily", f"{n}", "نص") for n in range(count))
    with django_assert_max_num_queries(20):
        send_digest(gather(user=user, on=timezone.localdate()))
    assert len(mail.outbox) == 1


def test_where_both_reach_a_person_the_digest_goes_as_they_chose(phones):
    user = UserFactory(phone=PHONE)
    told(user)
    run()
    assert len(mail.outbox) == 1
    Recipient.objects.filter(user=user).update(by="phone")
    told(user)
    send_digest(gather(user=user, on=timezone.localdate() + timedelta(days=1)))
    assert len(phones) == 1
    assert not Switch.objects.exists()
