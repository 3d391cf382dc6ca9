"""What is counted while somebody signs in."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignIn(models.Model):
    """Codes entered in one sign-in, by the digest of when it began and for whom."""

    digest = models.CharField(_("digital fingerprint"), max_length=64, unique=True)
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.attempt_count}"
