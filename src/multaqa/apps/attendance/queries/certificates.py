"""Certificates, as each may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.attendance.models import FILE_DAYS, Badge, Certificate, CertificateFile
from multaqa.apps.attendance.queries.codes import CodeKind, read_code
from multaqa.apps.attendance.queries.presence import roots_of
from multaqa.apps.forum.models import Edition
from multaqa.refusal import Refusal

Certificates = QuerySet[Certificate]


class Found(StrEnum):
    """What becomes of a number that somebody looks up."""

    HOLDS = "holds"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # well formed, and never given
    MISTYPED = "mistyped"
    UNREADABLE = "unreadable"
    BADGE = "badge"  # the code of a badge, which is no certificate


@dataclass(frozen=True, slots=True)
class Answer:
    found: Found
    number: str = ""
    certificate: Certificate | None = None


def certificate_by_number(text: str) -> Answer:
    """What is known of a number, for whoever holds the whole of it: nobody guesses one."""
    try:
        code = read_code(text)
    except Refusal as refusal:
        is_mistyped = refusal.code == "code.mistyped"
        return Answer(Found.MISTYPED if is_mistyped else Found.UNREADABLE)
    if code.kind != CodeKind.CERTIFICATE:
        return Answer(Found.BADGE)
    certificates = Certificate.objects.select_related("edition", "badge")
    certificate = certificates.filter(number=code.text, edition__number=code.edition).first()
    if certificate is None:
        return Answer(Found.UNKNOWN, code.text)
    found = Found.REVOKED if certificate.is_revoked else Found.HOLDS
    return Answer(found, code.text, certificate)


def certificates_at_desk(user: Visitor, edition: Edition) -> Certificates:
    """Every certificate of an edition, with whose it is: the coordinator's alone."""
    if not is_coordinator(user):
        return Certificate.objects.none()
    return (
        Certificate.objects.filter(edition=edition)
        .select_related("edition", "badge", "issued_by")
        .order_by("revoked_at", "badge__name_key", "pk")
    )


def certificate_files(user: Visitor, edition: Edition) -> QuerySet[CertificateFile]:
    """What was put in one file and can still be fetched, newest first: the coordinator's alone."""
    if not is_coordinator(user):
        return CertificateFile.objects.none()
    since = timezone.now() - timedelta(days=FILE_DAYS)
    found = CertificateFile.objects.filter(edition=edition, made_at__gt=since)
    return found.select_related("edition").order_by("-pk")


def certificates_for(badges: Iterable[Badge]) -> dict[int, Certificate]:
    """By the key of a badge, the certificate of its person that holds."""
    roots = roots_of(badges)
    live = {
        one.badge_id: one
        for one in Certificate.objects.filter(badge__in=roots.values(), revoked_at=None)
    }
    return {key: live[root] for key, root in roots.items() if root in live}
