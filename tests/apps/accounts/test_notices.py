"""Telling people: on the site always, else at once, in the digest, or not, as they switched it."""

import logging

import pytest
from django.core import mail

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.models import Notice, Recipient, Switch
from multaqa.apps.accounts.services import Letter
from multaqa.kernel import house, jobs
from multaqa.kernel.house import Topic
from multaqa.kernel.models import Job, JobState
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

Way, State = Switch.Way, Notice.State
TEXTS = []
PHONE = "+212661234567"


class Carrier:
    """A gateway that keeps what it took, and does not take what is for a number ending in 13."""

    def send(self, phone, text):
        if phone.endswith("13"):
            raise OSError(f"rejected {phone}: {text}")
        TEXTS.append((phone, text))


@pytest.fixture(autouse=True)
def phones(settings):
    TEXTS.clear()
    settings.SMS = f"{__name__}.Carrier"
    return TEXTS


@pytest.fixture(autouse=True)
def topics(monkeypatch):
    for name, topic in {
        "tests.news": Topic(label="أخبار", why="تتوصل بها لأنك طلبت الأخبار."),
        "tests.daily": Topic(label="يومية", why="تتوصل بها كل يوم.", is_daily=True),
        "tests.safety": Topic(label="أمان", why="تتوصل بها لأمان حسابك.", is_needed=True),
    }.items():
        monkeypatch.setitem(house.TOPICS, name, topic)


def switch(user, way, topic="tests.news"):
    recipient, _ = Recipient.objects.get_or_create(user=user)
    Switch.objects.update_or_create(recipient=recipient, topic=topic, defaults={"way": way})


def told(user, topic="tests.news", **more):
    return services.notify(user=user, topic=topic, title="خبر", text="وصل خبر", **more)


def deliver():
    job = jobs.start("multaqa.apps.accounts.tasks.deliver_notices", about="tests.deliver")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def state(notice):
    notice.refresh_from_db()
    return notice.state


def test_notify_goes_by_text_message_else_by_letter_else_stands_on_the_site(phones, settings):
    by_phone, by_letter = UserFactory(phone=PHONE, email=None), UserFactory(email="a@example.ma")
    both = told(by_phone), told(by_letter)
    landline = told(UserFactory(phone="+212528871234", email=None))
    deliver()
    ((phone, text),) = phones
    assert (phone, text.startswith("وصل خبر ")) == (PHONE, True)
    assert [letter.to for letter in mail.outbox] == [["a@example.ma"]]
    assert [state(one) for one in both] == [State.SENT, State.SENT]
    assert state(landline) == State.ON_SITE


@pytest.mark.parametrize(
    ("way", "topic", "kept"),
    [
        (Way.OFF, "tests.news", State.ON_SITE),
        (Way.DIGEST, "tests.news", State.DAILY),
        (Way.AT_ONCE, "tests.daily", State.QUEUED),
        (None, "tests.daily", State.DAILY),
        (Way.OFF, "tests.safety", State.QUEUED),
    ],
)
def test_a_notice_goes_as_its_person_switched_the_topic(way, topic, kept):
    user = UserFactory()
    if way:
        switch(user, way, topic)
    assert told(user, topic).state == kept


def test_what_is_switched_off_before_it_leaves_does_not_leave(phones):
    user = UserFactory(phone=PHONE)
    off, read = told(user), told(user, "tests.safety")
    switch(user, Way.OFF)
    services.mark_notices_read(user=user, notices=[read.pk])
    deliver()
    assert (phones, mail.outbox) == ([], [])
    assert (state(off), state(read)) == (State.ON_SITE, State.ON_SITE)


def test_the_switch_of_a_phone_holds_for_the_account_that_has_it(phones):
    by_phone = Recipient.objects.create(contact=PHONE)
    Switch.objects.create(recipient=by_phone, topic="tests.news", way=Way.OFF)
    user = UserFactory(phone=PHONE, email=None)
    assert queries.way_of(user, "tests.news") == Way.OFF
    assert told(user).state == State.ON_SITE
    switch(user, Way.AT_ONCE)
    assert queries.way_of(user, "tests.news") == Way.AT_ONCE
    assert queries.ways_about(["tests.news"]).of("tests.news", contacts=[PHONE]) == Way.AT_ONCE


def test_what_is_not_taken_is_marked_and_no_word_of_it_is_in_a_log(phones, caplog):
    failed = told(UserFactory(phone="+212661234513", email=None))
    other = told(UserFactory(phone=PHONE, email=None))
    with caplog.at_level(logging.DEBUG):
        deliver()
    assert (state(failed), state(other)) == (State.FAILED, State.SENT)
    assert "661234513" not in caplog.text
    assert "خبر" not in caplog.text


def test_two_deliveries_at_once_send_each_notice_once(phones, together):
    for place in range(20):
        told(UserFactory(phone=f"+2126612346{place + 20}", email=None))
    work = "multaqa.apps.accounts.tasks.deliver_notices"
    first, second = jobs.start(work, about="one"), jobs.start(work, about="two")
    assert not any(together(lambda: jobs.run(first.pk), lambda: jobs.run(second.pk)))
    assert len(phones) == len({phone for phone, _ in phones}) == 20


def test_notify_wakes_the_delivery_once_it_is_committed(django_capture_on_commit_callbacks):
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        told(user)
        told(user)
    assert Job.objects.filter(about="accounts.notices").count() == 1


@pytest.mark.parametrize("count", [1, 99, 300])
def test_notify_all_costs_the_same_for_many(django_assert_max_num_queries, count):
    people = [UserFactory() for _ in range(count)]
    with django_assert_max_num_queries(8):  # SQLite takes 76 rows at once
        services.notify_all(Letter(one, "tests.news", "خبر", "نص") for one in people)
    assert Notice.objects.count() == count


def test_notify_refuses_an_unknown_topic_and_an_address_elsewhere():
    with pytest.raises(LookupError):
        told(UserFactory(), "tests.unknown")
    for url in ("https://example.com/", "//example.com/", "/\\example.com"):
        with pytest.raises(ValueError, match="leads out"):
            told(UserFactory(), url=url)
    assert told(UserFactory(), url="/me/").url == "/me/"


def test_notices_of_are_ones_own():
    user = UserFactory()
    own = told(user)
    told(UserFactory())
    services.notify_all([Letter(user, "tests.news", "أ", "أ", about="forum.message:1")])
    assert list(queries.notices_of(user)) == [own]
    user.is_active = False
    assert not queries.notices_of(user).exists()
