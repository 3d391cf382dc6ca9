"""A balanced draw: its categories, quotas, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models.calls import Question
from multaqa.apps.forum.models.colleges import College
from multaqa.kernel.models import Evidence


class DrawState(models.TextChoices):
    OPEN = "open", _("being prepared")
    COMPUTED = "computed", _("computed")
    SEALED = "sealed", _("sealed")
    DRAWN = "drawn", _("drawn")


class Draw(models.Model):
    """The draw of a college's seats, from its quotas to its panel.

    ``revision`` grows with each change of quotas, seats or people, so that a computation which
    began before a change is never published after it. ``prepared`` is the evidence before the seal;
    ``opening`` opens the commitments of sensitive columns and is the auditor's.
    """

    class Method(models.TextChoices):
        LEXIMIN = "leximin", _("as equal as can be (leximin)")
        MAXIMIN = "maximin", _("the smallest chance as large as can be (maximin)")
        NASH = "nash", _("the largest product of chances (Nash)")

    college = models.OneToOneField(
        College, models.CASCADE, related_name="draw", verbose_name=_("college")
    )
    seats = models.PositiveIntegerField(_("seats"), default=100)
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.LEXIMIN)
    is_one_per_body = models.BooleanField(_("one person per body at most"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=DrawState, default=DrawState.OPEN)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    outcome = models.JSONField(_("figures"), default=dict)
    prepared = models.TextField(_("evidence before the seal"), blank=True)
    opening = models.TextField(_("opening"), blank=True)
    computed_at = models.DateTimeField(_("computed"), null=True, blank=True)
    value_source = models.CharField(_("public value to come"), max_length=300, blank=True)
    value_known_at = models.DateTimeField(_("known from"), null=True, blank=True)
    value_count = models.PositiveSmallIntegerField(_("whole numbers in it"), default=1)
    evidence = models.OneToOneField(
        Evidence, models.PROTECT, null=True, blank=True, verbose_name=_("evidence")
    )
    sealed_at = models.DateTimeField(_("sealed"), null=True, blank=True)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    public_value = models.CharField(_("public value"), max_length=300, blank=True)
    panel_number = models.PositiveIntegerField(_("number of the panel"), null=True, blank=True)
    drawn_at = models.DateTimeField(_("drawn"), null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    alternate_count = models.PositiveSmallIntegerField(_("alternates"), default=20)
    confirm_by = models.DateTimeField(_("to confirm by"), null=True, blank=True)

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="draw_seats_from_one"),
            models.CheckConstraint(
                condition=Q(state__in=[DrawState.OPEN, DrawState.COMPUTED])
                | Q(evidence__isnull=False, sealed_at__isnull=False, value_known_at__isnull=False),
                name="draw_sealed_has_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=DrawState.DRAWN)
                | (Q(panel_number__isnull=False, drawn_at__isnull=False) & ~Q(public_value="")),
                name="draw_drawn_has_panel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.college_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("forum:draw", args=self.college.place)

    @property
    def is_frozen(self) -> bool:
        """Once sealed, nothing that was sealed may change."""
        return self.state in {DrawState.SEALED, DrawState.DRAWN}

    @property
    def about(self) -> str:
        """How the draw's job is named."""
        return f"forum.draw:{self.pk}"


class Category(models.Model):
    """What people are balanced by: a column of the list, a question, or what the commune tells.

    ``question`` keeps its quotas when the question, whose words are the key, is reworded.
    """

    college = models.ForeignKey(
        College, models.CASCADE, related_name="categories", verbose_name=_("college")
    )
    key = models.CharField(_("category"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    values = models.JSONField(_("values"), default=list)
    question = models.ForeignKey(
        Question,
        models.SET_NULL,
        related_name="categories",
        null=True,
        blank=True,
        verbose_name=_("question"),
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["college", "key"], name="category_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Quota(models.Model):
    """At least and at most so many seats for one value of a category."""

    category = models.ForeignKey(
        Category, models.CASCADE, related_name="quotas", verbose_name=_("category")
    )
    value = models.CharField(_("value"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    minimum = models.PositiveIntegerField(_("at least"))
    maximum = models.PositiveIntegerField(_("at most"))
    share = models.FloatField(_("share of the population"), null=True, blank=True)

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["category__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "value"], name="quota_once"),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("maximum")), name="quota_minimum_below_maximum"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.value}"
