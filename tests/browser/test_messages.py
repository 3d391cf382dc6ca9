"""One's messages and their switches, on a telephone, by keyboard, with and without scripts."""

import os

import pytest
from django.core.cache import cache
from django.urls import reverse

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.models import Switch
from tests.browser.test_accounts import clean
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("SHOTS")


@pytest.fixture(autouse=True)
def limits():
    cache.clear()


@pytest.fixture
def user():
    one = UserFactory(phone="+212661234567")
    for title, topic in (("مقعدك مؤكد", "forum.registration"), ("موعد القرعة", "forum.mailing")):
        services.notify(user=one, topic=topic, title=title, text="نلتقي يوم السبت.", url="/me/")
    return one


@pytest.fixture
def enter(client, visitor, user):
    """A telephone in which the person is signed in."""

    def open_context(**options):
        client.force_login(user)
        context = visitor(width=390, height=844, bypass_csp=True, **options)
        cookie = client.cookies["sessionid"]
        context.add_cookies(
            [{"name": "sessionid", "value": cookie.value, "domain": "localhost", "path": "/"}]
        )
        return context.new_page()

    return open_context


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_messages_are_read_and_switched(enter, user, has_scripts, prefix):
    page = enter(java_script_enabled=has_scripts)
    look = clean if has_scripts else (lambda page: None)
    page.goto(f"{prefix}/me/messages/")
    look(page)
    shoot(page, f"inbox{prefix.strip('/')}")
    assert page.locator("article").count() == 2
    assert page.locator("[data-tone=good]").count() == 2
    page.reload()
    assert page.locator("[data-tone=good]").count() == 0
    page.goto(f"{prefix}/me/messages/switches/")
    look(page)
    shoot(page, f"switches{prefix.strip('/')}")
    page.focus("input[name=forum-mailing]:checked")
    page.keyboard.press("ArrowDown")
    page.focus("main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page)
    assert queries.way_of(user, "forum.mailing") == Switch.Way.DIGEST
    assert page.evaluate("document.documentElement.scrollWidth") <= 390 if has_scripts else True


@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
def test_a_link_stops_them_without_a_sign_in(visitor, prefix):
    recipient = services.recipient_for(contact="+212661234568")
    key = queries.key_of(recipient)
    page = visitor(width=390, height=844, bypass_csp=True).new_page()
    page.goto(prefix + reverse("stop", args=[key, "forum.mailing"]))
    clean(page)
    shoot(page, f"stop{prefix.strip('/')}")
    assert not recipient.switches.exists()
    page.focus("main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    clean(page)
    shoot(page, f"stopped{prefix.strip('/')}")
    assert recipient.switches.get().way == Switch.Way.OFF
    page.goto(prefix + reverse("switches-by-link", args=[key]))
    clean(page)
    shoot(page, f"by_link{prefix.strip('/')}")
    page.goto(prefix + reverse("switches-by-link", args=["7abcdefghjkmn"]))
    clean(page)
    shoot(page, f"dead{prefix.strip('/')}")
