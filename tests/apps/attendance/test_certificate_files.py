"""All certificates in one file: made by a job, fetched by the coordinator, gone in time."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.attendance import queries, services
from multaqa.apps.attendance.models import Certificate, CertificateFile
from multaqa.kernel import jobs
from multaqa.refusal import Refusal
from tests.apps.attendance.test_certificates import over
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import BadgeFactory, CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "certificates"


@pytest.fixture
def edition():
    return over()


def asked(edition, language="ar"):
    return services.ask_certificate_file(edition=edition, actor=coordinator(), language=language)


def made(edition, language="ar"):
    file = asked(edition, language)
    jobs.run(jobs.last_about(file.about).pk)
    file.refresh_from_db()
    return file


def test_the_desk_asks_watches_and_fetches(client, edition):
    CertificateFactory.create_batch(3, badge__edition=edition)
    client.force_login(coordinator())
    address = reverse("attendance:certificate-files", args=[edition.number])
    assert client.post(address, {"language": "ar"}).status_code == 302
    page = client.get(address)
    assert "hx-trigger" in page.content.decode()
    job = jobs.last_about(CertificateFile.objects.get().about)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress) == ("done", 1.0)
    file = CertificateFile.objects.get()
    assert file.certificate_count == 3
    link = reverse("attendance:certificate-file", args=[edition.number, file.pk])
    page = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert link in page
    assert "hx-trigger" not in page
    answer = client.get(link)
    assert answer.content.startswith(b"%PDF")
    assert len(answer.content) == file.byte_count
    assert "no-store" in answer["Cache-Control"]


def test_the_same_is_not_made_twice_at_once_and_the_other_language_is(edition):
    CertificateFactory(badge__edition=edition)
    asked(edition)
    with pytest.raises(Refusal) as refused:
        asked(edition)
    assert refused.value.code == "job.already_running"
    assert CertificateFile.objects.count() == 1
    asked(edition, "fr")


def test_nothing_is_made_of_nothing_nor_in_no_language(edition):
    with pytest.raises(Refusal) as refused:
        asked(edition)
    assert refused.value.code == "certificate.none"
    with pytest.raises(Refusal):
        asked(edition, "xx")


@pytest.mark.parametrize("person", [auditor, UserFactory], ids=["auditor", "member"])
def test_nobody_else_asks_or_fetches(client, edition, person):
    CertificateFactory(badge__edition=edition)
    file, actor = made(edition), person()
    with pytest.raises(PermissionDenied):
        services.ask_certificate_file(edition=edition, actor=actor, language="ar")
    assert not queries.certificate_files(actor, edition)
    client.force_login(actor)
    for name, *key in (("certificate-files",), ("certificate-file", file.pk)):
        page = client.get(reverse(f"attendance:{name}", args=[edition.number, *key]))
        assert page.status_code in {403, 404}


def test_a_file_of_another_edition_is_not_found_under_this_one(client, edition):
    CertificateFactory(badge__edition=edition)
    file, there = made(edition), over()
    client.force_login(coordinator())
    address = reverse("attendance:certificate-file", args=[there.number, file.pk])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("deed", ["revoked", "renewed", "erased"])
def test_the_file_is_gone_once_one_of_them_no_longer_holds(
    edition, folder, deed, django_capture_on_commit_callbacks
):
    user = UserFactory()
    one = CertificateFactory(badge=BadgeFactory(edition=edition, user=user))
    made(edition)
    assert len(list(folder.glob("*.pdf"))) == 1
    with django_capture_on_commit_callbacks(execute=True):
        if deed == "erased":
            services.forget_person(user=user)
        elif deed == "revoked":
            services.revoke_certificate(certificate=one, actor=coordinator(), reason="mistake")
        else:
            from tests.apps.attendance.test_certificates import came

            came(one.badge)
            services.renew_certificate(certificate=one, actor=coordinator())
    assert not CertificateFile.objects.exists()
    assert not list(folder.glob("*"))


def test_what_was_revoked_while_the_file_was_made_is_in_none(edition, folder, monkeypatch):
    one, _other = CertificateFactory.create_batch(2, badge__edition=edition)
    file = asked(edition)
    tell = jobs.Running.tell

    def revoked_meanwhile(self, step, fraction):
        if step == "certificates.setting":
            Certificate.objects.filter(pk=one.pk).update(
                revoked_at=timezone.now(), revoke_reason="mistake"
            )
        tell(self, step, fraction)

    monkeypatch.setattr(jobs.Running, "tell", revoked_meanwhile)
    job = jobs.last_about(file.about)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.refusal_code) == ("failed", "certificate.changed")
    assert not list(folder.glob("*"))
    assert not queries.certificate_files(coordinator(), edition)


def test_a_new_file_takes_the_place_of_the_one_before(
    edition, folder, django_capture_on_commit_callbacks
):
    CertificateFactory(badge__edition=edition)
    first = made(edition)
    with django_capture_on_commit_callbacks(execute=True):
        second = made(edition)
    assert list(CertificateFile.objects.all()) == [second]
    assert [path.name for path in folder.glob("*")] == [second.file_name]
    assert first.file_name != second.file_name


def test_a_file_that_is_too_old_is_forgotten(edition, folder, django_capture_on_commit_callbacks):
    CertificateFactory(badge__edition=edition)
    file = made(edition)
    CertificateFile.objects.update(asked_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        services.forget_old_files()
    assert not CertificateFile.objects.exists()
    assert not services.place_of(file).exists()
