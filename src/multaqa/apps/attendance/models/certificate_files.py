"""All certificates of an edition in one file, for the printer."""

from secrets import token_hex

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Edition

FILE_DAYS = 7


def fresh_name() -> str:
    return f"{token_hex(16)}.pdf"


class CertificateFile(models.Model):
    """Every certificate that holds, one page each, in one language; made by a job, kept some days.

    ``file_name`` is its name in the folder of such files, and tells nothing. It is gone as soon as
    one of its certificates no longer holds, or its person is erased.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="certificate_files", verbose_name=_("edition")
    )
    language = models.CharField(_("language"), max_length=2)
    file_name = models.CharField(_("file"), max_length=40, unique=True, default=fresh_name)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    certificate_count = models.PositiveIntegerField(_("certificates"), default=0)
    byte_count = models.PositiveBigIntegerField(_("bytes"), default=0)

    class Meta:
        verbose_name = _("file of certificates")
        verbose_name_plural = _("files of certificates")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language}"

    @property
    def about(self) -> str:
        """How its job is named: one at a time for each edition and language."""
        return certificate_job(self.edition_id, self.language)


def certificate_job(edition_id: int, language: str) -> str:
    return f"attendance.certificates:{edition_id}:{language}"
