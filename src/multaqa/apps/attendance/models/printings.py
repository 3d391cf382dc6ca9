"""What was sent to the printer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Edition


class Layout(models.TextChoices):
    EIGHT = "eight", _("eight badges on an A4 sheet (90 × 65 mm)")
    FOUR = "four", _("four badges on an A4 sheet (A6, 105 × 148 mm)")


class Printing(models.Model):
    """Badges printed together: which ones, as they stood, and whether they came out.

    ``badges`` are their keys, each with what its face was: what changed since then is still to
    print.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="printings", verbose_name=_("edition")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    layout = models.CharField(_("sheet"), max_length=10, choices=Layout, default=Layout.EIGHT)
    badges = models.JSONField(_("badges"), default=list)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    printed_at = models.DateTimeField(_("printed"), null=True, blank=True)

    class Meta:
        verbose_name = _("printing")
        verbose_name_plural = _("printings")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="printing_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number}"
