"""A list of bodies brought in, in the browser.

The worker runs beside the browser, as it does beside the site.
"""

import pytest

from multaqa.apps.network.models import Body
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from tests.browser.conftest import enter, press
from tests.browser.test_network import people  # noqa: F401  a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work(page):
    """The work that waits, done as the worker would; then the page as it is after it."""
    for job in Job.objects.filter(state=JobState.WAITING, about__startswith="network.import"):
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE, job.refusal_code
    page.goto(page.url)


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
