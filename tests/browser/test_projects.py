"""Projects in a real browser: public pages whole and light; the form and the desk too."""

import struct
import zlib
from hashlib import shake_256

import pytest

from multaqa.apps.accounts.models import RoleKind
from multaqa.apps.projects.models import Project
from multaqa.apps.projects.services.files import PICTURE_BYTES
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


def test_what_was_typed_without_a_line_comes_back_and_is_told_at_the_top(visitor, client, site):
    body = BodyFactory()
    one = draft(holder_body=body)
    page = come_in(visitor, client, president_of(body), site, width=390)
    page.goto(f"/projects/{one.slug}/write/where/")
    page.context.set_offline(True)
    page.fill("#id_reached_count", "250")
    page.wait_for_function("localStorage.length > 0")
    page.context.set_offline(False)
    page.goto(f"/projects/{one.slug}/write/where/")
    assert page.input_value("#id_reached_count") == "250"
    assert page.locator("[data-back]").is_visible()
    clean(page)


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


def photograph(width, height):
    """A PNG of noise, which no packing makes smaller: as heavy as a phone's photograph."""
    rows = b"".join(b"\0" + shake_256(b"%d" % at).digest(3 * width) for at in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


@pytest.mark.parametrize("has_scripts", [True, False])
def test_photograph_is_made_smaller_on_the_phone(visitor, client, site, has_scripts):
    body = BodyFactory()
    president, project = president_of(body), draft(holder_body=body)
    page = come_in(visitor, client, president, site, width=390, java_script_enabled=has_scripts)
    page.goto(f"/projects/{project.slug}/write/files/")
    taken = {"name": "dscn.png", "mimeType": "image/png", "buffer": photograph(2400, 1200)}
    assert len(taken["buffer"]) > PICTURE_BYTES
    page.set_input_files("input[type=file][accept*='.jpg']", taken)
    page.fill("input[name$=alt]", "ضفة الوادي")
    page.click("input[value=picture] ~ .row button")  # at once: what is under way is waited for
    if has_scripts:
        page.wait_for_selector("img.picture")
        kept = project.pictures.get()
        assert (kept.width, kept.height) == (1600, 800)
        assert kept.file.size < len(taken["buffer"]) / 4
    else:
        page.wait_for_selector(".field__wrong")
        assert not project.pictures.exists()
        assert page.input_value("input[name$=alt]") == "ضفة الوادي"
