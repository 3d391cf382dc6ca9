"""What a number confirms to whoever holds it, one's own certificate, and the desk's pages."""

import logging
import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from multaqa.apps.attendance.models import Certificate
from multaqa.apps.attendance.queries.codes import certificate_number
from multaqa.apps.attendance.services.certificate_paper import certificate_pages
from multaqa.kernel.faults import PlacesOnly
from tests.apps.attendance.test_certificates import came, over
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import BadgeFactory, CertificateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]
READS_PDF = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext reads the PDF here"
)


def at(name, *arguments):
    with translation.override("ar"):
        return reverse(f"attendance:{name}", args=arguments)


def told(response):
    return response.content.decode()


# What everyone may ask.


def test_whoever_has_the_number_sees_whose_it_is_and_no_search_engine_keeps_it(client):
    certificate = CertificateFactory(name="خديجة بنت العيد")
    page = client.get(at("certificate", certificate.number))
    assert page.status_code == 200
    assert "خديجة بنت العيد" in told(page)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]


def test_a_number_made_up_mistyped_or_of_a_badge_is_told_apart(client):
    certificate = CertificateFactory(name="خديجة بنت العيد")
    made_up = certificate_number(certificate.edition.number, "7F3K92QX0ZWM")
    wrong = made_up[:-1] + ("0" if made_up[-1] != "0" else "1")
    pages = [
        client.get(at("certificate", number))
        for number in (made_up, wrong, certificate.badge.code, "شهادة", "-")
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({told(page).split("notice__title")[1][:80] for page in pages[:4]}) == 4
    assert not any("خديجة" in told(page) for page in pages)


def test_a_revoked_one_says_so_and_names_nobody(client):
    certificate = CertificateFactory(name="خديجة بنت العيد")
    client.force_login(coordinator())
    edition = certificate.edition.number
    desk = at("desk-certificate", edition, certificate.pk)
    client.post(desk, {"action": "revoke", "reason": "mistake"})
    client.logout()
    page = client.get(at("certificate", certificate.number))
    assert page.status_code == 410
    assert "خديجة" not in told(page)


def test_a_number_is_typed_however_and_leads_to_its_page(client):
    certificate = CertificateFactory()
    typed = certificate.number.lower().replace("-", " ")
    page = client.post(at("certificate-lookup"), {"number": typed})
    assert page["Location"] == at("certificate", certificate.number)
    assert client.post(at("certificate-lookup"), {"number": ""}).status_code == 200
    assert client.post(at("certificate-lookup"), {"number": "؟/../x"}, follow=True).status_code in {
        200,
        404,
    }


def test_numbers_are_not_tried_without_end(client):
    for _turn in range(30):
        assert client.get(at("certificate", "C3-0000")).status_code == 404
    assert client.get(at("certificate", "C3-0000")).status_code == 429


def test_no_log_keeps_a_number():
    formatter = PlacesOnly(hides=settings.LOGGING["formatters"]["plain"]["hides"])
    number = certificate_number(3, "7F3K92QX0ZWM")
    line = f"Not Found: /fr/certificates/{number}/"
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, line, (), None)
    assert number not in formatter.format(record)


# One's own.


def test_a_person_makes_their_own_and_takes_it_along(client):
    user, edition = UserFactory(), over()
    badge = BadgeFactory(edition=edition, user=user)
    came(badge)
    client.force_login(user)
    here = at("my-certificate", edition.number)
    assert client.get(here).status_code == 404
    assert here in told(client.get(at("my-badge", edition.number)))
    page = told(client.post(here, follow=True))
    assert Certificate.objects.get().number in page
    for language in ("ar", "fr"):
        assert client.get(here, {"in": language}).content.startswith(b"%PDF")
    client.force_login(UserFactory())
    assert client.get(here).status_code == 404
    assert client.post(here).status_code == 404


def test_who_was_not_there_is_told(client):
    user, edition = UserFactory(), over()
    BadgeFactory(edition=edition, user=user)
    client.force_login(user)
    page = client.post(at("my-certificate", edition.number), follow=True)
    assert Certificate.objects.count() == 0
    assert 'data-tone="warn"' in told(page) or "notice" in told(page)


# The desk.


def test_the_desk_makes_prints_renews_and_revokes(client):
    edition = over()
    came(BadgeFactory(edition=edition))
    client.force_login(coordinator())
    desk = at("certificates", edition.number)
    assert at("make-certificates", edition.number) in told(client.get(desk))
    client.post(at("make-certificates", edition.number))
    one = Certificate.objects.get()
    assert one.name in told(client.get(desk))
    assert one.name in told(client.get(desk, {"q": one.number}))
    assert one.name not in told(client.get(desk, {"q": "لا أحد"}))
    file = client.get(at("certificates-file", edition.number, "fr"), {"number": one.number})
    assert file.content.startswith(b"%PDF")
    here = at("desk-certificate", edition.number, one.pk)
    client.post(here, {"action": "renew"})
    new = Certificate.objects.get(revoked_at=None)
    assert new.pk != one.pk
    assert client.post(here, {"action": "revoke", "reason": ""}).status_code == 200
    assert at("certificates-file", edition.number, "de") != ""
    assert client.get(at("certificates-file", edition.number, "de")).status_code == 404


@pytest.mark.parametrize("person", [auditor, UserFactory], ids=["auditor", "member"])
def test_the_desks_pages_are_the_coordinators(client, person):
    certificate = CertificateFactory()
    edition = certificate.edition.number
    client.force_login(person())
    for address in (
        at("certificates", edition),
        at("certificates-file", edition, "ar"),
        at("desk-certificate", edition, certificate.pk),
    ):
        assert client.get(address).status_code == 403
    assert client.post(at("make-certificates", edition)).status_code == 403


# On paper.


@READS_PDF
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_each_certificate_is_one_page_with_its_number_and_its_name(language):
    long = [{"ar": "ورشة طويلة العنوان جدا " * 6, "fr": "Atelier au titre fort long " * 6}] * 12
    certificates = [
        CertificateFactory(name="خديجة بنت العيد", name_latin="Khadija", sessions=long),
        CertificateFactory(name='#read("/etc/passwd")', sex="male"),
        CertificateFactory(name="طويل " * 50, days=["2027-01-07", "2027-01-08"]),
    ]
    found = subprocess.run(
        ["pdftotext", "-", "-"],
        input=certificate_pages(certificates, language),
        capture_output=True,
        check=True,
    )
    pages = found.stdout.decode().split("\f")[:-1]
    assert len(pages) == 3
    for page, one in zip(pages, certificates, strict=True):
        assert one.number in re.sub(r"\s", "", page)
    assert "#read" in pages[1]
    if language == "fr":
        assert "Khadija" in pages[0]
