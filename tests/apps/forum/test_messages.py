"""Telling those who registered: on the site always, by text or letter, or by a call."""

import logging

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Mailing, Message, Registration
from multaqa.apps.forum.services.messages import wake_delivery
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import CollegeFactory
from tests.factories.forum_registrations import RegistrationFactory

pytestmark = pytest.mark.django_db

State, Way = Message.State, Message.Way
TEXTS = []


class Carrier:
    """A gateway that keeps what it took, and does not take what is for a number ending in 13."""

    def send(self, phone, text):
        if phone.endswith("13"):
            raise OSError(f"rejected {phone}: {text}")
        TEXTS.append((phone, text))


class Unspeakable:
    """A setting that cannot be written out: a fault of the house, not of a carrier."""

    def __str__(self):
        raise LookupError("a@example.ma")


@pytest.fixture
def phones(settings):
    TEXTS.clear()
    settings.SMS = f"{__name__}.Carrier"
    return TEXTS


def told(**more):
    return services.tell(registration=RegistrationFactory(**more), title="جواب", text="قبل طلبك")


def deliver():
    wake_delivery()
    job = jobs.last_about("forum.messages")
    jobs.run(job.pk)
    job.refresh_from_db()
    return job.state


def mailing(edition, **more):
    fields = {"title_ar": "موعد القرعة", "text_ar": "نلتقي يوم السبت", "colleges": []} | more
    return services.write_mailing(mailing=Mailing(edition=edition), actor=coordinator(), **fields)


def sent(found):
    services.ask_mailing(mailing=found, actor=coordinator())
    jobs.run(jobs.last_about(found.about).pk)
    return Mailing.objects.get(pk=found.pk)


def test_tell_goes_by_phone_else_by_letter_else_by_a_call(phones):
    by_phone = told(phone="+212661234567", email="a@example.ma")
    by_letter = told(phone="", email="b@example.ma")
    by_call = told(phone="", email="")
    assert (by_call.way, by_call.state) == (Way.CALL, State.TO_CALL)
    assert deliver() == JobState.DONE
    assert phones == [("+212661234567", "قبل طلبك")]
    assert [letter.to for letter in mail.outbox] == [["b@example.ma"]]
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {by_phone.pk: "sent", by_letter.pk: "sent", by_call.pk: "to_call"}


@pytest.mark.parametrize(
    "phone", ["+212528871234", "+212800123456", "+33612345678", "+88213000000"]
)
def test_what_takes_no_text_message_here_is_written_to_or_called(phones, phone):
    assert told(phone=phone, email="").state == State.TO_CALL
    assert told(phone=phone, email="a@example.ma").way == Way.EMAIL
    deliver()
    assert phones == []
    assert len(mail.outbox) == 1


def test_a_message_goes_to_the_contact_of_the_moment_it_leaves(phones):
    moved, called, mailed = (told(phone=f"+2126612345{n}", email="") for n in (10, 11, 12))
    for one, contact in (
        (moved, {"phone": "+212661234599"}),
        (called, {"phone": "+212528871234"}),
        (mailed, {"phone": "", "email": "a@example.ma"}),
    ):
        Registration.objects.filter(pk=one.registration_id).update(**contact)
    deliver()
    assert [phone for phone, _ in phones] == ["+212661234599"]
    assert [letter.to for letter in mail.outbox] == [["a@example.ma"]]
    ends = [Message.objects.values_list("way", "state", "sent_at").get(pk=called.pk)]
    assert ends == [(Way.CALL, State.TO_CALL, None)]
    mailed.refresh_from_db()
    assert (mailed.way, mailed.state) == (Way.EMAIL, State.SENT)


def test_what_could_not_be_sent_is_put_on_the_list_of_calls(phones):
    failed, other = told(phone="+212661234513", email=""), told(phone="+212661234599", email="")
    deliver()
    edition = failed.registration.edition
    with pytest.raises(PermissionDenied):
        services.call_failed(edition_id=edition.pk, actor=auditor())
    assert services.call_failed(edition_id=edition.pk, actor=coordinator()) == 1
    assert list(queries.to_call(coordinator(), edition)) == [failed]
    other.refresh_from_db()
    assert other.state == State.SENT


def test_where_no_text_message_can_go_a_phone_alone_is_called(settings):
    settings.SMS = "none"
    assert told(email="").way == Way.CALL
    assert told(email="a@example.ma").way == Way.EMAIL


def test_what_a_carrier_does_not_take_is_marked_and_sent_again_when_asked(phones, caplog):
    found = told(phone="+212661234513", email="")
    told(phone="+212661234599", email="")
    with caplog.at_level(logging.DEBUG):
        assert deliver() == JobState.DONE
    found.refresh_from_db()
    assert (found.state, found.sent_at) == (State.FAILED, None)
    assert len(phones) == 1
    # Neither the number nor the words are in a log.
    assert "212661234513" not in caplog.text
    assert "قبل طلبك" not in caplog.text
    edition_id = found.registration.edition_id
    with pytest.raises(PermissionDenied):
        services.retry_failed(edition_id=edition_id, actor=auditor())
    assert services.retry_failed(edition_id=edition_id, actor=coordinator()) == 1
    Registration.objects.filter(pk=found.registration_id).update(phone="+212661234500")
    deliver()
    assert phones[-1][0] == "+212661234500"


def test_whatever_breaks_is_marked_and_does_not_hold_up_the_others(phones, settings):
    broken = told(phone="", email="a@example.ma")
    told(phone="+212661234599", email="")
    settings.SITE_NAME = Unspeakable()
    assert deliver() == JobState.DONE
    broken.refresh_from_db()
    assert (broken.state, broken.sent_at) == (State.FAILED, None)
    assert len(phones) == 1


def test_a_gateway_that_cannot_be_had_sends_nothing_and_says_so(settings):
    settings.SMS = "nowhere.Carrier"
    found = told(phone="+212661234599", email="")
    assert deliver() == JobState.DONE
    found.refresh_from_db()
    assert (found.state, found.sent_at) == (State.FAILED, None)


def test_two_deliveries_at_once_send_each_message_once(phones, together):
    for place in range(20):
        told(phone=f"+2126612346{place + 20}", email="")
    first = jobs.start("multaqa.apps.forum.tasks.deliver", about="one")
    second = jobs.start("multaqa.apps.forum.tasks.deliver", about="two")
    ends = together(lambda: jobs.run(first.pk), lambda: jobs.run(second.pk))
    assert not any(ends)
    assert len(phones) == len({phone for phone, _ in phones}) == 20


def test_a_message_written_while_the_queue_empties_is_not_left_behind(phones, monkeypatch):
    told(phone="+212661234567", email="")
    late = RegistrationFactory(phone="+212661234568", email="")
    send = Carrier.send

    def send_and_write(carrier, phone, text):
        send(carrier, phone, text)
        if len(TEXTS) == 1:
            services.tell(registration=late, title="جواب", text="آخر")

    monkeypatch.setattr(Carrier, "send", send_and_write)
    deliver()
    assert [phone for phone, _ in phones] == ["+212661234567", "+212661234568"]


def test_tell_wakes_the_delivery_once_it_is_committed(phones, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        told()
        told()
    assert Job.objects.filter(about="forum.messages").count() == 1


def test_messages_of_are_those_of_ones_own_registrations_phone_and_letters():
    one = UserFactory(phone="+212661234567")
    own = services.tell(registration=RegistrationFactory(user=one), title="أ", text="أ")
    by_phone = services.tell(
        registration=RegistrationFactory(user=None, phone=one.phone), title="ب", text="ب"
    )
    by_letter = services.tell(
        registration=RegistrationFactory(user=None, email=one.email), title="ج", text="ج"
    )
    told()
    assert set(queries.messages_of(one)) == {own, by_phone, by_letter}
    assert not queries.messages_of(UserFactory()).exists()
    one.is_active = False
    assert not queries.messages_of(one).exists()


def test_who_entered_somebody_without_a_contact_sees_what_they_are_told(client):
    user = UserFactory()
    entered = {"entered_by": user, "user": None, "consent": "spoken"}
    through = told(**entered, phone="", email="", name="السالكة")
    told(**entered, phone="+212528871234")  # called at their own number
    told(**entered, email="a@example.ma")
    gone = told(**entered)
    Registration.objects.filter(pk=gone.registration_id).update(phone="", email="")
    told(entered_by=user, user=None, phone="")  # their own once, its account gone
    told(entered_by=user, phone="")
    assert list(queries.messages_of(user)) == [through]
    assert not queries.messages_of(UserFactory()).exists()
    client.force_login(user)
    assert "السالكة" in client.get("/me/messages/").content.decode()


def test_the_inbox_shows_whose_they_are_and_marks_them_read(client):
    mine, other = told(user=(user := UserFactory())), told()
    client.force_login(user)
    page = client.get("/me/messages/").content.decode()
    assert f"message-{mine.pk}" in page
    assert f"message-{other.pk}" not in page
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.read_at
    assert other.read_at is None


@pytest.mark.parametrize("count", [1, 20])
def test_the_inbox_costs_the_same(client, django_assert_max_num_queries, count):
    user = UserFactory()
    one = RegistrationFactory(user=user)
    for _ in range(count):
        services.tell(registration=one, title="أ", text="أ")
    client.force_login(user)
    with django_assert_max_num_queries(11):
        client.get("/me/messages/")


def test_a_mailing_goes_to_its_states_and_colleges_in_each_ones_language(phones):
    first = CollegeFactory(name_ar="الجمعيات", slug="a")
    second = CollegeFactory(edition=first.edition, name_ar="الشباب", slug="b", position=2)
    arabic = RegistrationFactory(college=first, state="accepted")
    french = RegistrationFactory(college=first, state="accepted", language="fr", phone="")
    for more in (
        {"college": first, "state": "waiting"},
        {"college": second, "state": "accepted"},
        {"college": first, "state": "withdrawn"},
        {"state": "accepted"},
    ):
        RegistrationFactory(**more)
    found = sent(
        mailing(
            first.edition,
            states=["accepted"],
            colleges=[first.pk],
            title_fr="Date du tirage",
            text_fr="Rendez-vous samedi",
        )
    )
    assert found.state == Mailing.State.SENT
    texts = dict(found.messages.values_list("registration", "text"))
    assert texts == {arabic.pk: "نلتقي يوم السبت", french.pk: "Rendez-vous samedi"}
    assert found.messages.get(registration=french).state == State.TO_CALL


def test_a_mailing_without_french_is_told_in_arabic():
    one = RegistrationFactory(language="fr")
    found = sent(mailing(one.edition))
    assert found.messages.get().text == "نلتقي يوم السبت"


def test_a_mailing_is_sent_once_and_changed_no_more():
    one = RegistrationFactory()
    found = mailing(one.edition)
    services.ask_mailing(mailing=found, actor=coordinator())
    with pytest.raises(Refusal, match="gone"):
        services.ask_mailing(mailing=found, actor=coordinator())
    for again in range(2):  # the second time as if a worker took it up again
        job = jobs.last_about(found.about)
        Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
        jobs.run(job.pk)
        assert found.messages.count() == 1, again
    found.refresh_from_db()
    for change in (services.ask_mailing, services.drop_mailing):
        with pytest.raises(Refusal, match="gone"):
            change(mailing=found, actor=coordinator())
    with pytest.raises(Refusal, match="gone"):
        services.write_mailing(mailing=found, actor=coordinator(), colleges=[], text_ar="غيره")


def test_two_who_send_at_once_send_once(together):
    one, actor = RegistrationFactory(), coordinator()
    found = mailing(one.edition)

    def send():
        return services.ask_mailing(mailing=found, actor=actor)

    ends = together(send, send)
    assert sorted(isinstance(end, Refusal) for end in ends) == [False, True]
    assert Job.objects.filter(about=found.about).count() == 1


def test_a_mailing_whose_sending_died_is_taken_up_where_it_stood():
    one = RegistrationFactory()
    other = RegistrationFactory(college=one.college)
    found = mailing(one.edition)
    services.ask_mailing(mailing=found, actor=coordinator())
    Job.objects.filter(about=found.about).update(state=JobState.FAILED)
    services.tell(registration=one, title="أ", text="أ", mailing=found)
    assert sent(found).state == Mailing.State.SENT
    assert set(found.messages.values_list("registration", flat=True)) == {one.pk, other.pk}


def test_a_mailing_to_nobody_is_refused():
    found = mailing(CollegeFactory().edition)
    with pytest.raises(Refusal, match="nobody"):
        services.ask_mailing(mailing=found, actor=coordinator())


@pytest.mark.parametrize("who", [UserFactory, auditor])
def test_only_a_coordinator_writes_and_sends(who):
    one, actor = RegistrationFactory(), who()
    found = mailing(one.edition)
    call = services.tell(registration=RegistrationFactory(phone=""), title="أ", text="أ")
    for deed, more in (
        (services.ask_mailing, {"mailing": found}),
        (services.drop_mailing, {"mailing": found}),
        (services.write_mailing, {"mailing": found, "colleges": []}),
        (services.mark_called, {"message": call}),
    ):
        with pytest.raises(PermissionDenied):
            deed(actor=actor, **more)
    assert not queries.mailings_seen_by(actor, one.edition).exists()
    assert not queries.to_call(actor, call.registration.edition).exists()


def test_who_was_called_is_ticked_once():
    call = told(phone="", email="")
    services.mark_called(message=call, actor=coordinator())
    call.refresh_from_db()
    assert (call.state, bool(call.sent_at)) == (State.CALLED, True)
    with pytest.raises(Refusal, match="called"):
        services.mark_called(message=call, actor=coordinator())
