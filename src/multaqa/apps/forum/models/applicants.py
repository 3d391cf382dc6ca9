"""Those who asked for a seat, and the lists that brought them in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models.colleges import College
from multaqa.apps.forum.models.registrations import Registration
from multaqa.apps.territory.models import Commune


class ListImport(models.Model):
    """A spreadsheet on its way in: looked at, corrected, then accepted or dropped.

    ``content`` is emptied when it ends: the file holds people's names and phones.
    """

    class State(models.TextChoices):
        OPEN = "open", _("being looked at")
        ACCEPTED = "accepted", _("brought in")
        DROPPED = "dropped", _("dropped")

    college = models.ForeignKey(
        College, models.CASCADE, related_name="imports", verbose_name=_("college")
    )
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    columns = models.JSONField(_("columns"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("brought in by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("list brought in")
        verbose_name_plural = _("lists brought in")

    def __str__(self) -> str:
        return self.file_name


class Standing(models.TextChoices):
    POOL = "pool", _("in the draw")
    INCLUDED = "included", _("sits in any case")
    EXCLUDED = "excluded", _("out of the draw")


class Applicant(models.Model):
    """One who asked for a seat; outside the desk known by the ticket alone.

    ``values`` holds the value of each category by its key; ``values`` of sensitive categories stand
    in ``sensitive``, which is never shown beside a name.
    """

    college = models.ForeignKey(
        College, models.CASCADE, related_name="applicants", verbose_name=_("college")
    )
    source_id = models.CharField(_("number in the list"), max_length=64)
    ticket = models.CharField(_("ticket"), max_length=12)
    name = models.CharField(_("name"), max_length=300, blank=True)
    body = models.CharField(_("body"), max_length=300, blank=True)
    body_key = models.CharField(_("body, folded"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    values = models.JSONField(_("values"), default=dict)
    sensitive = models.JSONField(_("sensitive values"), default=dict)
    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing, default=Standing.POOL
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    chance = models.FloatField(_("chance of being drawn"), null=True, blank=True)
    panel_count = models.FloatField(_("panels"), null=True, blank=True)
    is_drawn = models.BooleanField(_("drawn"), default=False)
    registration = models.OneToOneField(
        Registration,
        models.PROTECT,
        related_name="applicant",
        null=True,
        blank=True,
        verbose_name=_("registration"),
    )
    alternate_rank = models.PositiveSmallIntegerField(
        _("rank among the alternates"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        ordering = ["ticket"]
        constraints = [
            models.UniqueConstraint(fields=["college", "source_id"], name="applicant_source_once"),
            models.UniqueConstraint(fields=["college", "ticket"], name="applicant_ticket_once"),
            models.CheckConstraint(
                condition=Q(standing=Standing.POOL) | ~Q(reason=""),
                name="applicant_standing_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.ticket

    @property
    def called(self) -> str:
        """The name; the ticket of whom the list does not name, or no more."""
        return self.name or self.ticket
