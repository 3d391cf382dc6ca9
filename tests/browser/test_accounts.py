"""The way in on a telephone, with scripts and without: a code, a name, one's space, a password."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache

from multaqa.apps.accounts.models import User
from tests.browser.conftest import clean, overflow
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "السنابل في الواحة 27"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    cache.clear()
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"
    return settings.OUTBOX


def send(page):
    """Send the form as a keyboard does, and wait for its answer."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_stranger_comes_in_on_a_telephone(visitor, outbox, has_scripts, prefix):
    page = visitor(width=390, height=844, java_script_enabled=has_scripts, bypass_csp=True)
    page = page.new_page()
    look = clean if has_scripts else (lambda page: None)

    # Whatever asks for a signed-in person leads to one field, and back to where it was asked.
    page.goto(f"{prefix}/me/data/")
    look(page)
    page.fill("input[name=contact]", "٠٦ ٦١ ٢٣ ٤٥")
    send(page)
    look(page)
    assert page.input_value("input[name=contact]") == "٠٦ ٦١ ٢٣ ٤٥"
    page.fill("input[name=contact]", "٠٦ ٦١ ٢٣ ٤٥ ٦٧")
    send(page)
    page.wait_for_url("**/sign-in/code/**")
    look(page)
    assert not User.objects.exists()
    (letter,) = outbox.iterdir()
    code = re.search(r"\b\d{6}\b", letter.read_text())[0]
    page.fill("input[name=code]", code)
    send(page)

    page.wait_for_url("**/me/account/name/**")
    look(page)
    page.fill("input[name=name]", "رقية الناجم")
    send(page)
    page.wait_for_url(f"**{prefix}/me/data/")
    look(page)
    assert "+212661234567" in page.inner_text("main")

    # A password, and the way in by it.
    for address in (f"{prefix}/me/", f"{prefix}/me/account/", f"{prefix}/me/account/password/"):
        page.goto(address)
        look(page)
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.click("button[value=set]")
    page.wait_for_url("**/me/account/")
    page.click("a[href$='/sign-out/']")
    look(page)
    page.click("form button")
    page.goto(f"{prefix}/sign-in/password/")
    look(page)
    page.fill("input[name=contact]", "0661234567")
    page.fill("input[name=password]", PASSWORD)
    send(page)
    page.wait_for_url(f"**{prefix}/me/")
    user = User.objects.get()
    assert (user.name, user.language) == ("رقية الناجم", "fr" if prefix else settings.LANGUAGE_CODE)


def test_the_longest_address_and_name_stay_on_a_telephone(visitor):
    long = UserFactory(email=f"{'x' * 64}@{'y' * 60}.example.ma", name="ن" * 150)
    long.set_password(PASSWORD)
    long.save()
    page = visitor(width=390, height=844).new_page()
    page.goto("/sign-in/")
    page.fill("input[name=contact]", long.email)
    send(page)
    assert overflow(page) == 0, page.url
    page.goto("/sign-in/password/")
    page.fill("input[name=contact]", long.email)
    page.fill("input[name=password]", PASSWORD)
    send(page)
    page.wait_for_url("**/me/")
    for address in ("/me/", "/me/data/", "/me/account/"):
        page.goto(address)
        assert overflow(page) == 0, address
