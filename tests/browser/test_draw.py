"""The main path in a real browser: a list in, quotas, chances, seal, draw, and the check."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from multaqa.apps.accounts.models import Role, RoleKind
from multaqa.apps.forum import services
from multaqa.apps.forum.models import Applicant, Draw, DrawState
from multaqa.portal.demonstration import applicants
from tests.browser.conftest import KB, clean, enter, press
from tests.factories.forum import value_known

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = ["/", "/forum/2/", "/forum/2/draw/", "/forum/2/draw/all/chances/", "/record/", "/sign-in/"]


@pytest.fixture
def demonstration(built_village):
    """The demonstration, and an edition of one college whose list comes in as a file."""
    edition = services.open_edition(
        actor=Role.objects.filter(kind=RoleKind.COORDINATOR)[0].user,
        number=4,
        name_ar="الملتقى الجهوي الرابع",
        theme_ar="الاقتصاد الاجتماعي والتضامني",
        organiser_ar="شبكة جمعيات تجريبية",
        place_ar="دار الثقافة، كلميم",
        starts_on=timezone.localdate() + timedelta(days=60),
        ends_on=timezone.localdate() + timedelta(days=61),
        region_id="10",
    )
    Draw.objects.filter(college__edition=edition).update(seats=120)
    return edition


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("has_scripts", [True, False], ids=["htmx", "no-scripts"])
def test_a_coordinator_draws_120_of_312(demonstration, visitor, tmp_path, width, has_scripts):
    page = enter(visitor, width=width, java_script_enabled=has_scripts, bypass_csp=True)
    look = clean if has_scripts else (lambda page: None)
    look(page)

    # The list comes in as a spreadsheet; its sensitive column stays out.
    file = tmp_path / "list.xlsx"
    file.write_bytes(applicants.spreadsheet(applicants.applicants()))
    page.goto("/desk/4/all/list/")
    look(page)
    page.set_input_files("input[type=file]", file)
    page.click("form[enctype='multipart/form-data'] button")
    look(page)
    page.click("button[value=accept]")
    page.wait_for_url("**/desk/4/all/quotas/")
    assert Applicant.objects.filter(college__edition=demonstration).count() == 312

    # Quotas from the census; contradicting ones are explained and mended with one click.
    page.click("button[value=propose]")
    look(page)
    row = page.locator("input[name^=minimum_]").first
    kept = row.input_value()
    page.locator("input[name^=maximum_]").first.fill("119")
    row.fill("119")
    if not has_scripts:
        page.click("button[name=check]")
    page.locator("#verdict button").first.wait_for()
    look(page)
    page.reload()
    if not has_scripts:
        page.goto("/desk/4/all/quotas/")
    assert page.locator("input[name^=minimum_]").first.input_value() in {kept, "119"}
    page.goto("/desk/4/all/quotas/")
    assert page.locator("input[name^=minimum_]").first.input_value() == kept

    # The chances: a job, which a worker runs.
    page.goto("/desk/4/all/draw/")
    page.click("button[value=compute]")
    assert page.locator("progress").count() == 1
    look(page)
    call_command("run_jobs", "--once")
    if not has_scripts:
        page.reload()
    # With htmx the page finds the end of the work by itself.
    page.locator("form[action$='/seal/']").wait_for()
    look(page)

    # Seal before the value is known; draw once it is.
    later = timezone.localtime() + timedelta(hours=2)
    page.fill("input[name=value_source]", "ثلاثة أحجار نرد أمام الحضور")
    page.fill("input[name=value_known_at]", f"{later:%Y-%m-%dT%H:%M}")
    press(page, "form[action$='/seal/'] button")
    look(page)
    value_known(Draw.objects.get(college__edition=demonstration))
    page.reload()
    page.fill("input[name=public_value]", "4 1 6")
    page.check("input[name=is_checked]")
    press(page, "form[action$='/seats/'] button")
    look(page)
    draw = Draw.objects.get(college__edition=demonstration)
    assert draw.state == DrawState.DRAWN
    assert Applicant.objects.filter(college__edition=demonstration, is_drawn=True).count() == 120

    # Anyone takes the file and checks it, without the site.
    page.goto("/forum/4/draw/")
    look(page)
    with page.expect_download() as download:
        page.click("a[href$='evidence.json']")
    evidence = tmp_path / "evidence.json"
    download.value.save_as(evidence)
    verify = [str(Path(sys.executable).with_name("multaqa")), "verify", str(evidence)]
    checked = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    document = json.loads(evidence.read_text())
    panel = document["drawn"]["panel"]
    panel[0] = next(one for one in document["sealed"]["people"]["ids"] if one not in panel)
    evidence.write_text(json.dumps(document))
    tampered = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert tampered.returncode == 1


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["", "/fr", "/en"])
def test_public_pages_are_whole_in_every_language(demonstration, visitor, width, language):
    page = visitor(width=width, bypass_csp=True).new_page()
    for address in PUBLIC:
        page.goto(language + address)
        clean(page)
        assert page.get_attribute("html", "dir") == ("ltr" if language else "rtl")


def test_public_pages_are_light(demonstration, weigh):
    first, *following = weigh(*PUBLIC)
    assert first.without_fonts <= 36 * KB
    assert first.in_all <= 100 * KB
    for address, weight in zip(PUBLIC[1:], following, strict=True):
        assert weight.in_all <= 15 * KB, address
    for address in PUBLIC:
        (alone,) = weigh(address)
        assert alone.without_fonts <= 36 * KB, address
        assert alone.in_all <= 100 * KB, address


def test_a_page_asks_nothing_of_another_site_and_breaks_no_policy(demonstration, visitor, site):
    page, said, asked = visitor().new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for address in PUBLIC:
        page.goto(address)
    assert said == []
    assert {url for url in asked if not url.startswith(site)} == set()


def test_the_public_page_is_walked_by_keyboard(demonstration, visit):
    page = visit("/forum/2/draw/", width=390)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
