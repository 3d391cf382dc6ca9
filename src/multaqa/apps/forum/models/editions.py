"""An edition of the forum."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from multaqa.apps.territory.models import Province, Region


class Edition(models.Model):
    """Two days in one territory, with a theme, an organiser and a place."""

    number = models.PositiveSmallIntegerField(_("number of the edition"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    theme = models.CharField(_("theme"), max_length=300)
    organiser = models.CharField(_("organiser"), max_length=200)
    place = models.CharField(_("place"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="editions", verbose_name=_("region")
    )
    focus_province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("province in focus"),
    )
    is_public = models.BooleanField(_("shown to everyone"), default=True)
    authorisation_number = models.CharField(
        _("number of the CNDP authorisation"), max_length=60, blank=True
    )
    authorisation_on = models.DateField(_("date of the CNDP authorisation"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="edition_days"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_from_one"),
            models.CheckConstraint(
                condition=Q(authorisation_number="") | Q(authorisation_on__isnull=False),
                name="edition_authorisation_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:edition", args=[self.number])

    @property
    def subject(self) -> str:
        """How the public record names this edition."""
        return f"edition:{self.number}"

    @property
    def may_ask_sensitive(self) -> bool:
        """Law 09-08 asks the CNDP's authorisation before health is asked about."""
        return bool(self.authorisation_number)
