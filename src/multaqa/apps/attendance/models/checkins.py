"""What was read at the door and in rooms, and who is in by it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.attendance.models.badges import Badge
from multaqa.apps.attendance.models.devices import Device
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Session


class Scan(models.Model):
    """One reading of a badge, kept whatever came of it; the device names it, so it comes in once.

    ``at`` is when it was read, by our clock. ``is_forced``: the volunteer let the person in though
    the list did not say so. Of a code that no badge had ``badge`` is empty.

    What is undone stays, with when and by whom: ``undo_asked_at`` is when we were asked to, also
    where that was too late, and the scan stands.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("let in")
        CANCELLED = "cancelled", _("the badge was cancelled")
        UNKNOWN = "unknown", _("no badge has this code")

    uuid = models.UUIDField(_("name given by the device"), unique=True)
    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="scans", verbose_name=_("edition")
    )
    device = models.ForeignKey(
        Device,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="scans",
        verbose_name=_("device"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("read at the desk by"),
    )
    badge = models.ForeignKey(
        Badge,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="scans",
        verbose_name=_("badge"),
    )
    code = models.CharField(_("code"), max_length=20)
    session = models.ForeignKey(
        Session,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="scans",
        verbose_name=_("session"),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    is_forced = models.BooleanField(_("let in all the same"), default=False)
    is_rehearsal = models.BooleanField(_("rehearsal"), default=False)
    at = models.DateTimeField(_("read"))
    told_at = models.DateTimeField(_("read, by the device's own clock"))
    received_at = models.DateTimeField(_("received"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone at the desk by"),
    )
    undo_asked_at = models.DateTimeField(_("undoing asked for"), null=True, blank=True)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["at", "uuid"]
        indexes = [models.Index(fields=["edition", "badge"], name="scan_of_badge")]

    def __str__(self) -> str:
        return f"{self.uuid} {self.outcome}"


class CheckIn(models.Model):
    """That somebody is in: once a day at the door, once in each session.

    It follows from the scans: the first of them that stands. ``badge`` is the first badge that the
    person had: who lost it and wears another is still the same one. ``known_at`` is when the
    platform learned of it.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="check_ins", verbose_name=_("edition")
    )
    badge = models.ForeignKey(
        Badge, models.PROTECT, related_name="check_ins", verbose_name=_("badge")
    )
    session = models.ForeignKey(
        Session,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="check_ins",
        verbose_name=_("session"),
    )
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("came in"))
    scan = models.ForeignKey(Scan, models.RESTRICT, related_name="+", verbose_name=_("first scan"))
    known_at = models.DateTimeField(_("known"), auto_now_add=True)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["edition", "day", "session"], name="check_in_of_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["badge", "day"], condition=Q(session=None), name="check_in_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["badge", "session"],
                condition=Q(session__isnull=False),
                name="check_in_once_a_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.badge_id} {self.day}"
