"""Certificates of attendance, which anyone who holds one can check."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from multaqa.apps.attendance.models.badges import Badge, BadgeKind
from multaqa.apps.forum.models import Edition


class Certificate(models.Model):
    """That a person was there, as it was said on the day it was made.

    ``number`` is known only to whom it was given: its page tells the name to nobody else. What it
    says is kept here as it was, ``days`` as dates and ``sessions`` as titles in Arabic and French,
    and never follows later changes: another is made then, and this one revoked.
    """

    class Revoked(models.TextChoices):
        RENEWED = "renewed", _("another was made in its place")
        MISTAKE = "mistake", _("made by mistake")
        ABSENT = "absent", _("the person was not there")
        ASKED = "asked", _("at the person's wish")

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="certificates", verbose_name=_("edition")
    )
    badge = models.ForeignKey(
        Badge, models.PROTECT, related_name="certificates", verbose_name=_("badge")
    )
    number = models.CharField(_("number"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=BadgeKind)
    name = models.CharField(_("name"), max_length=300)
    name_latin = models.CharField(_("name in Latin letters"), max_length=150, blank=True)
    body_name = models.CharField(_("body or institution"), max_length=300, blank=True)
    sex = models.CharField(_("sex"), max_length=6, blank=True)
    days = models.JSONField(_("days of attendance"), default=list)
    sessions = models.JSONField(_("sessions attended"), default=list, blank=True)
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoke_reason = models.CharField(_("reason"), max_length=10, choices=Revoked, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["badge"], condition=Q(revoked_at__isnull=True), name="certificate_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoke_reason=""),
                name="certificate_revoked_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("attendance:certificate", args=[self.number])

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None
