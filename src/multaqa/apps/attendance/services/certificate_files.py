"""Certificates of a whole edition in one file: asked for, made by a job, gone after some days."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import FILE_DAYS, Certificate, CertificateFile
from multaqa.apps.attendance.services.certificate_paper import WRITTEN, certificate_pages
from multaqa.apps.forum.models import Edition
from multaqa.kernel import jobs
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MAKE = "multaqa.apps.attendance.tasks.make_certificate_file"
FOLDER = "certificates"


def place_of(file: CertificateFile) -> Path:
    return _folder() / file.file_name


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


@transaction.atomic
def ask_certificate_file(*, edition: Edition, actor: Visitor, language: str) -> CertificateFile:
    """Have all certificates that hold put in one file, one page each.

    Refuses where there is none, and while the same is being made.
    """
    require(rules.can_certify(actor))
    if language not in WRITTEN:
        raise Refusal("certificate.no_language")
    if not _holding(edition.pk).exists():
        raise Refusal("certificate.none")
    file = CertificateFile.objects.create(
        edition=edition, language=language, asked_by=actor if isinstance(actor, User) else None
    )
    jobs.start(MAKE, file.pk, about=file.about)
    return file


def make_certificate_file(*, job: jobs.Running, file_id: int) -> None:
    """Write the file beside its place, then put it there in place of the one before.

    Nobody fetches half of one, nor one with a certificate that was revoked meanwhile.
    """
    file = CertificateFile.objects.get(pk=file_id)
    job.tell("certificates.reading", 0.0)
    certificates = list(_holding(file.edition_id).select_related("edition"))
    if not certificates:
        raise Refusal("certificate.none")
    keys = [one.pk for one in certificates]
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place_of(file).with_suffix(".draft")
    try:
        draft.write_bytes(certificate_pages(certificates, file.language, tell=job.tell))
        with job.publishes():
            # Held as who revokes holds it: none is revoked between this look and our word.
            Edition.objects.select_for_update(of=("self",)).get(pk=file.edition_id)
            if list(_holding(file.edition_id).values_list("pk", flat=True)) != keys:
                raise Refusal("certificate.changed")
            before = CertificateFile.objects.filter(edition=file.edition_id, language=file.language)
            _forget(before.exclude(pk=file.pk))
            CertificateFile.objects.filter(pk=file.pk).update(
                made_at=timezone.now(),
                certificate_count=len(keys),
                byte_count=draft.stat().st_size,
            )
            draft.rename(place_of(file))
    finally:
        draft.unlink(missing_ok=True)


def drop_files(editions: Iterable[int]) -> None:
    """What was put in files no longer holds as it stands there; a file still in the making stays.

    Within the transaction of what changed it; that one's job sees the change itself.
    """
    keys = sorted(set(editions))
    list(Edition.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    _forget(CertificateFile.objects.filter(edition__in=keys, made_at__isnull=False))


def forget_old_files() -> None:
    """Files that are too old to be fetched, and those that nobody is left to fetch."""
    since = timezone.now() - timedelta(days=FILE_DAYS)
    with transaction.atomic():
        _forget(CertificateFile.objects.filter(asked_at__lt=since))
    kept = set(CertificateFile.objects.values_list("file_name", flat=True))
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    for path in _folder().glob("*"):
        if path.name not in kept and path.stat().st_mtime < yesterday:
            path.unlink(missing_ok=True)


def _holding(edition_id: int) -> QuerySet[Certificate]:
    """Those that hold, in the order of names, as they are printed."""
    found = Certificate.objects.filter(edition=edition_id, revoked_at=None)
    return found.order_by("badge__name_key", "pk")


def _forget(files: QuerySet[CertificateFile]) -> None:
    for file in files:
        transaction.on_commit(partial(place_of(file).unlink, missing_ok=True))
    files.delete()
