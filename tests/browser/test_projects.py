"""Projects in a real browser: public pages whole and light; the form and the desk too."""

import pytest

from multaqa.apps.accounts.models import RoleKind
from multaqa.apps.projects.models import Project
from multaqa.portal.demonstration.project_trades import KINDS
from tests.browser.conftest import KB, clean
from tests.factories.accounts import RoleFactory
from tests.factories.network import BodyFactory, president_of
from tests.factories.projects import ProjectFactory, draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STEPS = ("what", "why", "where", "money", "time", "files", "review")


@pytest.fixture
def thirty(db):
    """A full page of the list, with the demonstration's titles and needs."""
    return [
        ProjectFactory(title=f"{kind.title} {n}", need=kind.need, deeds=kind.deeds, is_model=n == 0)
        for n, kind in ((n, KINDS[n % len(KINDS)]) for n in range(30))
    ]


def pages(projects):
    first, second, third, fourth = (one.slug for one in projects[:4])
    return [
        "/projects/",
        "/projects/?map=1",
        "/projects/?q=بئر&state=published&least=1000",
        "/projects/?q=قققققق",
        f"/projects/{first}/",
        f"/projects/compare/?p={first}&p={second}&p={third}&p={fourth}",
    ]


def come_in(visitor, client, user, site, **options):
    client.force_login(user)
    key = client.cookies["sessionid"].value
    context = visitor(bypass_csp=True, **options)
    context.add_cookies([{"name": "sessionid", "value": key, "url": site}])
    return context.new_page()


def walk(page, addresses):
    for address in addresses:
        answer = page.goto(address)
        assert answer.ok, (address, answer.status)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        clean(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["", "/fr"])
def test_public_pages_are_whole(thirty, visitor, width, language):
    page = visitor(width=width, bypass_csp=True).new_page()
    walk(page, [language + address for address in pages(thirty)])


def test_public_pages_are_light(thirty, weigh):
    for address in pages(thirty):
        (alone,) = weigh(address)
        assert alone.without_fonts <= 36 * KB, address
        assert alone.in_all <= 100 * KB, address
    _first, *following = weigh(*pages(thirty))
    for address, weight in zip(pages(thirty)[1:], following, strict=True):
        assert weight.in_all <= 15 * KB, address


@pytest.mark.parametrize("width", [1280, 390])
def test_the_form_is_whole(thirty, visitor, client, site, width):
    body = BodyFactory()
    one = draft(holder_body=body)
    page = come_in(visitor, client, president_of(body), site, width=width)
    steps = [f"/projects/{one.slug}/write/{step}/" for step in STEPS]
    walk(page, ["/projects/begin/", "/me/projects/", f"/projects/{one.slug}/", *steps])


@pytest.mark.parametrize("kind", [RoleKind.COORDINATOR, RoleKind.AUDITOR])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_desk_is_whole(thirty, visitor, client, site, width, kind):
    page = come_in(visitor, client, RoleFactory(kind=kind).user, site, width=width)
    one = ProjectFactory(state="submitted")
    walk(page, ["/desk/projects/", "/desk/projects/?queue=all", f"/desk/projects/{one.slug}/"])


@pytest.mark.parametrize("scripts", [True, False])
def test_an_idea_is_written_at_390(visitor, client, site, scripts):
    body = BodyFactory()
    page = come_in(
        visitor, client, president_of(body), site, width=390, java_script_enabled=scripts
    )
    page.goto("/projects/begin/")
    page.fill("#id_title", "قنطرة على الوادي")
    page.click("main form .button[data-tone=main]")
    page.wait_for_url("**/write/why/")
    page.fill("#id_need", "تنقطع الطريق كل شتاء.")
    page.click("main form .button[data-tone=main]")
    page.wait_for_url("**/write/where/")
    assert Project.objects.get().need == "تنقطع الطريق كل شتاء."
