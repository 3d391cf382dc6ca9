"""The desk's pages of messages: written, counted, sent; and who is to be called."""

import pytest
from django.urls import reverse

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Mailing, Message, Registration
from multaqa.kernel import jobs
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import CollegeFactory
from tests.factories.forum_registrations import RegistrationFactory

pytestmark = pytest.mark.django_db

WORDS = {"title_ar": "موعد القرعة", "text_ar": "نلتقي يوم السبت"}


def at(name, edition, *more):
    return reverse(f"forum:{name}", args=[edition.number, *more])


@pytest.fixture
def desk(client):
    client.force_login(coordinator())
    return client


def written(desk, edition, **more):
    return desk.post(at("write-message", edition), WORDS | more).url


def test_a_message_is_counted_and_seen_before_it_goes_and_goes_once(desk, settings):
    settings.SMS = "console"
    college = CollegeFactory()
    RegistrationFactory(college=college, state="accepted")
    RegistrationFactory(college=college, state="accepted", phone="", email="a@example.ma")
    RegistrationFactory(college=college, state="accepted", phone="", language="fr")
    RegistrationFactory(college=college, state="waiting")
    page = written(desk, college.edition, states=["accepted"])
    context = desk.get(page).context
    assert context["audience"].total == 3
    assert context["audience"].ways == {"phone": 1, "email": 1, "call": 1}
    assert [sample[0] for sample in context["samples"]] == ["ar", "fr"]
    assert not Message.objects.exists()
    assert desk.post(page, {"action": "send"}).url == page
    assert desk.get(page).context["is_sending"]
    desk.post(page, {"action": "send"})
    mailing = Mailing.objects.get()
    jobs.run(jobs.last_about(mailing.about).pk)
    assert mailing.messages.count() == 3
    text = desk.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert 'hx-trigger="every 2s"' in text  # two wait to be delivered
    Message.objects.filter(state="queued").update(state="sent")
    assert "hx-trigger" not in desk.get(page, headers={"HX-Request": "true"}).content.decode()


def test_a_message_is_changed_or_dropped_before_it_goes(desk):
    college = CollegeFactory()
    RegistrationFactory(college=college)
    page = written(desk, college.edition, states=["refused"])
    assert desk.get(page).context["audience"].total == 0
    changed = WORDS | {"action": "save", "states": ["sent"], "title_ar": "الجديد"}
    assert desk.post(page, changed).url == page
    mailing = Mailing.objects.get()
    assert (mailing.title_ar, mailing.states) == ("الجديد", ["sent"])
    assert desk.get(page).context["form"]["title_ar"].value() == "الجديد"
    desk.post(page, {"action": "drop"})
    assert not Mailing.objects.exists()


def test_who_withdrew_is_not_offered_and_is_not_everybody(desk):
    edition = RegistrationFactory().edition
    page = desk.post(at("write-message", edition), WORDS | {"seat_states": ["withdrawn"]})
    assert set(page.context["form"].errors) == {"seat_states"}
    offered = dict(page.context["form"].fields["seat_states"].choices)
    assert set(offered) == {"offered", "confirmed", "declined", "silent"}
    mailing = Mailing.objects.create(edition=edition, **WORDS, seat_states=["gone"])
    assert desk.get(at("desk-mailing", edition, mailing.pk)).context["audience"].total == 0


def test_french_is_written_whole_or_not_at_all(desk):
    edition = CollegeFactory().edition
    page = desk.post(at("write-message", edition), WORDS | {"title_fr": "Date"})
    assert set(page.context["form"].errors) == {"text_fr"}
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("name", ["desk-messages", "write-message", "desk-calls", "desk-mailing"])
def test_messages_are_the_coordinators(client, name):
    edition = CollegeFactory().edition
    mailing = services.write_mailing(
        mailing=Mailing(edition=edition), actor=coordinator(), colleges=[], **WORDS
    )
    more = [mailing.pk] if name == "desk-mailing" else []
    for who, status in ((UserFactory, 403), (auditor, 403), (coordinator, 200)):
        client.force_login(who())
        assert client.get(at(name, edition, *more)).status_code == status


def test_another_editions_message_is_not_found(desk):
    edition, other = CollegeFactory().edition, CollegeFactory().edition
    written(desk, edition)
    mailing = Mailing.objects.get()
    assert desk.get(at("desk-mailing", other, mailing.pk)).status_code == 404


def test_who_is_to_be_called_is_listed_and_ticked(desk):
    one = RegistrationFactory(phone="", name="السالكة")
    call = services.tell(registration=one, title="جواب", text="قبل طلبك")
    other = services.tell(registration=RegistrationFactory(phone=""), title="أ", text="أ")
    page = at("desk-calls", one.edition)
    text = desk.get(page).content.decode()
    for told in ("السالكة", one.number, "قبل طلبك", str(one.commune)):
        assert told in text
    desk.post(page, {"called": call.pk})
    call.refresh_from_db()
    assert call.state == Message.State.CALLED
    assert desk.post(page, {"called": other.pk}).status_code == 404
    assert desk.post(page, {"called": "x"}).status_code == 404


def test_who_has_no_phone_is_called_through_whoever_entered_them(desk):
    by = UserFactory(name="إبراهيم", phone="+212661234567")
    one = RegistrationFactory(phone="", user=None, entered_by=by, consent="spoken")
    services.tell(registration=one, title="جواب", text="قبل طلبك")
    text = desk.get(at("desk-calls", one.edition)).content.decode()
    assert "إبراهيم" in text
    assert "+212661234567" in text


def test_what_failed_goes_once_more(desk):
    one = RegistrationFactory()
    message = services.tell(registration=one, title="أ", text="أ")
    Message.objects.update(state="failed")
    assert (
        at("retry-messages", one.edition)
        in desk.get(at("desk-messages", one.edition)).content.decode()
    )
    desk.post(at("retry-messages", one.edition))
    message.refresh_from_db()
    assert message.state == Message.State.QUEUED


def test_what_failed_is_put_on_the_list_of_calls(desk):
    one = RegistrationFactory(name="السالكة")
    services.tell(registration=one, title="أ", text="أ")
    Message.objects.update(state="failed", way="phone")
    page = desk.post(at("retry-messages", one.edition), {"how": "call"}, follow=True)
    assert page.redirect_chain[0][0] == at("desk-calls", one.edition)
    assert "السالكة" in page.content.decode()
    assert Message.objects.get().state == Message.State.TO_CALL


def test_the_pages_cost_the_same_for_many(desk, django_assert_max_num_queries):
    college = CollegeFactory()
    for count in (1, 49):
        entered = {"consent": "spoken", "user": None}
        ones = [
            RegistrationFactory(college=college, phone="", entered_by=UserFactory(), **entered)
            for _ in range(count)
        ]
        for one in ones:
            services.tell(registration=one, title="أ", text="أ")
            written(desk, college.edition)
        for name in ("desk-messages", "desk-calls"):
            with django_assert_max_num_queries(17):
                desk.get(at(name, college.edition))
        with django_assert_max_num_queries(20):
            desk.get(at("desk-mailing", college.edition, Mailing.objects.latest("pk").pk))
    assert Registration.objects.count() == 50
