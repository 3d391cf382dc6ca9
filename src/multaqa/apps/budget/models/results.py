"""What the round came to, and what was decided of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.budget.models.rounds import Round, RoundProject


class Count(models.Model):
    """The result of a round: the evidence anyone recounts, and what pages tell of it."""

    round = models.OneToOneField(
        Round, models.CASCADE, related_name="result", verbose_name=_("round")
    )
    evidence = models.TextField(_("evidence"))
    explanation = models.JSONField(_("each project's explanation"), default=dict)
    seal = models.CharField(_("seal"), max_length=64)
    ballots_digest = models.CharField(_("fingerprint of the published ballots"), max_length=64)
    turnout = models.JSONField(_("turnout"), default=dict)
    engine = models.CharField(_("version of the engine"), max_length=40)
    counted_at = models.DateTimeField(_("counted"), auto_now_add=True)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")

    def __str__(self) -> str:
        return self.seal


class Decision(models.Model):
    """What the competent council or committee decided, beside what the vote advised."""

    round = models.OneToOneField(
        Round, models.CASCADE, related_name="decision", verbose_name=_("round")
    )
    decider = models.CharField(_("council or committee"), max_length=200)
    reference = models.CharField(_("number of the decision"), max_length=100, blank=True)
    decided_on = models.DateField(_("date of the decision"))
    note = models.TextField(_("note"), max_length=3000, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return self.decider


class Departure(models.Model):
    """Where the decision differs from the vote, for one project, and why."""

    decision = models.ForeignKey(
        Decision, models.CASCADE, related_name="departures", verbose_name=_("decision")
    )
    project = models.ForeignKey(
        RoundProject, models.PROTECT, related_name="departures", verbose_name=_("project")
    )
    is_funded = models.BooleanField(_("funded by the decision"))
    amount = models.PositiveBigIntegerField(_("amount, where another"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)

    class Meta:
        verbose_name = _("departure from the vote")
        verbose_name_plural = _("departures from the vote")
        constraints = [
            models.UniqueConstraint("decision", "project", name="departure_is_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="departure_has_its_reason"),
        ]

    def __str__(self) -> str:
        return self.reason[:60]
