"""How who is written to wants it: on their page, or by the link in a message."""

import logging

import pytest
from django.core import mail
from django.urls import reverse

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.models import Recipient, Switch
from multaqa.kernel import house
from multaqa.kernel.house import Topic
from multaqa.kernel.segments import segments
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]

Way = Switch.Way
PHONE = "+212661234567"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
TEXTS = []


class Carrier:
    def send(self, phone, text):
        TEXTS.append((phone, text))


@pytest.fixture(autouse=True)
def phones(settings):
    TEXTS.clear()
    settings.SMS = f"{__name__}.Carrier"
    return TEXTS


@pytest.fixture(autouse=True)
def topics(monkeypatch):
    for name, topic in {
        "tests.news": Topic(label="أخبار", why="لأنك طلبت الأخبار.", reaches_anyone=True),
        "tests.body": Topic(label="هيئة", why="لأنك عضو في هيئة."),
        "tests.safety": Topic(label="أمان", why="لأمان حسابك.", is_needed=True),
    }.items():
        monkeypatch.setitem(house.TOPICS, name, topic)


def links(recipient, topic="tests.news"):
    key = queries.key_of(recipient)
    return reverse("switches-by-link", args=[key]), reverse("stop", args=[key, topic])


def test_what_is_for_coordinators_is_among_the_switches_of_theirs_alone(monkeypatch):
    topic = Topic(label="مكتب", why="لأنك منسق.", is_for_coordinators=True)
    monkeypatch.setitem(house.TOPICS, "tests.desk", topic)
    for user, is_told in ((coordinator(), True), (auditor(), False), (UserFactory(), False)):
        recipient = services.recipient_for(user=user)
        assert ("tests.desk" in queries.topics_of(recipient)) is is_told
    services.switch(
        recipient=services.recipient_for(user=coordinator()), ways={"tests.desk": Way.OFF}
    )
    with pytest.raises(Refusal):
        services.switch(recipient=recipient, ways={"tests.desk": Way.OFF})


def test_a_link_names_its_recipient_and_nobody_guesses_it():
    one, other = (Recipient.objects.create(contact=f"{PHONE[:-1]}{n}") for n in (1, 2))
    key = queries.key_of(one)
    assert queries.recipient_by(key) == one
    assert PHONE[-8:-1] not in key
    assert len(key) < 18
    assert key != queries.key_of(other)
    last = "0" if key[-1] != "0" else "1"
    for forged in (key[:-1] + last, key[1:], "", "0", key + "0", "é" * 12, "z" * 300, key.lower()):
        assert queries.recipient_by(forged) in {None, one if forged == key else None}
    one.delete()
    assert queries.recipient_by(key) is None


def test_opening_a_link_switches_nothing_and_one_click_does(client):
    recipient = services.recipient_for(user=UserFactory())
    _page, stop = links(recipient)
    for ask in (client.get, client.head):
        assert ask(stop).status_code == 200
    assert not recipient.switches.exists()
    answer = client.post(stop, ONE_CLICK, secure=False)
    assert answer.status_code == 200
    assert recipient.switches.get().way == Way.OFF
    client.post(stop, {"action": "back"})
    assert recipient.switches.get().way == Way.AT_ONCE


def test_one_click_needs_no_token_of_ours():
    from django.test import Client

    recipient = services.recipient_for(contact="a@example.ma")
    answer = Client(enforce_csrf_checks=True).post(links(recipient)[1], ONE_CLICK)
    assert (answer.status_code, recipient.switches.get().way) == (200, Way.OFF)


def test_the_link_of_a_digest_stops_all_that_can_be(client):
    recipient = services.recipient_for(user=UserFactory())
    client.post(links(recipient, "all")[1], ONE_CLICK)
    topics = queries.topics_of(recipient)
    assert set(recipient.switches.values_list("topic", "way")) == {
        (topic, Way.OFF) for topic in topics
    }
    assert "tests.safety" not in topics


def test_who_has_no_account_switches_what_is_sent_to_anyone(client):
    recipient = services.recipient_for(contact=PHONE)
    page, _stop = links(recipient)
    text = client.get(page).content.decode()
    assert "tests-news" in text
    assert "tests-body" not in text
    assert PHONE[4:] not in text
    ways = {topic.replace(".", "-"): Way.OFF for topic in queries.topics_of(recipient)}
    assert client.post(page, ways).status_code == 200
    assert set(recipient.switches.values_list("way", flat=True)) == {Way.OFF}
    client.post(page, ways | {"tests-news": Way.DIGEST})
    assert set(recipient.switches.values_list("way", flat=True)) == {Way.OFF}


@pytest.mark.parametrize("topic", ["tests.body", "tests.safety", "tests.unknown"])
def test_a_link_switches_no_topic_that_is_not_its_recipients(client, topic):
    recipient = services.recipient_for(contact=PHONE)
    assert client.post(links(recipient, topic)[1], ONE_CLICK).status_code == 404
    with pytest.raises(Refusal, match="not_there"):
        services.switch(recipient=recipient, ways={topic: Way.OFF})


def test_a_dead_link_says_so_and_many_of_them_are_asked_to_wait(client, settings):
    dead = reverse("switches-by-link", args=["7abcdefghjk"])
    assert client.get(dead).status_code == 404
    codes = {client.get(dead).status_code for _ in range(40)}
    assert codes == {404, 429}
    # Whoever was sent a link is not shut out by who guesses from the same place.
    good, _stop = links(services.recipient_for(contact=PHONE))
    assert client.get(good).status_code == 200


def test_a_link_is_kept_from_search_engines_and_logs(client, caplog):
    page, stop = links(services.recipient_for(contact=PHONE))
    with caplog.at_level(logging.DEBUG):
        for address in (page, stop):
            answer = client.get(address)
            assert "noindex" in answer["X-Robots-Tag"]
            assert "no-store" in answer["Cache-Control"]
    assert PHONE not in caplog.text


def test_the_account_of_a_contact_is_its_recipient():
    user = UserFactory(phone=PHONE)
    assert services.recipient_for(contact=PHONE).user == user
    assert services.recipient_for(contact=user.email).user == user
    assert services.recipient_for(contact="b@example.ma").contact == "b@example.ma"


def test_ones_own_page_switches_and_chooses_where(client):
    user = UserFactory(phone=PHONE)
    client.force_login(user)
    page = client.get("/me/messages/switches/").content.decode()
    assert "لأنك عضو في هيئة." in page
    assert "لأمان حسابك." in page  # told, and without a switch
    assert 'name="tests-safety"' not in page
    recipient = services.recipient_for(user=user)
    ways = {topic.replace(".", "-"): Way.AT_ONCE for topic in queries.topics_of(recipient)}
    sent = ways | {"tests-body": Way.DIGEST, "by": "email"}
    assert client.post("/me/messages/switches/", sent).status_code == 302
    recipient.refresh_from_db()
    assert recipient.by == "email"
    assert queries.way_of(user, "tests.body") == Way.DIGEST
    wrong = client.post("/me/messages/switches/", sent | {"tests-body": "whenever"})
    assert wrong.status_code == 200
    assert queries.way_of(user, "tests.body") == Way.DIGEST


def test_a_visitor_is_asked_to_sign_in(client):
    for address in ("/me/messages/", "/me/messages/switches/"):
        assert client.get(address).status_code == 302


def test_a_text_message_tells_the_link_first_and_then_where_it_costs_nothing(phones):
    for text in ("م" * 60, "م" * 60, "م" * 70 + "x" * 4):
        services.write_text(phone=PHONE, topic="tests.news", text=text)
    first, second, third = (text for _phone, text in phones)
    assert "/m/" in first
    assert "/m/" not in second
    assert segments(third) == 2
    assert "/m/" in third
    services.write_text(phone=PHONE, topic="tests.safety", text="رمز")
    assert phones[-1][1] == "رمز"


def test_a_letter_carries_its_switch_and_what_is_needed_says_so():
    services.write_letter(address="a@example.ma", topic="tests.news", title="أ", text="ب")
    services.write_letter(address="a@example.ma", topic="tests.safety", title="أ", text="ب")
    news, safety = mail.outbox
    recipient = Recipient.objects.get(contact="a@example.ma")
    assert links(recipient)[1] in news.message()["List-Unsubscribe"]
    assert "لأنك طلبت الأخبار." in news.body
    assert "List-Unsubscribe" not in safety.message()
    assert "/m/" not in safety.body
