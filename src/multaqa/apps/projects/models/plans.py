"""The money and the timetable of a project: whole dirhams, and what comes when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.projects.models.projects import Project


class BudgetLine(models.Model):
    """One thing to be paid; ``amount`` is the quantity times the price of one."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="lines", verbose_name=_("project")
    )
    label = models.CharField(_("what is to be paid"), max_length=160)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    price = models.PositiveIntegerField(_("price of one, in dirhams"))
    amount = models.PositiveBigIntegerField(_("amount, in dirhams"))
    is_asked = models.BooleanField(_("asked of the envelope"), default=True)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=F("quantity") * F("price")), name="line_is_quantity_by_price"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount}"


class OtherFunding(models.Model):
    """Money from elsewhere, the holder's own included."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        PROMISED = "promised", _("promised")
        RECEIVED = "received", _("received")

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="fundings", verbose_name=_("project")
    )
    source = models.CharField(_("from whom"), max_length=160)
    amount = models.PositiveIntegerField(_("amount, in dirhams"))
    state = models.CharField(_("how far it is"), max_length=10, choices=State, default=State.ASKED)

    class Meta:
        verbose_name = _("other funding")
        verbose_name_plural = _("other fundings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.amount}"


class Milestone(models.Model):
    """What is to be there so many months after the start."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="milestones", verbose_name=_("project")
    )
    title = models.CharField(_("what will be done"), max_length=160)
    month = models.PositiveSmallIntegerField(_("months after the start"))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["month", "pk"]

    def __str__(self) -> str:
        return f"{self.month} {self.title}"
