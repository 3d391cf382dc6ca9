"""The way of a round through the desk, on a phone and a wide screen: made, frozen, read, closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Round
from tests.browser.conftest import clean, enter, press
from tests.factories.accounts import coordinator
from tests.factories.territory import CommuneFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVE = "main form.form button[data-tone=main]"


@pytest.fixture
def commune(people):
    return CommuneFactory(is_rural=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_round_goes_through_the_desk(visitor, commune, width):
    page = enter(visitor, width=width)
    page.goto("/desk/budget/")
    clean(page)
    press(page, "a[href$='/desk/budget/new/']")
    clean(page)
    page.fill("[name=title_ar]", "ميزانية الواحة")
    page.fill("[name=title_fr]", "Budget oasis")
    page.fill("[name=organiser]", "الجهة")
    page.select_option("[name=region]", commune.province.region_id)
    page.fill("[name=envelope]", "500 000")
    press(page, SAVE)
    page.fill("[name=decider]", "مجلس الجهة")
    press(page, SAVE)
    clean(page)
    now = timezone.localtime()
    page.fill("[name=opens_at]", f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.fill("[name=closes_at]", f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}")
    press(page, SAVE)
    clean(page)
    press(page, SAVE)
    clean(page)
    press(page, "a[href$='/projects/'].button")
    for title in ("بئر", "طريق", "مدرسة"):
        page.goto("/desk/budget/budget-oasis/projects/add/")
        page.fill("[name=title]", title)
        page.fill("[name=cost]", "200000")
        press(page, SAVE)
    clean(page)
    page.goto("/desk/budget/budget-oasis/rehearsal/")
    clean(page)
    page.goto("/desk/budget/budget-oasis/")
    clean(page)
    press(page, "button[value=freeze]")
    clean(page)
    page.goto("/desk/budget/budget-oasis/paper/")
    page.fill("[name=place]", "دار الشباب")
    page.select_option("[name=commune]", commune.code)
    page.fill("[name=count]", "3")
    press(page, "main form.form button")
    clean(page)
    _double_entry(page)
    page.goto("/desk/budget/budget-oasis/")
    page.click("summary:has-text('قبل'), details:has(button[value=close]) summary")
    page.fill("#reason-close", "انتهت الحصة")
    press(page, "button[value=close]")
    clean(page)
    assert Round.objects.get().state == "closed"


def _double_entry(page):
    """One reading in the browser, the other by somebody else; then it is counted."""
    voting = Round.objects.get()
    code = queries.paper_code(voting, 1, 1)
    services.read_ballot(voting=voting, actor=coordinator(), code=code, choices=["1", "3"])
    page.goto("/desk/budget/budget-oasis/paper/enter/")
    clean(page)
    page.fill("[name=code]", code)
    page.fill("[name=marks]", "3 1")
    with page.expect_navigation():
        page.press("[name=marks]", "Enter")
    assert voting.ballots.get().choices == ["1", "3"]
    page.goto("/desk/budget/budget-oasis/help/")
    clean(page)
