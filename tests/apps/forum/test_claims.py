"""Whose phone or e-mail it is: who proved it by a code comes before who only typed it."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Applicant, Message, Registration
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.forum import CollegeFactory
from tests.factories.forum_registrations import RegistrationFactory, open_call, sent, written

pytestmark = pytest.mark.django_db

PHONE, EMAIL = "+212662222222", "rqiya@example.ma"


def draft_of(college, user, **more):
    draft = services.start_registration(edition=college.edition, actor=user)
    return written(draft, user, **more)


def entered(college, clerk, **more):
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    draft = written(draft, clerk, **({"phone": PHONE} | more))
    return services.send_registration(registration=draft, actor=clerk)


def test_who_proved_a_contact_takes_it_from_who_only_typed_it(client):
    college = open_call()
    rival = UserFactory(phone="+212661111111")
    person = UserFactory(phone=PHONE, email=EMAIL)
    other = sent(college, rival, phone=PHONE, email="other@example.ma", language="fr")
    Message.objects.all().delete()
    own = sent(college, person, email=EMAIL)
    assert (own.state, own.phone, own.email) == ("sent", PHONE, EMAIL)
    other.refresh_from_db()
    # That channel alone: the other stands, and so does the registration.
    assert (other.phone, other.email, other.state) == ("", "other@example.ma", "sent")
    assert [step.kind for step in other.steps.all()] == ["sent", "moved"]
    assert other.steps.last().reason
    told = queries.messages_of(rival).get()
    assert (told.way, told.state) == ("email", "queued")
    with override("fr"):
        assert college.edition.name in told.text
    assert other.number in told.text
    for secret in (own.number, own.name, PHONE):
        assert secret not in told.text
    client.force_login(rival)
    page = client.get(other.get_absolute_url()).content.decode()
    assert other.steps.last().reason in page
    assert PHONE not in page


def test_of_whom_no_contact_is_left_the_desk_reads_by_which_account_it_came(client):
    college = open_call()
    rival = UserFactory(phone="+212661111111")
    other = sent(college, rival, phone=PHONE, email="")
    sent(college, UserFactory(phone=PHONE))
    other.refresh_from_db()
    assert (other.phone, other.email) == ("", "")
    assert Message.objects.filter(registration=other).first().state == "to_call"
    client.force_login(coordinator())
    page = client.get(reverse("forum:desk-calls", args=[college.edition.number]))
    assert rival.phone in page.content.decode()
    # Its sender gives another; the number that was proved stays where it is.
    with pytest.raises(Refusal, match="contact_taken"):
        services.save_registration(registration=other, actor=rival, phone=PHONE)
    kept = services.save_registration(registration=other, actor=rival, phone=rival.phone)
    assert kept.phone == rival.phone


def test_the_ticket_of_who_typed_it_names_the_number_no_more():
    college = open_call()
    other = RegistrationFactory(college=college, state="accepted", phone=PHONE)
    services.take_pool(college=college, actor=coordinator())
    assert Applicant.objects.get().phone == PHONE
    sent(college, UserFactory(phone=PHONE))
    other.refresh_from_db()
    assert (other.state, other.phone) == ("accepted", "")
    assert Applicant.objects.get().phone == ""


def test_a_contact_changed_to_the_one_that_was_proved_is_taken_the_same():
    college = open_call()
    person = UserFactory(phone=PHONE)
    own = sent(college, person, phone="+212663333333")
    other = RegistrationFactory(college=college, phone=PHONE)
    kept = services.save_registration(registration=own, actor=person, phone=PHONE)
    other.refresh_from_db()
    assert (kept.phone, other.phone) == (PHONE, "")


def test_whom_a_helper_entered_and_who_moved_it_to_anothers_contact_gives_way_too():
    college, person = open_call(), UserFactory(phone=PHONE)
    named = UserFactory(phone="+212663333333")
    other = entered(college, UserFactory(), phone=named.phone)
    other = services.save_registration(registration=other, actor=named, phone=PHONE)
    assert not queries.registrations_seen_by(person).exists()
    assert sent(college, person).state == "sent"
    other.refresh_from_db()
    assert (other.phone, other.user) == ("", named)


def test_what_is_not_proved_or_of_another_forum_takes_nothing():
    college = open_call()
    elsewhere = RegistrationFactory(phone=PHONE)
    typed = RegistrationFactory(college=college, email=EMAIL)
    person = UserFactory(phone=PHONE)
    with pytest.raises(Refusal, match="contact_taken"):
        sent(college, person, email=EMAIL)
    services.send_registration(
        registration=draft_of(college, person, email=""),
        actor=person,
    )
    for one, kept in ((elsewhere, (PHONE, "")), (typed, (typed.phone, EMAIL))):
        one.refresh_from_db()
        assert (one.phone, one.email) == kept


def test_who_was_registered_by_another_is_told_where_that_is_and_takes_it_back(client):
    college, person = open_call(), UserFactory(phone=PHONE)
    other = entered(college, UserFactory())
    draft = draft_of(college, person)
    client.force_login(person)
    review = reverse("forum:register", args=[college.edition.number, draft.token, "review"])
    page = client.post(review)
    assert other.number in page.context["trouble"]
    assert other.get_absolute_url() in page.content.decode()
    other.refresh_from_db()
    assert (other.phone, other.state) == (PHONE, "sent")
    assert client.get(other.get_absolute_url()).context["may_object"]
    services.withdraw_registration(registration=other, actor=person, objects=True)
    assert client.post(review).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "sent"
    # Whoever did not prove it learns nothing of that.
    stranger = UserFactory(email="x@example.ma")
    with pytest.raises(Refusal, match="contact_taken"):
        sent(college, stranger, phone=PHONE)


def test_what_others_sent_and_withdrew_keeps_nobody_from_their_own():
    college, clerk, person = open_call(), UserFactory(), UserFactory(phone=PHONE)
    for _ in range(3):
        services.withdraw_registration(registration=entered(college, clerk), actor=clerk)
    with pytest.raises(Refusal, match="contact_used_often"):
        entered(college, clerk)
    for _ in range(3):
        services.withdraw_registration(registration=sent(college, person), actor=person)
    with pytest.raises(Refusal, match="contact_used_often"):
        sent(college, person)


# At the same moment.


def _two(college):
    rival, person = UserFactory(phone="+212661111111"), UserFactory(phone=PHONE)
    drafts = draft_of(college, rival, phone=PHONE), draft_of(college, person)
    return [
        lambda pair=pair: services.send_registration(registration=pair[0], actor=pair[1])
        for pair in zip(drafts, (rival, person), strict=True)
    ]


def test_who_proved_it_is_sent_although_another_typed_it_at_that_moment(before_it_ends):
    rivals, own = _two(open_call())
    typed, proved = before_it_ends(rivals, own)
    assert (typed.state, proved.state) == ("sent", "sent")
    assert list(Registration.objects.filter(phone=PHONE)) == [proved]
    assert Registration.objects.get(pk=typed.pk).steps.last().kind == "moved"


def test_who_types_what_another_is_proving_is_refused(before_it_ends):
    rivals, own = _two(open_call())
    proved, typed = before_it_ends(own, rivals)
    assert (proved.state, typed.code) == ("sent", "registration.contact_taken")


def test_the_contact_goes_over_while_its_typer_changes_and_the_desk_answers(together):
    college = open_call()
    youth = CollegeFactory(edition=college.edition, name_ar="الشباب", slug="youth", position=2)
    person, boss = UserFactory(phone=PHONE), coordinator()
    others = [RegistrationFactory(college=college) for _ in range(3)]
    draft = draft_of(college, person)
    other = RegistrationFactory(college=youth, phone=PHONE, email="other@example.ma")
    ends = together(
        lambda: services.send_registration(registration=draft, actor=person),
        lambda: services.save_registration(registration=other, actor=other.user, name="نعيمة"),
        lambda: services.accept_registrations(registrations=[*others, other], actor=boss),
        lambda: services.take_pool(college=youth, actor=boss),
    )
    other.refresh_from_db()
    assert ends[0].state == "sent", ends
    assert all(not isinstance(end, Exception) for end in ends[1:3]), ends
    assert (other.phone, other.name) == ("", "نعيمة")
    assert not Applicant.objects.filter(phone=PHONE).exists()
