"""The page of a nomination letter and the whole hall, on a phone and without a script."""

import pytest

from multaqa.apps.forum.models import ExOfficioSeat
from tests.browser.conftest import overflow
from tests.factories.forum import ApplicantFactory, CollegeFactory
from tests.factories.forum_nominations import accepted_seat, sent_seat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
def test_a_letter_and_the_hall_read_well_on_a_phone(visit, faults, prefix):
    college = CollegeFactory()
    ApplicantFactory.create_batch(6, college=college, is_drawn=True)
    sent = sent_seat(edition=college.edition)
    answered = accepted_seat(edition=college.edition)
    of_edition = f"{prefix}/forum/{college.edition.number}"
    for address in (
        f"{of_edition}/nomination/{sent.link}/",
        f"{of_edition}/nomination/{answered.link}/",
        f"{of_edition}/hall/",
    ):
        assert overflow(visit(address, width=390)) == 0, address
        assert faults(address, width=390) == [], address


def test_a_service_names_somebody_without_a_script(visit):
    seat = sent_seat()
    page = visit(
        f"/forum/{seat.edition.number}/nomination/{seat.link}/",
        width=390,
        java_script_enabled=False,
    )
    page.fill("[name=accept-person_name]", "أمينة بنت سالم")
    page.fill("[name=accept-person_function]", "نائبة الرئيس")
    page.click("[name=accept-person_sex][value=female]")
    page.click("button[value=accept]")
    assert page.locator("[data-wrong]").count()  # no contact was given
    page.fill("[name=accept-person_phone]", "06 61 23 45 67")
    page.click("button[value=accept]")
    assert page.locator("[name=accept-contact]").count()
    kept = ExOfficioSeat.objects.get(pk=seat.pk)
    assert (kept.state, kept.person_name) == ("accepted", "أمينة بنت سالم")
    assert kept.person_name not in page.content()
