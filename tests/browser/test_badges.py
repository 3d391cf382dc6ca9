"""Badges at the desk, and what the number of a certificate says, on a phone."""

import pytest

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE, RoleKind
from multaqa.apps.accounts.services import give_role
from multaqa.apps.attendance.models import Badge, BadgeKind, Printing
from tests.browser.conftest import clean, enter, overflow
from tests.factories.attendance import BadgeFactory, CertificateFactory
from tests.factories.forum import EditionFactory
from tests.factories.forum_nominations import accepted_seat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(visitor):
    """Somebody of the demonstration at the desk."""

    def arrive(**options):
        person = next(one for one in DEMONSTRATION_PEOPLE if one.key == "coordinator")
        give_role(contact_text=person.contact, kind=RoleKind.COORDINATOR, name=person.name)
        return enter(visitor, **options)

    return arrive


@pytest.mark.parametrize("width", [390, 1280])
def test_the_desk_of_badges_reads_well(desk, site, width):
    edition = EditionFactory()
    accepted_seat(edition=edition)
    badge = BadgeFactory(edition=edition, name="محمد السالك ولد سيدي أحمد " * 4)
    BadgeFactory(edition=edition, kind=BadgeKind.PRESS, cancelled=True)
    made = CertificateFactory(badge=badge)
    page = desk(width=width)
    for address in (
        "attendance/",
        "badges/",
        "badges/add/",
        "badges/bring/",
        f"badge/{badge.code}/",
        "certificates/",
        "certificates/files/",
        f"certificates/{made.pk}/",
    ):
        page.goto(f"{site}/desk/{edition.number}/{address}")
        assert overflow(page) == 0, address
        clean(page)


def test_badges_are_issued_and_printed_without_a_script(desk, site):
    edition = EditionFactory()
    accepted_seat(edition=edition)
    page = desk(width=390, java_script_enabled=False)
    page.goto(f"{site}/desk/{edition.number}/attendance/")
    page.click("form[action$='/badges/issue/'] button")
    page.click("button[value=new]")
    assert Printing.objects.get().badges
    assert page.locator("a[href$='badges.pdf']").count() == 1
    page.locator("main form button, form button.button").last.click()
    assert not Badge.objects.filter(is_to_print=True).exists()


@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
def test_a_number_is_checked_on_a_phone(visit, faults, prefix):
    certificate = CertificateFactory()
    made_up = certificate.number.replace("C", "c")[:-1] + "0"
    for address in (
        f"{prefix}/certificates/",
        f"{prefix}/certificates/{certificate.number}/",
        f"{prefix}/certificates/{made_up}/",
    ):
        assert overflow(visit(address, width=390)) == 0, address
        assert faults(address, width=390) == [], address


def test_a_number_is_typed_without_a_script(visit):
    certificate = CertificateFactory(name="خديجة بنت العيد")
    page = visit("/certificates/", width=390, java_script_enabled=False)
    page.fill("[name=number]", certificate.number.lower().replace("-", " "))
    page.press("[name=number]", "Enter")
    assert "خديجة بنت العيد" in page.content()
