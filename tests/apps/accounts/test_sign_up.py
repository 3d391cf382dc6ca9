"""An account begins with its code; a password is for who wants one; what is kept is told."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from multaqa.apps.accounts import services
from multaqa.apps.accounts.models import SignIn, User
from multaqa.kernel import delivery
from tests.factories.accounts import UserFactory, coordinator

NEW, PHONE = "new@example.ma", "+212661234567"
PASSWORD = "السنابل في الواحة 27"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits", "outbox")]


@pytest.fixture
def outbox(settings, tmp_path):
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"
    return settings.OUTBOX


def text_code(outbox):
    return re.search(r"\b\d{6}\b", max(outbox.iterdir()).read_text())[0]


def letter_code():
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def test_a_stranger_has_an_account_once_the_code_came_back(client, outbox):
    client.post("/sign-in/?next=/record/", {"contact": "06 61 23 45 67", "next": "/record/"})
    assert not User.objects.exists()
    wrong = f"{(int(text_code(outbox)) + 1) % 10**6:06}"
    client.post("/sign-in/code/", {"code": wrong, "action": "verify"})
    assert not User.objects.exists()
    entered = client.post(
        "/sign-in/code/",
        {"code": text_code(outbox), "action": "verify", "next": "/record/"},
    )
    user = User.objects.get()
    assert (user.phone, user.email, user.name) == (PHONE, None, "")
    assert not user.has_usable_password()
    assert get_user(client) == user
    # The name is asked once, without blocking, and the way goes on where it was going.
    assert entered.url.startswith("/me/account/name/?next=%2Frecord%2F")
    page = client.get(entered.url)
    assert 'href="/record/"' in page.content.decode()
    named = client.post(entered.url, {"name": " رقية  الناجم ", "next": "/record/"})
    assert named.url == "/record/"
    user.refresh_from_db()
    assert user.name == "رقية الناجم"


def test_who_is_known_by_name_is_not_asked_again(client, outbox):
    UserFactory(email=None, phone=PHONE, last_login=timezone.now())
    client.post("/sign-in/", {"contact": PHONE})
    entered = client.post("/sign-in/code/", {"code": text_code(outbox), "action": "verify"})
    assert entered.url == "/me/"


def test_the_language_of_the_site_is_the_language_of_the_account(client):
    client.post("/fr/sign-in/", {"contact": NEW})
    client.post("/fr/sign-in/code/", {"code": letter_code(), "action": "verify"})
    assert get_user(client) == User.objects.get()
    assert User.objects.get().language == "fr"


def test_a_contact_whose_code_never_came_back_is_forgotten(client, outbox):
    client.post("/sign-in/", {"contact": PHONE})
    assert Session.objects.count() == 1
    assert not User.objects.exists()
    left = Session.objects.get().expire_date - timezone.now()
    assert left <= timedelta(seconds=site.SIGN_IN_SECONDS)  # then a worker forgets it
    assert SignIn.objects.count() == 0


def test_a_hall_behind_one_address_signs_in(client):
    for number in range(100):
        asked = Client().post("/sign-in/", {"contact": f"person{number}@example.ma"})
        assert asked.status_code == 302, number


def test_contacts_never_seen_are_limited_per_connection_and_for_everybody_there(settings):
    settings.ACCOUNT_RATE_LIMITS = site.ACCOUNT_RATE_LIMITS | {"new_contact": "3/h/ip"}
    known = UserFactory(email="known@example.ma")
    for number in range(3):
        assert Client().post("/sign-in/", {"contact": known.email}).status_code == 302, number
        assert Client().post("/sign-in/", {"contact": f"n{number}@example.ma"}).status_code == 302
    assert Client().post("/sign-in/", {"contact": "n9@example.ma"}).status_code == 200
    other = UserFactory(email="other@example.ma")
    assert Client().post("/sign-in/", {"contact": other.email}).status_code == 200


class Refusing:
    def send(self, phone, text):
        raise OSError(f"{phone} {text}")


def test_a_code_that_cannot_leave_is_told_and_the_field_stays(client, settings, caplog):
    settings.SMS = f"{__name__}.Refusing"
    response = client.post("/sign-in/", {"contact": "0661234567"})
    assert response.status_code == 200
    assert 'value="0661234567"' in response.content.decode()
    assert "661234567" not in caplog.text
    assert delivery.reaches_phones()


# A password, for who wants one.


def test_a_person_known_by_email_alone_signs_in_by_a_password(client):
    user = UserFactory(email="fatima@example.ma")
    user.set_password(PASSWORD)
    user.save()
    typed = {"contact": user.email, "password": PASSWORD}
    assert client.post("/sign-in/password/", typed).url == "/me/"
    assert get_user(client) == user


def test_a_password_is_set_used_and_removed(client, outbox):
    user = UserFactory(email="fatima@example.ma", phone=PHONE)
    client.force_login(user)
    typed = {"password": PASSWORD, "again": PASSWORD, "action": "set"}
    assert client.post("/me/account/password/", typed | {"again": "x"}).status_code == 200
    assert client.post("/me/account/password/", typed).url == "/me/account/"
    assert get_user(client) == user
    visitor = Client()
    for contact in ("0661234567", "Fatima@example.ma"):
        visitor.logout()
        entered = visitor.post(
            "/sign-in/password/", {"contact": contact, "password": PASSWORD, "next": "/record/"}
        )
        assert entered.url == "/record/"
        assert get_user(visitor) == user
    client.post("/me/account/password/", {"action": "remove"})
    visitor = Client()
    refused = visitor.post("/sign-in/password/", {"contact": PHONE, "password": PASSWORD})
    assert refused.status_code == 200


def test_a_wrong_password_and_a_stranger_are_answered_alike(client, outbox):
    user = UserFactory(email="fatima@example.ma")
    user.set_password(PASSWORD)
    user.save()
    pages = []
    for contact in ("fatima@example.ma", "stranger@example.ma"):
        answer = Client().post("/sign-in/password/", {"contact": contact, "password": "faux mot"})
        assert answer.status_code == 200
        text = answer.content.decode().replace(contact, "…")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    assert pages[0] == pages[1]


def test_wrong_passwords_are_limited_per_account_even_for_the_right_one(client, outbox):
    user = UserFactory(email="fatima@example.ma")
    user.set_password(PASSWORD)
    user.save()
    for _ in range(5):
        Client().post("/sign-in/password/", {"contact": user.email, "password": "faux"})
    late = Client()
    late.post("/sign-in/password/", {"contact": user.email, "password": PASSWORD})
    assert not get_user(late).is_authenticated


def test_a_closed_account_is_not_opened_by_its_password(client, outbox):
    user = UserFactory(email="fatima@example.ma", is_active=False)
    user.set_password(PASSWORD)
    user.save()
    client.post("/sign-in/password/", {"contact": user.email, "password": PASSWORD})
    assert not get_user(client).is_authenticated


# My space.


def test_my_space_is_ones_own(client, outbox):
    for address in ("/me/", "/me/data/", "/me/account/"):
        assert client.get(address).url.startswith("/sign-in/?next=/me/")
    client.force_login(UserFactory(phone=PHONE, name="رقية"))
    assert "رقية" in client.get("/me/").content.decode()
    assert "/desk/" not in client.get("/me/").content.decode()
    assert PHONE in client.get("/me/data/").content.decode()
    client.force_login(coordinator())
    assert "/desk/" in client.get("/me/").content.decode()


def test_name_and_language_are_changed(client, outbox):
    user = UserFactory()
    client.force_login(user)
    client.post("/me/account/", {"name": "Fatima", "language": "fr"})
    user.refresh_from_db()
    assert (user.name, user.language) == ("Fatima", "fr")
    assert client.post("/me/account/", {"name": "x" * 151, "language": "de"}).status_code == 200
    for page, typed in (("/me/account/", {"language": "fr"}), ("/me/account/name/", {})):
        unread = client.post(page, {"name": "\u200f\u2060", **typed})
        assert "name" in unread.context["form"].errors
    user.refresh_from_db()
    assert user.name == "Fatima"
    services.revise_account(user=user, name=" \u200f ", language="fr")
    assert user.name == ""
