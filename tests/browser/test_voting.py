"""A citizen votes on a phone, with and without scripts."""

import pytest

from multaqa.apps.budget.models import Ballot, SupersededReceipt, Voter
from tests.apps.budget.test_casting import a_round
from tests.browser.conftest import KB, clean, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def stand(page, voting, commune):
    page.goto(f"/budget/{voting.slug}/vote/")
    page.select_option("#id_commune", commune.pk)
    page.check("#id_honour")
    page.click("main form .button")
    page.wait_for_url("**/vote/projects/")


@pytest.mark.parametrize("scripts", [True, False])
def test_citizen_votes_at_390_and_changes_their_ballot(visitor, people, scripts):
    voting, commune, numbers = a_round(12, form="some", most_choices=3)
    page = enter(visitor, "holder", width=390, java_script_enabled=scripts)
    stand(page, voting, commune)
    if scripts:
        clean(page)
    for number in numbers[:4]:
        page.check(f"input[name=c][value='{number}']")
    page.click("button[value=review]")
    assert page.locator(".notice[data-tone=warn]").count() == 1
    page.uncheck(f"input[name=c][value='{numbers[3]}']")
    if scripts:  # the line drops: the tab still knows what was ticked
        page.goto(f"/budget/{voting.slug}/vote/projects/")
        assert page.locator("input[name=c]:checked").count() == 3
        assert "0" in page.locator("[data-basket]").inner_text()
    page.click("button[value=review]")
    if scripts:
        clean(page)
    page.click("button[value=send]")
    first = page.locator(".receipt__code").inner_text()
    if scripts:
        clean(page)
        assert page.evaluate("sessionStorage.length") == 0
    assert Ballot.objects.get().receipt == first
    assert Ballot.objects.get().choices == numbers[:3]
    page.goto(f"/budget/{voting.slug}/vote/projects/")
    assert page.locator("input[name=c]:checked").count() == 3
    page.uncheck(f"input[name=c][value='{numbers[0]}']")
    page.click("button[value=review]")
    page.click("button[value=send]")
    assert Ballot.objects.get().choices == numbers[1:3]
    assert SupersededReceipt.objects.get().receipt == first
    assert Voter.objects.get().version == 2
    page.goto(f"/budget/{voting.slug}/receipt/")
    page.fill("#id_receipt", first)
    page.click("main form .button")
    assert page.locator(".notice").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("form", ["points", "ranking", "knapsack"])
def test_ballots_of_every_form_are_clean_and_counted_as_one_goes(visitor, people, form, width):
    voting, commune, numbers = a_round(8, form=form, points=10, envelope=250_000)
    page = enter(visitor, "holder", width=width)
    stand(page, voting, commune)
    if form == "knapsack":
        for number in numbers[:3]:
            page.check(f"input[name=c][value='{number}']")
    else:
        for place, value in enumerate(("7", "4")):
            page.locator(".ballot__number").nth(place).fill(value)
    over = page.locator(".basket[data-over]").count()
    assert over == (0 if form == "ranking" else 1)
    clean(page)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["", "/fr"])
@pytest.mark.parametrize(
    "at",
    [
        "",
        "{slug}/",
        "{slug}/projects/{one}/",
        "{slug}/compare/?p={one}&p={two}",
        "{slug}/vote/",
        "{slug}/receipt/",
    ],
)
def test_public_pages_are_clean(visitor, at, language, width):
    voting, _commune, numbers = a_round(30)
    page = visitor(width=width, bypass_csp=True).new_page()
    told = {"slug": voting.slug, "one": numbers[0], "two": numbers[1]}
    page.goto(f"{language}/budget/{at.format(**told)}")
    clean(page)


def test_public_pages_weigh_little(weigh):
    voting, _commune, numbers = a_round(84)
    first, *then = weigh(
        f"/budget/{voting.slug}/", "/budget/", f"/budget/{voting.slug}/projects/{numbers[0]}/"
    )
    assert first.without_fonts <= 36 * KB
    assert all(one.without_fonts <= 15 * KB for one in then)
