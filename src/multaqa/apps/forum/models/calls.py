"""The call of an edition: who may apply and until when, and what is asked of them."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models.colleges import College
from multaqa.apps.forum.models.editions import Edition


class Call(models.Model):
    """When an edition's call opens and closes, and from where one may apply.

    ``provinces`` are HCP codes; none: the whole region. Which kinds of body may apply stands with
    each college.
    """

    edition = models.OneToOneField(
        Edition, models.CASCADE, related_name="call", verbose_name=_("edition")
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    provinces = models.JSONField(_("provinces"), default=list, blank=True)
    intro = models.TextField(_("what the call says"), max_length=4000, blank=True)
    intro_ar: str | None
    intro_fr: str | None
    intro_en: str | None
    is_assistance_open = models.BooleanField(
        _("one may register somebody who is present"), default=True
    )
    is_announced = models.BooleanField(_("announced"), default=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}"

    def state_at(self, moment: datetime) -> str:
        """``coming``, ``open`` or ``closed`` at that moment; ``hidden`` until it is announced."""
        if not self.is_announced:
            return "hidden"
        if moment < self.opens_at:
            return "coming"
        return "open" if moment < self.closes_at else "closed"

    @property
    def state(self) -> str:
        return self.state_at(timezone.now())

    @property
    def days_left(self) -> int:
        """Whole days until it closes; 0 on the last one, and after."""
        return max(0, (self.closes_at - timezone.now()).days)


class Question(models.Model):
    """One of the edition's own questions.

    ``choices`` are rows of ``value`` with its words in ``ar``, ``fr``, ``en``. A question that is
    balanced by becomes a category of the draw; it is of one choice, or of yes and no. A sensitive
    one exists only under the CNDP's authorisation, and is never obligatory.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("a line of text")
        LONG = "long", _("a longer text")
        NUMBER = "number", _("a whole number")
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("one choice")
        CHOICES = "choices", _("several choices")

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="questions", verbose_name=_("edition")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind)
    label = models.CharField(_("question"), max_length=200)
    label_ar: str
    label_fr: str | None
    label_en: str | None
    hint = models.CharField(_("help"), max_length=300, blank=True)
    hint_ar: str | None
    hint_fr: str | None
    hint_en: str | None
    choices = models.JSONField(_("choices"), default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_balanced = models.BooleanField(_("a category of the draw"), default=False)
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    colleges = models.ManyToManyField(
        College,
        related_name="questions",
        blank=True,
        verbose_name=_("asked of these colleges only"),
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["is_sensitive", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_balanced=False) | Q(kind__in=["choice", "yes_no"]),
                name="question_balanced_has_few_answers",
            ),
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | Q(is_required=False),
                name="question_sensitive_is_optional",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def choices_said(self) -> list[tuple[str, str]]:
        """Each choice with its words in the reader's language; in Arabic where it has no others."""
        language = get_language() or "ar"
        return [(str(one["value"]), str(one.get(language) or one["ar"])) for one in self.choices]

    @property
    def key(self) -> str:
        """How answers name it, whatever its words become."""
        return f"q{self.pk}"
