"""Another phone or e-mail: by a code to it, told to the former one, undone by a link."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.utils import timezone

from multaqa.apps.accounts import services
from multaqa.apps.accounts.models import ContactChange, Erasure, User
from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Applicant, ExOfficioSeat, Registration
from multaqa.refusal import Refusal
from tests.apps.accounts.test_second_factor import code_of, with_authenticator
from tests.factories.accounts import UserFactory
from tests.factories.forum_nominations import accepted_seat
from tests.factories.forum_registrations import RegistrationFactory, open_call, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits", "outbox")]

FORMER, NEW, EMAIL = "+212661234567", "+212662345678", "rqiya@example.ma"


@pytest.fixture
def outbox(settings, tmp_path):
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"
    return settings.OUTBOX


def texts(outbox, phone):
    found = sorted(outbox.iterdir()) if outbox.exists() else []
    told = [path.read_text() for path in found]
    return [text for text in told if f"To: {phone}" in text]


def changed(client, outbox, kind, contact):
    client.post(f"/me/account/{kind}/", {"contact": contact})
    text = texts(outbox, contact)[-1] if kind == "phone" else mail.outbox[-1].body
    code = re.search(r"\b\d{6}\b", text)[0]
    return client.post(f"/me/account/{kind}/code/", {"code": code})


def undo_link(text):
    return re.search(r"https?://[^/\s]+(/\S*account/undo/\S+/)", text)[1]


def test_a_phone_is_changed_by_a_code_to_the_new_one(
    client, outbox, django_capture_on_commit_callbacks
):
    user = UserFactory(email=None, phone=FORMER)
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        assert changed(client, outbox, "phone", NEW).url == "/me/account/"
    user.refresh_from_db()
    assert user.phone == NEW
    assert get_user(client) == user
    assert not get_user(elsewhere).is_authenticated
    (told,) = texts(outbox, FORMER)
    assert "/account/undo/" in told
    # Who has the new one alone is not handed the link that undoes it.
    assert not any("/undo/" in text for text in texts(outbox, NEW))


def test_a_wrong_code_changes_nothing_and_five_end_it(client, outbox):
    user = UserFactory(email=None, phone=FORMER)
    client.force_login(user)
    client.post("/me/account/phone/", {"contact": NEW})
    code = re.search(r"\b\d{6}\b", texts(outbox, NEW)[-1])[0]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _turn in range(5):
        assert client.post("/me/account/phone/code/", {"code": wrong}).status_code == 200
    client.post("/me/account/phone/code/", {"code": code})
    user.refresh_from_db()
    assert user.phone == FORMER
    assert code not in str(dict(client.session))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("phone", "rqiya@example.ma"), ("email", "0662345678"), ("phone", "06 62"), ("email", "x@")],
)
def test_what_is_no_such_contact_is_said_beside_the_field(client, kind, typed):
    client.force_login(UserFactory(phone=FORMER))
    page = client.post(f"/me/account/{kind}/", {"contact": typed})
    assert page.context["form"].errors["contact"]
    assert typed in page.content.decode()


def test_a_contact_of_another_account_is_told_only_to_who_proved_it(client, outbox):
    other = UserFactory(phone=NEW)
    user = UserFactory(phone=FORMER)
    client.force_login(user)
    asked = client.post("/me/account/phone/", {"contact": NEW})
    free = Client()
    free.force_login(UserFactory())
    assert free.post("/me/account/phone/", {"contact": "+212663456789"}).url == asked.url
    code = re.search(r"\b\d{6}\b", texts(outbox, NEW)[-1])[0]
    refused = client.post("/me/account/phone/code/", {"code": code})
    assert refused.context["form"].errors["code"]
    user.refresh_from_db()
    other.refresh_from_db()
    assert (user.phone, other.phone) == (FORMER, NEW)


def test_two_that_prove_one_contact_at_once_do_not_both_have_it(together):
    one, two = UserFactory(), UserFactory()
    ends = together(
        *(
            lambda who=who: services.change_contact(
                user=who, kind=ContactChange.Kind.PHONE, contact=NEW, but=None
            )
            for who in (one, two)
        )
    )
    assert sorted(isinstance(end, Refusal) for end in ends) == [False, True]
    assert User.objects.filter(phone=NEW).count() == 1


def test_an_email_is_added_to_a_phone_and_either_is_taken_out_but_not_both(client, outbox):
    user = UserFactory(email=None, phone=FORMER)
    client.force_login(user)
    client.post("/me/account/phone/", {"action": "remove"})
    user.refresh_from_db()
    assert user.phone == FORMER
    changed(client, outbox, "email", EMAIL)
    client.post("/me/account/phone/", {"action": "remove"})
    user.refresh_from_db()
    assert (user.phone, user.email) == (None, EMAIL)
    client.post("/me/account/email/", {"action": "remove"})
    user.refresh_from_db()
    assert user.email == EMAIL


def test_who_has_a_second_step_is_asked_it_first(client, outbox):
    user = UserFactory(phone=FORMER)
    secret, _codes = with_authenticator(user)
    client.force_login(user)
    session = client.session
    session["proved_at"] = 0
    session.save()
    for address in ("/me/account/phone/", "/me/account/phone/code/", "/me/account/email/"):
        assert client.get(address).url.startswith("/me/account/prove/")
        assert client.post(address, {"contact": NEW}).url.startswith("/me/account/prove/")
    assert not texts(outbox, NEW)
    client.post("/me/account/prove/", {"code": code_of(secret)})
    assert changed(client, outbox, "phone", NEW).status_code == 302


def test_too_many_changes_are_refused(client, outbox):
    client.force_login(UserFactory(phone=FORMER))
    for number in range(10):
        client.post("/me/account/phone/", {"contact": f"+21266234567{number}"})
    late = client.post("/me/account/phone/", {"contact": NEW})
    assert late.context["form"].errors["contact"]
    assert len(texts(outbox, NEW)) == 1


# It was not me.


def test_the_link_puts_the_former_one_back_and_shuts_the_other_out(
    client, outbox, django_capture_on_commit_callbacks
):
    user = UserFactory(email=None, phone=FORMER)
    thief = Client()
    thief.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        changed(thief, outbox, "phone", NEW)
    user.refresh_from_db()
    services.set_password(user=user, password="السنابل في الواحة 27")
    with_authenticator(user)
    services.ask_erasure(user=user)
    thief.force_login(user)
    link = undo_link(texts(outbox, FORMER)[0])
    page = client.get(link)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    user.refresh_from_db()
    assert user.phone == NEW  # looking changes nothing
    assert client.post(link).status_code == 200
    user.refresh_from_db()
    assert (user.phone, user.has_usable_password()) == (FORMER, False)
    assert not user.authenticator_set.exists()
    assert not Erasure.objects.exists()
    assert not get_user(thief).is_authenticated
    client.post(link)
    user.refresh_from_db()
    assert user.phone == FORMER


def test_a_link_made_up_or_too_old_undoes_nothing(client):
    user = UserFactory(phone=FORMER)
    change = services.change_contact(
        user=user, kind=ContactChange.Kind.PHONE, contact=NEW, but=None
    )
    link = services.undo_address(change).partition("/account/")[2]
    assert client.get("/account/undo/7:abc/").status_code == 404
    ContactChange.objects.update(at=timezone.now() - timedelta(days=15))
    assert client.post(f"/account/{link}").status_code == 404
    user.refresh_from_db()
    assert user.phone == NEW
    services.forget_old_changes()
    assert not ContactChange.objects.exists()


def test_a_former_contact_that_opens_another_account_by_now_is_not_taken_from_it(client):
    user = UserFactory(phone=FORMER)
    change = services.change_contact(
        user=user, kind=ContactChange.Kind.PHONE, contact=NEW, but=None
    )
    other = UserFactory(phone=FORMER)
    with pytest.raises(Refusal, match="phone_taken"):
        services.undo_contact_change(change=change)
    other.refresh_from_db()
    assert other.phone == FORMER


def test_what_was_changed_after_is_undone_with_it_whichever_contact_it_was():
    user = UserFactory(email=EMAIL, phone=None)
    change = services.change_contact(
        user=user, kind=ContactChange.Kind.EMAIL, contact="other@example.ma", but=None
    )
    services.change_contact(user=user, kind=ContactChange.Kind.PHONE, contact=NEW, but=None)
    services.undo_contact_change(change=change)
    user.refresh_from_db()
    assert (user.email, user.phone) == (EMAIL, None)
    assert not ContactChange.objects.filter(undone_at=None).exists()


def test_a_contact_added_is_taken_out_again_though_the_first_was_taken_out_since():
    user = UserFactory(email=None, phone=FORMER)
    change = services.change_contact(
        user=user, kind=ContactChange.Kind.EMAIL, contact=EMAIL, but=None
    )
    services.remove_contact(user=user, kind=ContactChange.Kind.PHONE, but=None)
    services.undo_contact_change(change=change)
    user.refresh_from_db()
    assert (user.email, user.phone) == (None, FORMER)


def test_a_contact_that_opens_another_account_is_left_out_beside_the_one_put_back():
    user = UserFactory(email=EMAIL, phone=FORMER)
    change = services.change_contact(
        user=user, kind=ContactChange.Kind.EMAIL, contact="other@example.ma", but=None
    )
    services.change_contact(user=user, kind=ContactChange.Kind.PHONE, contact=NEW, but=None)
    other = UserFactory(phone=FORMER)
    services.undo_contact_change(change=change)
    user.refresh_from_db()
    other.refresh_from_db()
    assert (user.email, user.phone, other.phone) == (EMAIL, None, FORMER)


# What named them goes on.


def test_registrations_tickets_and_seats_go_on_under_the_new_number():
    college = open_call()
    user = UserFactory(phone=FORMER)
    own = sent(college, user)
    helper = UserFactory()
    for_them = RegistrationFactory(user=None, entered_by=helper, consent="spoken", phone=FORMER)
    mistyped = RegistrationFactory(phone=FORMER)
    right = accepted_seat()
    ExOfficioSeat.objects.filter(pk=right.pk).update(person_phone=FORMER)
    listed = Applicant.objects.create(
        college=college, source_id="7", ticket="0007", phone="06 61 23 45 67"
    )
    seen = set(queries.registrations_seen_by(user))
    assert seen == {own, for_them}
    services.change_contact(user=user, kind=ContactChange.Kind.PHONE, contact=NEW, but=None)
    user = User.objects.get(pk=user.pk)
    assert set(queries.registrations_seen_by(user)) == seen
    assert {one.phone for one in Registration.objects.filter(pk__in=[own.pk, for_them.pk])} == {NEW}
    mistyped.refresh_from_db()
    assert mistyped.phone == FORMER  # another account's own is theirs
    assert ExOfficioSeat.objects.get(pk=right.pk).person_phone == NEW
    listed.refresh_from_db()
    assert listed.phone == NEW
    assert own.steps.last().kind == "moved"


def test_a_number_that_asks_for_a_seat_already_leaves_the_registration_standing():
    college = open_call()
    user = UserFactory(phone=FORMER, email=EMAIL)
    own = sent(college, user)
    sent(college, UserFactory(phone="+212663456789"), phone=NEW)
    services.change_contact(user=user, kind=ContactChange.Kind.PHONE, contact=NEW, but=None)
    own.refresh_from_db()
    assert (own.state, own.phone, own.email) == ("sent", "", EMAIL)
    assert own in queries.registrations_seen_by(User.objects.get(pk=user.pk))
