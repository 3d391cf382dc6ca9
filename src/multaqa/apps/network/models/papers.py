"""Papers that a body must produce: drafts while they are written, then kept as they were made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models.bodies import Body
from multaqa.apps.network.models.joining import Handover


class Paper(models.Model):
    """One paper, as its form was filled; what was typed is kept, also where it is not whole yet."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("Minutes of an assembly")
        BOARD = "board", _("List of the board")
        NOTICE = "notice", _("Notice of change")
        ATTENDANCE = "attendance", _("Attendance sheet")

    body = models.ForeignKey(Body, models.CASCADE, related_name="papers", verbose_name=_("body"))
    kind = models.CharField(_("paper"), max_length=10, choices=Kind)
    handover = models.ForeignKey(
        Handover,
        models.SET_NULL,
        related_name="papers",
        null=True,
        blank=True,
        verbose_name=_("handover"),
    )
    answers = models.JSONField(_("what was filled in"), default=dict)
    made = models.JSONField(_("what was printed"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    written_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="written_papers",
        null=True,
        blank=True,
        verbose_name=_("written by"),
    )
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("paper of a body")
        verbose_name_plural = _("papers of bodies")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind} {self.pk}"
