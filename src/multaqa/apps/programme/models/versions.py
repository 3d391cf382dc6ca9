"""What was published."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.forum.models import Edition


class Version(models.Model):
    """The programme as it was published, whole and frozen; everyone sees the last one.

    ``document`` is frozen and sealed by ``digest``, and names no person: it knows speakers by their
    key. ``people`` says their names, and lets one go when its person no longer wants it public.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="versions", verbose_name=_("edition")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    document = models.JSONField(_("document"))
    people = models.JSONField(_("names of speakers"), default=dict)
    digest = models.CharField(_("digital fingerprint"), max_length=64)
    note = models.CharField(_("note"), max_length=500, blank=True)
    note_ar: str | None
    note_fr: str | None
    note_en: str | None
    clash_count = models.PositiveSmallIntegerField(_("clashes left"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    published_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("published by")
    )
    published_at = models.DateTimeField(_("published"))
    names_left_at = models.DateTimeField(_("names left"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of the programme")
        verbose_name_plural = _("versions of the programme")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
            models.CheckConstraint(
                condition=Q(clash_count=0) | ~Q(reason=""), name="version_with_clashes_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number}"

    @property
    def changed_at(self) -> datetime:
        """When what is read of it last changed: it was published, or a name left it."""
        return max(self.published_at, self.names_left_at or self.published_at)
