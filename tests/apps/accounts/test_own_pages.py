"""The pages of one's own account, for each who may come: a visitor, a member, staff."""

import pytest
from django.test import Client

from tests.apps.accounts.test_second_factor import with_authenticator
from tests.factories.accounts import UserFactory, auditor, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]

PAGES = [
    "/me/account/",
    "/me/account/phone/",
    "/me/account/email/",
    "/me/account/browsers/",
    "/me/account/prove/",
    "/me/account/second/",
    "/me/account/second/authenticator/",
    "/me/account/second/passkey/",
    "/me/data/",
    "/me/data/copy/",
    "/me/leave/",
]


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_is_asked_to_sign_in_and_comes_back(address, prefix):
    for ask in (Client().get, Client().post):
        answer = ask(prefix + address)
        assert answer.status_code == 302
        assert answer.url == f"{prefix}/sign-in/?next={prefix}{address}"


@pytest.mark.parametrize("who", [UserFactory, auditor, coordinator])
def test_whoever_is_signed_in_has_their_own(who, django_assert_max_num_queries):
    client, user = Client(), who()
    client.force_login(user)
    for prefix in ("", "/fr"):
        for address in PAGES:
            # /me/data/ asks each table that holds something of a person.
            with django_assert_max_num_queries(42):
                answer = client.get(prefix + address)
            assert answer.status_code == 200, address
            assert "no-cache" in answer["Cache-Control"], address
            text = answer.content.decode()
            assert "style=" not in text
            assert "<script>" not in text


def test_a_page_of_ones_own_tells_of_nobody_else():
    other = UserFactory(name="خديجة الغائبة", phone="+212661987654")
    with_authenticator(other)
    client = Client()
    client.force_login(UserFactory())
    for address in PAGES:
        text = client.get(address).content.decode()
        assert other.name not in text
        assert other.phone not in text


def test_account_pages_are_not_found_under_methods_that_change_by_looking():
    """A link that is only opened changes nothing: what changes is posted."""
    user = UserFactory(phone="+212661987654")
    with_authenticator(user)
    client = Client()
    client.force_login(user)
    for address in ("/me/account/second/codes/", "/me/account/second/authenticator/remove/"):
        client.get(address)
    user.refresh_from_db()
    assert user.authenticator_set.count() == 2
