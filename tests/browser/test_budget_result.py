"""The result of a budget round in a real browser: whole, light, walked without JavaScript."""

import pytest
from django.urls import reverse

from multaqa.apps.budget.models import BoundAbout, BoundKind
from tests.apps.budget.test_counting import counted, voted
from tests.browser.conftest import KB, clean
from tests.factories.accounts import RoleFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def result(db):
    voting = voted()
    voting.bounds.create(
        kind=BoundKind.FLOOR, about=BoundAbout.SETTING, name="rural", amount=30_000
    )
    voting.projects.filter(number="3").update(setting="rural")
    return counted(voting, RoleFactory().user).round


def pages(voting):
    return [
        reverse("budget:how"),
        reverse("budget:result", args=[voting.slug]),
        reverse("budget:turnout", args=[voting.slug]),
        *(reverse("budget:result-project", args=[voting.slug, number]) for number in "12"),
    ]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["", "/fr"])
def test_pages_are_whole(result, visitor, width, language):
    page = visitor(width=width, bypass_csp=True).new_page()
    for address in pages(result):
        page.goto(language + address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        clean(page)


def test_pages_are_light(result, weigh):
    for address in pages(result):
        (alone,) = weigh(address)
        assert alone.without_fonts <= 36 * KB, address
        assert alone.in_all <= 100 * KB, address


def test_a_citizen_reads_why_without_javascript(result, visit):
    page = visit(reverse("budget:result", args=[result.slug]), width=390, java_script_enabled=False)
    page.click("ol.entries a >> nth=0")
    page.wait_for_url("**/result/project/1/")
    assert page.locator("svg .share__part").count() >= 1
    page.click("details summary")
    assert page.locator("details table").is_visible()
    page.click("main a[href$='/budget/how/']")
    page.wait_for_url("**/budget/how/")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.locator("svg.purse").is_visible()
