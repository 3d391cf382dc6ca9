"""Documents of bodies: who sends, opens and removes them, and what is let in."""

import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from multaqa.apps.network import queries, services
from multaqa.apps.network.models import BodyDocument, BodyState, Membership, MembershipRole
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, entered, president_of
from tests.kernel.test_uploads import PDF, jpeg, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(body, actor=None, content=PDF, name="الوصل النهائي.pdf"):
    return services.keep_document(
        body=body,
        actor=actor or coordinator(),
        kind=BodyDocument.Kind.RECEIPT,
        file=io.BytesIO(content),
        name=name,
    )


def test_a_document_is_kept_under_a_name_of_ours_with_its_fingerprint():
    document = sent(BodyFactory())
    assert document.name == "الوصل النهائي.pdf"
    assert "الوصل" not in document.file.name
    assert len(document.digest) == 64
    assert Path(document.file.path).read_bytes() == PDF


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\وصل.exe", "وصل.pdf"),
        ("a" * 300 + ".pdf", "a" * 115 + ".pdf"),
        ("\u202eexe.fdp", "exe.pdf"),
        ("...", "document.pdf"),
        ('a"b\r\nX: y.pdf', "a b X y.pdf"),
    ],
)
def test_a_senders_name_leads_nowhere(name, kept):
    assert sent(BodyFactory(), name=name).name == kept


def test_the_same_document_is_kept_once():
    body = BodyFactory()
    sent(body)
    with pytest.raises(Refusal, match="already_there"):
        sent(body)


def test_a_body_keeps_a_few_documents():
    body = BodyFactory()
    for turn in range(12):
        sent(body, content=png(2 + turn, 2))
    with pytest.raises(Refusal, match="too_many"):
        sent(body, content=jpeg())


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"<html>", "unknown"), (PDF[:-8], "unknown")]
)
def test_what_is_no_document_is_refused(content, code):
    with pytest.raises(Refusal, match=code):
        sent(BodyFactory(), content=content)
    assert not BodyDocument.objects.exists()


def test_a_removed_document_leaves_no_file(django_capture_on_commit_callbacks):
    document = sent(BodyFactory())
    path = Path(document.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_document(document=document, actor=coordinator())
    assert not path.exists()


def who(body):
    member = MembershipFactory(body=body, role=MembershipRole.MEMBER).user
    return {
        "president": president_of(body),
        "member": member,
        "stranger": UserFactory(),
        "of another body": president_of(BodyFactory()),
        "auditor": auditor(),
        "coordinator": coordinator(),
    }


ALLOWED = {"president", "coordinator"}
ROLES = ["president", "member", "stranger", "of another body", "auditor", "coordinator"]


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_a_document(client, role):
    body = BodyFactory()
    document = sent(body)
    client.force_login(who(body)[role])
    response = client.get(reverse("network:document", args=[body.slug, document.pk]))
    assert response.status_code == (200 if role in ALLOWED else 404)


@pytest.mark.parametrize("role", ROLES)
def test_who_sends_and_removes_a_document(role):
    body = BodyFactory()
    person = who(body)[role]
    if role in ALLOWED:
        services.remove_document(document=sent(body, actor=person), actor=person)
        return
    with pytest.raises(PermissionDenied):
        sent(body, actor=person)
    with pytest.raises(PermissionDenied):
        services.remove_document(document=sent(body), actor=person)


def test_a_visitor_is_asked_to_sign_in(client):
    body = BodyFactory()
    document = sent(body)
    response = client.get(reverse("network:document", args=[body.slug, document.pk]))
    assert response.status_code == 302


def test_a_document_is_handed_out_as_a_file_in_which_nothing_runs(client):
    body = BodyFactory()
    document = sent(body)
    client.force_login(president_of(body))
    response = client.get(reverse("network:document", args=[body.slug, document.pk]))
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]


def test_a_document_whose_file_is_gone_is_not_found(client):
    body = BodyFactory()
    document = sent(body)
    document.file.storage.delete(document.file.name)
    client.force_login(president_of(body))
    response = client.get(reverse("network:document", args=[body.slug, document.pk]))
    assert response.status_code == 404


def test_a_document_is_not_opened_under_another_bodys_address(client):
    document = sent(BodyFactory())
    other = BodyFactory()
    client.force_login(president_of(other))
    response = client.get(reverse("network:document", args=[other.slug, document.pk]))
    assert response.status_code == 404


def test_the_page_says_beside_the_file_what_is_wrong_with_it(client):
    body = BodyFactory()
    client.force_login(president_of(body))
    address = reverse("network:documents", args=[body.slug])
    for name, content in [("وصل.png", b"<svg onload=alert(1)>"), ("وصل.pdf", b"")]:
        file = SimpleUploadedFile(name, content, content_type="image/png")
        response = client.post(address, {"kind": "receipt", "file": file})
        assert response.context["form"].errors["file"]
    file = SimpleUploadedFile("x" * 300 + ".png", png())
    assert client.post(address, {"kind": "receipt", "file": file}).status_code == 302


def test_the_auditor_knows_what_documents_there_are_without_a_name(client):
    body = entered()
    sent(body, name="الوصل فاطمة.pdf")
    client.force_login(auditor())
    said = client.get(reverse("network:desk-body", args=[body.slug])).content.decode()
    assert "فاطمة" not in said
    assert BodyDocument.objects.get().digest[:4] in said


def test_a_document_sent_ends_the_mending():
    body = entered()
    services.send_back_body(body=body, actor=coordinator(), ground="unreadable")
    sent(body, actor=body.entered_by)
    body.refresh_from_db()
    assert (body.is_mending, body.state) == (False, BodyState.PROPOSED)


def test_a_merge_takes_the_documents_along():
    kept, merged = BodyFactory(), BodyFactory()
    sent(kept)
    sent(merged)
    sent(merged, content=png())
    services.merge_bodies(kept=kept, merged=merged, actor=coordinator(), reason="هيئة واحدة")
    assert kept.documents.count() == 2
    assert not queries.documents_seen_by(president_of(kept)).filter(body=merged).exists()
    assert Membership.objects.filter(body=kept).exists()
