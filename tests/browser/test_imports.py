"""Lists of bodies brought in, in the browser: one of 3,000 messy rows, and one without scripts.

The worker runs beside the browser, as it does beside the site.
"""

import pytest

from multaqa.apps.network.models import Body, BodyImport
from multaqa.apps.network.queries.imports import totals_of
from multaqa.apps.network.services import bring_bodies
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from multaqa.portal.demonstration import bodies, messy
from tests.browser.conftest import clean, enter, press
from tests.browser.test_network import people  # noqa: F401  a fixture
from tests.factories.accounts import coordinator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work(page):
    """The work that waits, done as the worker would; the page finds by itself that it has ended.

    It must not be asked for meanwhile: its own refresh would cut that short.
    """
    for job in Job.objects.filter(state=JobState.WAITING, about__startswith="network.import"):
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE, job.refusal_code
    page.wait_for_selector("#progress", state="detached")
    page.wait_for_load_state()


def files(ending):
    told = messy.lines()
    content = messy.spreadsheet(told) if ending == "xlsx" else messy.csv_file(told)
    return {"name": f"list.{ending}", "mimeType": "text/csv", "buffer": content}


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "width"), [("xlsx", 1280), ("csv", 390)])
def test_a_messy_list_is_cleaned_undone_and_brought_again(people, visitor, ending, width):  # noqa: F811
    bring_bodies(rows=bodies.bodies(), actor=coordinator(), reason="لائحة تجريبية")
    before = Body.objects.count()
    page = enter(visitor, "coordinator", width=width)
    page.goto("/desk/bodies/imports/")
    clean(page)
    page.set_input_files("input[type=file]", files(ending))
    press(page, "form.form button")
    clean(page)
    work(page)
    clean(page)
    press(page, "form.stack > .row button")
    work(page)
    clean(page)
    brought = BodyImport.objects.get()
    totals = totals_of(brought)
    assert totals.new > 1900
    assert min(totals.same, totals.double, totals.obvious, totals.near, totals.faulty) > 50
    at = brought.get_absolute_url()

    # One text that is wrong in many rows, then one cell, by keyboard.
    page.goto(f"{at}faulty/")
    clean(page)
    page.fill("li:has(input[value='كليميم']) input[name=text]", "كلميم")
    press(page, "li:has(input[name=value][value='كليميم']) button")
    page.focus("form.stack .field input:not([type=hidden])")
    page.keyboard.press("Control+a")
    page.keyboard.type("تعاونية الأمل الكبير للعسل")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert totals_of(brought).faulty < totals.faulty

    # Surely the same, all at once; then one side by side.
    page.goto(f"{at}obvious/")
    clean(page)
    press(page, "button[value=same-all]")
    page.goto(f"{at}near/")
    clean(page)
    press(page, ".card > a")
    clean(page)
    # A word on one leads to the next, which waits beside what it may be.
    for decision in ("same", "apart", "same"):
        at_line = page.url
        press(page, f"button[value={decision}]")
        assert "/row/" in page.url
        assert page.url != at_line
    clean(page)
    assert totals_of(brought).near == totals.near - 3

    def bring():
        page.goto(at)
        page.check("input[value=verified]")
        page.fill("textarea[name=reason]", "لائحة القسم بالإقليم")
        press(page, "form[action$='bring/'] button")
        work(page)

    bring()
    clean(page)
    assert Body.objects.count() > before + 1900
    came = Body.objects.count()
    page.click("summary")
    press(page, "button[value=undo]")
    work(page)
    clean(page)
    assert Body.objects.count() == before
    press(page, "button[value=look]")
    work(page)
    bring()
    assert Body.objects.count() == came


def test_the_main_path_needs_no_scripts(people, visitor):  # noqa: F811
    page = enter(visitor, "coordinator", width=390, java_script_enabled=False)
    page.goto("/desk/bodies/imports/")
    content = "الاسم;الجماعة\nجمعية النور;كلميم\n".encode("cp1256")
    page.set_input_files(
        "input[type=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(page, "form.form button")
    work(page)
    press(page, "form.stack > .row button")
    work(page)
    page.fill("textarea[name=reason]", "لائحة")
    press(page, "form[action$='bring/'] button")
    work(page)
    assert Body.objects.get().name_ar == "جمعية النور"
