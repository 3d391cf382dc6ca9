"""A real case of the field through the site, from an empty desk, by the pages alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from multaqa.apps.accounts.models import RoleKind
from multaqa.apps.accounts.services import give_role
from multaqa.apps.forum.models import Draw, DrawState
from multaqa.portal.demonstration.village import SIGN_INS
from tests.browser.conftest import press
from tests.factories.forum import value_known

CASE = Path(__file__).parents[3] / "shared" / "cases" / "lottery" / "fixture_150_22"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CASE.is_dir(), reason=f"no case at {CASE}"),
]


def test_the_fields_own_files_go_through_the_pages(visitor):
    give_role(contact_text=dict(SIGN_INS)["coordinator"], kind=RoleKind.COORDINATOR)
    page = visitor(width=390).new_page()
    page.goto("/fr/sign-in/")
    page.click("form[action*='coordinator'] button")
    page.goto("/fr/desk/editions/new/")
    words = {"number": "1", "name_ar": "ملتقى", "theme_ar": "شعار", "organiser_ar": "شبكة"}
    words |= {"place_ar": "كلميم", "starts_on": "2027-05-01", "ends_on": "2027-05-02"}
    for name, text in words.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=region]", "10")
    page.click("form.form button[type=submit], form.form button:not([type])")
    page.wait_for_url("**/desk/1/all/list/")
    page.set_input_files("input[type=file]", CASE / "people.csv")
    page.click("form[enctype='multipart/form-data'] button")
    page.click("button[value=accept]")
    page.wait_for_url("**/desk/1/all/quotas/")
    page.click("button[value=propose]")
    page.fill("#seats", "22")
    page.click("button[name=save]")
    page.click("details.more summary")
    page.set_input_files("form[action$='quotas/file/'] input[type=file]", CASE / "features.csv")
    page.click("form[action$='quotas/file/'] button")
    page.goto("/fr/desk/1/all/draw/")
    page.click("button[value=compute]")
    call_command("run_jobs", "--once")
    page.locator("form[action$='/seal/']").wait_for()
    assert "9,1" in page.inner_text(".figures")  # 1/11, the least that anyone can be given
    later = timezone.localtime() + timedelta(hours=2)
    page.fill("[name=value_source]", "Trois dés lancés devant le public")
    page.fill("[name=value_known_at]", f"{later:%Y-%m-%dT%H:%M}")
    press(page, "form[action$='/seal/'] button")
    value_known(Draw.objects.get(college__edition__number=1))
    page.reload()
    page.fill("[name=public_value]", "4 1 6")
    page.check("[name=is_checked]")
    press(page, "form[action$='/seats/'] button")
    draw = Draw.objects.get(college__edition__number=1)
    assert draw.state == DrawState.DRAWN
    assert draw.college.applicants.filter(is_drawn=True).count() == 22
