"""The territory's pages in a real browser: light, whole, walked by keyboard."""

import pytest

from tests.browser.conftest import AXE, KB, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/territory/", "/territory/10/", "/territory/10.261/", "/territory/10.261.03.11/"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["", "/fr"])
def test_pages_are_whole(db, visitor, width, language):
    page = visitor(width=width, bypass_csp=True).new_page()
    for address in PAGES:
        page.goto(language + address)
        assert overflow(page) == 0, address
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [
            (rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]
        ] == [], address


def test_pages_are_light(db, weigh):
    _first, *following = weigh(*PAGES)
    for weight in following:
        assert weight.in_all <= 15 * KB + 17 * KB  # htmx comes once, with the first that uses it
    for address in PAGES:
        (alone,) = weigh(address)
        assert alone.without_fonts <= 36 * KB, address
        assert alone.in_all <= 100 * KB, address
    again = weigh(PAGES[1], PAGES[2], PAGES[3])
    assert all(weight.in_all <= 15 * KB for weight in again[1:])


def test_a_commune_is_reached_by_keyboard(db, visit):
    page = visit("/territory/10.261/", width=390, java_script_enabled=False)
    link = page.locator(".map__link").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/territory/10.261.*/")
