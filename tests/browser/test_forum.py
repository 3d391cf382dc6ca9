"""The coordinator's whole way in the demonstration: from registrations to the list at the door."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from multaqa.apps.forum.models import (
    Applicant,
    Draw,
    Registration,
    RegistrationState,
    Seat,
    SeatState,
)
from multaqa.apps.forum.queries import outlook_of
from tests.browser.conftest import clean, enter, press
from tests.factories.forum import value_known

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COLLEGE = "/desk/3/civil"


def whom_alternates_can_follow(draw: Draw) -> tuple[Seat, Seat]:
    """A seat of the list's first page and one of its second, which alternates can take together.

    The seal differs at every run, and the panel with it: not every two seats can be followed
    within the quotas.
    """
    seats = list(draw.seats_given.select_related("applicant").order_by("applicant__ticket"))
    return next(
        (one, other)
        for one in seats[:20]
        for other in reversed(seats[60:])
        if outlook_of(draw, draw.aftermath, [one.applicant.ticket, other.applicant.ticket]).came
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_a_coordinator_accepts_draws_confirms_and_replaces_two(
    built_village, visitor, tmp_path, width
):
    page = enter(visitor, width=width, bypass_csp=True)

    # Who asked to come is read, and accepted: one alone, then the rest of the college at once.
    page.goto("/desk/3/registrations/?college=civil&state=sent")
    clean(page)
    press(page, "main table a[href*='/desk/3/registrations/3-']")
    clean(page)
    press(page, "button[value=accept]")
    page.goto("/desk/3/registrations/?college=civil&state=sent")
    press(page, "a[href*='/registrations/accept/']")
    clean(page)
    press(page, "main form[method=post] button")
    civil = Registration.objects.filter(college__slug="civil")
    assert civil.count() == civil.filter(state=RegistrationState.ACCEPTED).count() == 216

    # The accepted are the pool.
    page.goto(f"{COLLEGE}/list/")
    clean(page)
    press(page, "form[action$='/list/take/'] button")
    clean(page)
    assert Applicant.objects.filter(college__slug="civil").count() == 216

    page.goto(f"{COLLEGE}/quotas/")
    press(page, "button[value=propose]")
    clean(page)
    page.goto(f"{COLLEGE}/draw/")
    page.click("details:has(form[action$='/alternates/']) summary")
    page.fill("form[action$='/alternates/'] input[name=count]", "24")
    press(page, "form[action$='/alternates/'] button")
    press(page, "button[value=compute]")
    call_command("run_jobs", "--once")
    page.locator("form[action$='/seal/']").wait_for()
    later = timezone.localtime() + timedelta(hours=2)
    page.fill("input[name=value_source]", "ثلاثة أحجار نرد أمام الحضور")
    page.fill("input[name=value_known_at]", f"{later:%Y-%m-%dT%H:%M}")
    press(page, "form[action$='/seal/'] button")
    value_known(Draw.objects.get(college__slug="civil"))
    page.reload()
    page.fill("input[name=public_value]", "4 1 6")
    page.check("input[name=is_checked]")
    press(page, "form[action$='/seats/'] button")

    # Each of the drawn is asked by a date; most confirm, one declines, one stays silent.
    page.goto(f"{COLLEGE}/seats/")
    clean(page)
    by = timezone.localtime() + timedelta(days=5)
    page.fill("form[action$='/seats/date/'] input[name=by]", f"{by:%Y-%m-%dT%H:%M}")
    press(page, "form[action$='/seats/date/'] button")
    seats = Seat.objects.filter(draw__college__slug="civil")
    assert seats.count() == 80
    first, last = whom_alternates_can_follow(Draw.objects.get(college__slug="civil"))
    for one in (first, last):
        page.goto(f"{COLLEGE}/seats/?page={'1' if one == first else '2'}")
        press(page, f"button[name=decline][value='{one.pk}']")
    page.goto(f"{COLLEGE}/seats/?state=offered")
    for box in page.locator("input[name=seat]").all():
        box.check()
    press(page, "button[name=confirm-ticked]")
    assert seats.filter(state=SeatState.CONFIRMED).count() == 60
    clean(page)

    # Two who declined are replaced by alternates with whom every quota is still kept.
    page.goto(f"{COLLEGE}/seats/")
    press(page, "button[value=replace]")
    clean(page)
    assert [Seat.objects.get(pk=one.pk).is_released for one in (first, last)] == [True, True]
    assert seats.filter(came_by=Seat.CameBy.ALTERNATE).count() == 2
    page.goto("/record/")
    assert page.get_by_text(first.applicant.ticket).count()

    # Anyone checks what followed the draw, without the site.
    page.goto("/forum/3/draw/civil/")
    clean(page)
    with page.expect_download() as download:
        page.click("a[href$='after.json']")
    after = tmp_path / "after.json"
    download.value.save_as(after)
    verify = [str(Path(sys.executable).with_name("multaqa")), "verify", str(after)]
    checked = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    document = json.loads(after.read_text())
    came = document["sealed"]["steps"][-1]["came"]
    came[0] = next(one for one in document["sealed"]["draw"]["drawn"]["panel"] if one not in came)
    after.write_text(json.dumps(document))
    tampered = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert tampered.returncode == 1

    # The list for the door and the letters, on paper.
    for address in ("/desk/3/door.pdf", "/desk/3/ex-officio/letters/ar/"):
        found = page.request.get(address)
        assert (found.status, found.body()[:5]) == (200, b"%PDF-"), address
    for address in ("/desk/3/ex-officio/", "/desk/3/balance/", "/forum/3/hall/"):
        page.goto(address)
        clean(page)
