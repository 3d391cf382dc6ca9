"""Messages to many reach nobody by phone or mail who switched them off; answers reach everybody."""

import pytest
from django.core import mail

from multaqa.apps.accounts import services as accounts
from multaqa.apps.accounts.models import Notice, Recipient, Switch
from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Mailing, Message
from multaqa.apps.forum.services.messages import audience_counted, wake_delivery
from multaqa.kernel import jobs
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.forum import CollegeFactory
from tests.factories.forum_registrations import RegistrationFactory

pytestmark = pytest.mark.django_db

State, Way = Message.State, Switch.Way
TOPIC = "forum.mailing"
TEXTS = []


class Carrier:
    def send(self, phone, text):
        TEXTS.append((phone, text))


@pytest.fixture(autouse=True)
def phones(settings):
    TEXTS.clear()
    settings.SMS = f"{__name__}.Carrier"
    return TEXTS


@pytest.fixture
def college():
    return CollegeFactory()


def someone(college, place, **more):
    fields = {"phone": f"+2126612346{place}", "email": "", "college": college} | more
    return RegistrationFactory(**fields)


def written(college, **more):
    fields = {"title_ar": "موعد القرعة", "text_ar": "نلتقي يوم السبت", "colleges": []} | more
    new = Mailing(edition=college.edition)
    return services.write_mailing(mailing=new, actor=coordinator(), **fields)


def switch(way, *, user=None, contact=""):
    recipient = accounts.recipient_for(user=user, contact=contact)
    accounts.switch(recipient=recipient, ways={TOPIC: way})


def send(mailing):
    services.ask_mailing(mailing=mailing, actor=coordinator())
    jobs.run(jobs.last_about(mailing.about).pk)
    wake_delivery()
    jobs.run(jobs.last_about("forum.messages").pk)
    return dict(mailing.messages.values_list("registration", "state"))


def test_a_mailing_leaves_to_nobody_who_switched_it_off(college, phones):
    user, daily = UserFactory(), UserFactory()
    wants = someone(college, 20)
    off = someone(college, 21, user=user)
    by_link = someone(college, 22, user=None)
    once = someone(college, 23, user=daily, phone="", email=daily.email)
    proved = UserFactory(phone="+212661234624")
    typed = someone(college, 24, user=None)
    switch(Way.OFF, user=user)
    switch(Way.OFF, contact=by_link.phone)
    switch(Way.DIGEST, user=daily)
    switch(Way.OFF, user=proved)

    mailing = written(college)
    told = audience_counted(mailing)
    assert (told.total, told.ways["phone"], told.off, told.daily, told.texts) == (5, 1, 3, 1, 1)
    ends = send(mailing)
    assert ends.pop(wants.pk) == State.SENT
    assert ends == dict.fromkeys([off.pk, by_link.pk, once.pk, typed.pk], State.ON_SITE)
    assert [phone for phone, _text in phones] == [wants.phone]
    assert mail.outbox == []
    # They read it on the site all the same, and the digest holds it once.
    assert queries.messages_of(user).count() == 1
    notice = Notice.objects.get()
    assert (notice.user, notice.state) == (daily, Notice.State.DAILY)
    assert queries.counts_of(mailing).on_site == 4


def test_what_was_read_in_the_inbox_is_not_in_the_digest(college, client):
    user = UserFactory()
    someone(college, 20, user=user)
    switch(Way.DIGEST, user=user)
    send(written(college))
    client.force_login(user)
    page = client.get("/me/messages/").content.decode()
    assert page.count("نلتقي يوم السبت") == 1
    job = jobs.start("multaqa.apps.accounts.tasks.send_digests", about="one")
    jobs.run(job.pk)
    assert mail.outbox == []
    assert TEXTS == []


def test_answers_about_ones_own_registration_are_not_switched_off(college, phones):
    user = UserFactory()
    one = someone(college, 20, user=user)
    recipient = accounts.recipient_for(user=user)
    Switch.objects.create(recipient=recipient, topic="forum.registration", way=Way.OFF)
    switch(Way.OFF, user=user)
    services.tell(registration=one, title="جواب", text="قبل طلبك")
    jobs.run(jobs.start("multaqa.apps.forum.tasks.deliver", about="one").pk)
    assert phones == [(one.phone, "قبل طلبك")]


def test_a_letter_says_why_and_how_to_stop_it(college):
    someone(college, 20, phone="", email="a@example.ma", user=None)
    send(written(college))
    (letter,) = mail.outbox
    assert "/forum.mailing/" in letter.message()["List-Unsubscribe"]
    assert Recipient.objects.get().contact == "a@example.ma"
    why = "You get this because you registered for the forum"
    assert why in letter.body or "لأنك" in letter.body


def test_the_preview_counts_who_switched_it_off(college, django_assert_max_num_queries):
    for place in range(20, 40):
        one = someone(college, place, user=None)
        switch(Way.OFF, contact=one.phone)
    someone(college, 41)
    mailing = written(college, text_ar="م" * 71)
    with django_assert_max_num_queries(6):
        told = audience_counted(mailing)
    assert (told.total, told.off, told.texts) == (21, 20, 2)
