"""The browsers in which one is signed in: seen, ended, and nothing of where they were."""

import time

import pytest
from django.contrib.auth import get_user
from django.test import Client

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import Visit
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Mobile Safari/537.36"
)
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0"
PASSWORD = "السنابل في الواحة 27"


def entered(user, agent):
    browser = Client(headers={"User-Agent": agent}, REMOTE_ADDR="41.248.9.9")
    browser.post("/sign-in/password/", {"contact": user.email, "password": PASSWORD})
    assert get_user(browser) == user
    return browser


@pytest.fixture
def user():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


def test_each_browser_is_told_by_its_kind_and_not_by_where_it_is(user):
    phone, _office = entered(user, PHONE), entered(user, OFFICE)
    assert {(one.browser, one.system) for one in queries.visits_of(user)} == {
        ("Chrome", "Android"),
        ("Firefox", "Windows"),
    }
    page = phone.get("/me/account/browsers/").content.decode()
    assert "Chrome" in page
    assert "Firefox" in page
    kept = str(list(Visit.objects.values()))
    assert "41.248" not in kept
    assert "Mozilla" not in kept
    assert "124.0" not in kept


def test_one_is_signed_out_and_the_others_stay(user):
    phone, office = entered(user, PHONE), entered(user, OFFICE)
    key = Visit.objects.get(system="Windows").pk
    phone.post("/me/account/browsers/", {"end": str(key)})
    assert not get_user(office).is_authenticated
    assert office.get("/me/").url.startswith("/sign-in/")
    assert get_user(phone) == user
    assert queries.visits_of(user).count() == 1


def test_nobody_ends_the_browser_of_somebody_else(user, client):
    office = entered(user, OFFICE)
    client.force_login(UserFactory())
    client.post("/me/account/browsers/", {"end": str(Visit.objects.get(user=user).pk)})
    client.post("/me/account/browsers/", {"end": "others"})
    assert get_user(office) == user


def test_every_other_one_is_signed_out_also_one_that_was_never_noted(user):
    phone, office = entered(user, PHONE), entered(user, OFFICE)
    Visit.objects.filter(system="Windows").delete()
    phone.post("/me/account/browsers/", {"end": "others"})
    assert not get_user(office).is_authenticated
    assert get_user(phone) == user
    assert queries.visits_of(user).get().system == "Android"


def test_a_new_password_signs_the_others_out(user):
    phone, office = entered(user, PHONE), entered(user, OFFICE)
    typed = {"password": PASSWORD + "8", "again": PASSWORD + "8", "action": "set"}
    phone.post("/me/account/password/", typed)
    assert get_user(phone) == user
    assert not get_user(office).is_authenticated
    assert queries.visits_of(user).count() == 1


def test_signing_out_forgets_the_browser(user):
    phone = entered(user, PHONE)
    phone.post("/sign-out/")
    assert not Visit.objects.exists()


def test_when_it_came_is_written_once_an_hour(user, django_assert_num_queries):
    phone = entered(user, PHONE)
    was = Visit.objects.get().seen_at
    phone.get("/record/key/")
    assert Visit.objects.get().seen_at == was
    session = phone.session
    session["visit_seen_at"] = time.time() - 3700
    session.save()
    phone.get("/me/")
    assert Visit.objects.get().seen_at > was


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_many(user, client, count, django_assert_max_num_queries):
    for _turn in range(count):
        entered(user, PHONE)
    client.force_login(user)
    with django_assert_max_num_queries(8):
        client.get("/me/account/browsers/")
