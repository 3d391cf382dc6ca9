"""A college: one part of the hall, with its own seats, quotas and draw."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models.editions import Edition
from multaqa.apps.network.models import BodyKind

# Somebody who comes for a project of their own and for no body.
HOLDER = "project_holder"


class College(models.Model):
    """Whom the organiser draws together: associations and cooperatives, project holders, youth.

    ``kinds`` are the kinds of body whose people may apply, ``project_holder`` standing for who
    comes for no body; none: everyone may. The only college of an edition may go without a name.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="colleges", verbose_name=_("edition")
    )
    slug = models.SlugField(_("address"), max_length=30)
    name = models.CharField(_("name"), max_length=100, blank=True)
    name_ar: str | None
    name_fr: str | None
    name_en: str | None
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kinds = models.JSONField(_("kinds of body"), default=list, blank=True)
    age_from = models.PositiveSmallIntegerField(_("aged at least"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("aged at most"), null=True, blank=True)

    class Meta:
        verbose_name = _("college")
        verbose_name_plural = _("colleges")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="college_slug_once"),
            models.UniqueConstraint(fields=["edition", "position"], name="college_position_once"),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                name="college_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.edition)

    @property
    def subject(self) -> str:
        """How the public record names this college: its edition, where it has no name."""
        return f"{self.edition.subject}/{self.slug}" if self.name else self.edition.subject

    @property
    def facts(self) -> dict[str, int | str]:
        """What every entry of the public record about this college says."""
        told: dict[str, int | str] = {"edition": self.edition.number}
        return told | ({"part": str(self.name_ar)} if self.name else {})

    @property
    def kinds_named(self) -> list[str]:
        """The kinds of body that may apply, in the reader's language."""
        labels = dict(BodyKind.choices) | {HOLDER: _("project holders, for no body")}
        return [str(labels[kind]) for kind in self.kinds if kind in labels]

    @property
    def place(self) -> list[int | str]:
        """What its pages' addresses are made of."""
        return [self.edition.number, self.slug]
