"""What the forum keeps about a person, told to them on one page."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Mailing, NominationStep, RegistrationStep
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.forum import ApplicantFactory
from tests.factories.forum_nominations import EMAIL, PHONE, sent_seat, somebody
from tests.factories.forum_registrations import RegistrationFactory

pytestmark = pytest.mark.django_db


def told(user):
    return [(str(row.what), str(row.value)) for row in queries.kept_of(user)]


def test_who_registered_is_told_of_each_registration_and_of_sensitive_answers():
    one = RegistrationFactory(sensitive={"q1": "yes"})
    assert len(told(one.user)) == 2
    assert one.number in told(one.user)[0][1]
    assert told(UserFactory()) == []


@pytest.mark.parametrize("written", ["06 61 23 45 67", "+212661234567", "0661.23.45.67"])
def test_whose_number_is_in_a_list_brought_in_is_told_their_ticket_and_nobody_is_quoted(written):
    one = ApplicantFactory(phone=written)
    ApplicantFactory(phone="0661234568")
    ApplicantFactory(phone="0671234567")
    with override("en"):
        ((what, value),) = told(UserFactory(phone="+212661234567"))
    assert what == "Place in a draw"
    assert one.ticket in value
    assert one.name not in value
    assert told(UserFactory(phone=None, email=EMAIL)) == []


def test_whose_registration_is_in_the_pool_is_told_their_ticket():
    one = RegistrationFactory(state="accepted")
    services.take_pool(college=one.college, actor=coordinator())
    with override("en"):
        values = dict(told(one.user))
    assert one.college.applicants.get().ticket in values["Place in a draw"]


def test_whom_an_institution_named_is_told_so_and_nobody_is_quoted():
    seat = services.accept_nomination(seat=sent_seat(), nominee=somebody(email=EMAIL))
    for user in (UserFactory(phone=PHONE, email=None), UserFactory(phone=None, email=EMAIL)):
        ((_what, value),) = told(user)
        assert seat.reference in value
        assert seat.institution in value
        assert seat.person_name not in value
    assert told(UserFactory(phone="+212661234599")) == []
    services.renew_link(seat=seat, actor=coordinator())
    assert told(user) == []


def test_who_answered_for_an_institution_that_sends_nobody_is_told_so():
    seat = services.decline_nomination(seat=sent_seat(), reason="سفر", phone=PHONE)
    with override("en"):
        ((_what, value),) = told(UserFactory(phone=PHONE))
    assert seat.reference in value
    assert "the contact that came with the answer" in value
    assert "function" not in value


def test_whom_they_entered_what_they_were_told_and_what_they_did_is_counted(client):
    clerk = UserFactory()
    RegistrationFactory.create_batch(3, user=None, entered_by=clerk, consent="spoken")
    own = RegistrationFactory(user=clerk)
    services.messages.tell(registration=own, title="جواب", text="قبل طلبكم")
    RegistrationStep.objects.create(registration=own, kind="sent", actor=clerk)
    RegistrationStep.objects.create(registration=own, kind="sent", actor=UserFactory())
    with override("en"):
        values = dict(told(clerk))
    assert values.pop("Registration").startswith(own.number)
    assert values == {
        "Registrations that you entered for others": "3 registrations",
        "Messages that you were sent": "1 message",
        "That it was you who did something": "beside 1 deed",
    }
    client.force_login(clerk)
    page = client.get(reverse("me-stored")).content.decode()
    assert all(what in page for what, _value in told(clerk))


def test_who_runs_the_desk_is_told_that_it_was_they():
    boss = coordinator()
    seat = sent_seat()
    NominationStep.objects.filter(seat=seat).update(actor=boss)
    Mailing.objects.create(edition=seat.edition, title_ar="موعد", text_ar="نلتقي", written_by=boss)
    with override("en"):
        assert told(boss) == [("That it was you who did something", "beside 2 deeds")]
