"""The network on a phone: found, entered, joined and verified, with scripts and without."""

import pytest

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE, User
from multaqa.apps.accounts.services import contact, give_role
from multaqa.apps.network import services
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.territory.models import Commune
from tests.browser.conftest import KB, clean, enter
from tests.factories.accounts import UserFactory
from tests.factories.network import BodyFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGHJIJT = "10.261.03.11"


@pytest.fixture
def people(db):
    for person in DEMONSTRATION_PEOPLE:
        if person.role:
            give_role(contact_text=person.contact, kind=person.role, name=person.name)
        else:
            email, phone = contact(person.contact)
            User.objects.create_user(email=email, phone=phone, name=person.name)


@pytest.fixture
def thirty(db):
    for turn in range(31):
        BodyFactory(
            name_ar=f"تعاونية {turn * 7919} لإنتاج العسل وأركان وتثمين منتوجات الواحة",
            name_fr=f"Coopérative {turn * 7919} de miel, d'argan et des produits de l'oasis",
            works_on=["women", "crafts", "terroir"],
        )


@pytest.mark.parametrize("language", ["", "/fr"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_public_pages_fit_and_are_accessible(thirty, visit, width, language):
    body = Body.objects.first()
    for address in (
        "/network/",
        "/network/?q=العسل&kind=cooperative&territory=10.261&of=work",
        "/network/?q=zzz",
        f"/network/territory/{body.commune_id}/",
        f"/network/{body.slug}/",
    ):
        clean(visit(f"{language}{address}", width=width, bypass_csp=True))


def test_the_directory_weighs_little(thirty, weigh):
    first, then = weigh("/network/", f"/network/{Body.objects.first().slug}/")
    assert first.without_fonts <= 36 * KB
    assert first.in_all <= 100 * KB
    assert then.without_fonts <= 15 * KB
    _home, after = weigh("/record/", "/network/")
    assert after.without_fonts <= 15 * KB


@pytest.mark.parametrize("has_scripts", [True, False], ids=["htmx", "no-scripts"])
def test_a_president_enters_a_cooperative_on_a_phone(people, visitor, has_scripts):
    first = services.enter_body(
        actor=UserFactory(),
        kind="cooperative",
        name_ar="تعاونية تغجيجت للعسل",
        commune=Commune.objects.get(pk=TAGHJIJT),
    )
    page = enter(visitor, "president", width=390, java_script_enabled=has_scripts)
    look = clean if has_scripts else (lambda page: None)
    page.goto("/network/enter/?next=/me/")
    look(page)
    page.select_option("#id_kind", "cooperative")
    page.fill("#id_name_ar", "التعاونيه تغجيجت العسل")
    page.select_option("#id_commune", TAGHJIJT)
    # Enter in a field looks for its like first, and insists on nothing.
    page.press("#id_name_ar", "Enter")
    page.wait_for_selector("#errors")
    look(page)
    page.press("#id_name_ar", "Enter")
    page.wait_for_selector("#errors")
    assert Body.objects.count() == 1

    page.click("#errors .entries a")
    page.wait_for_selector("input[name=role]")
    look(page)
    page.check("input[value=treasurer]")
    page.click("form[method=post]:has(input[name=role]) button")
    page.wait_for_url("**/me/")
    assert first.memberships.filter(state="asked").count() == 1

    page.goto("/network/enter/?next=/me/bodies/")
    page.select_option("#id_kind", "association")
    page.fill("#id_name_ar", "جمعية نور الفجر")
    page.select_option("#id_commune", TAGHJIJT)
    page.click("form.form > .row button")
    page.wait_for_url("**/me/bodies/")
    look(page)
    body = Body.objects.get(kind="association")
    for part in ("revise", "people"):
        page.goto(f"/network/{body.slug}/{part}/")
        look(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_coordinator_merges_and_verifies(people, visitor, width):
    taghjijt = Commune.objects.get(pk=TAGHJIJT)
    for name in ("تعاونية تغجيجت للعسل", "التعاونيه تغجيجت العسل"):
        services.enter_body(
            actor=UserFactory(),
            kind="cooperative",
            name_ar=name,
            commune=taghjijt,
            insists=True,
        )
    council = BodyFactory(kind="council", name_ar="مجلس جماعة تغجيجت")
    services.ask_membership(body=council, actor=UserFactory(), role="officer")
    page = enter(visitor, "coordinator", width=width)
    for address in ("", "requests/", "all/", "pairs/"):
        page.goto(f"/desk/bodies/{address}")
        clean(page)
    page.click(".cards .button")
    clean(page)
    page.fill("form:has(input[name=kept]) textarea", "نفس الوصل النهائي")
    page.click("button[value=merge]")
    page.wait_for_selector("button[value=verify]")
    clean(page)
    page.fill("textarea", "اطلعنا على الوصل النهائي")
    page.click("button[value=verify]")
    page.wait_for_url("**/desk/bodies/")
    states = Body.objects.filter(kind="cooperative").values_list("state", flat=True)
    assert sorted(states) == [BodyState.MERGED, BodyState.VERIFIED]
