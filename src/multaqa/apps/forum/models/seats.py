"""Seats after the draw: who was asked, who comes, who takes the place of whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models.applicants import Applicant
from multaqa.apps.forum.models.draws import Draw
from multaqa.kernel.models import Evidence


class SeatState(models.TextChoices):
    OFFERED = "offered", _("asked to confirm")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    SILENT = "silent", _("did not answer")
    WITHDRAWN = "withdrawn", _("withdrew")


GONE = (SeatState.DECLINED, SeatState.SILENT, SeatState.WITHDRAWN)


class Seat(models.Model):
    """A seat offered to somebody drawn, or to who comes in for them.

    ``is_released`` says that who is gone was replaced, so that nobody is replaced twice;
    ``is_left_empty`` that it was decided to replace them by nobody.
    """

    class CameBy(models.TextChoices):
        DRAW = "draw", _("drawn")
        ALTERNATE = "alternate", _("from the list of alternates")
        REPLACEMENT = "replacement", _("drawn as a replacement")

    class AnsweredBy(models.TextChoices):
        LINK = "link", _("by the link")
        SITE = "site", _("on the site")
        DESK = "desk", _("at the desk")

    draw = models.ForeignKey(
        Draw, models.CASCADE, related_name="seats_given", verbose_name=_("draw")
    )
    applicant = models.OneToOneField(
        Applicant, models.PROTECT, related_name="seat", verbose_name=_("applicant")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=SeatState, default=SeatState.OFFERED
    )
    came_by = models.CharField(_("came by"), max_length=12, choices=CameBy, default=CameBy.DRAW)
    step = models.PositiveSmallIntegerField(_("step it came in by"), default=0)
    offered_at = models.DateTimeField(_("asked"), auto_now_add=True)
    confirm_by = models.DateTimeField(_("to confirm by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=5, choices=AnsweredBy, blank=True)
    note = models.CharField(_("note of the desk"), max_length=300, blank=True)
    is_released = models.BooleanField(_("given on"), default=False)
    is_left_empty = models.BooleanField(_("left empty"), default=False)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["applicant__ticket"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_released=False) | Q(state__in=["declined", "silent", "withdrawn"]),
                name="seat_given_on_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(is_left_empty=False)
                | Q(is_released=False, state__in=["declined", "silent", "withdrawn"]),
                name="seat_left_empty_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(state="offered") | Q(answered_at__isnull=False),
                name="seat_answer_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.applicant_id} {self.state}"

    @property
    def is_gone(self) -> bool:
        return self.state in GONE

    @property
    def is_held(self) -> bool:
        """Whether somebody still has it: asked, or confirmed."""
        return self.state in {SeatState.OFFERED, SeatState.CONFIRMED}


class Aftermath(models.Model):
    """What followed a draw, as one file that anyone can check: alternates, calls, replacements.

    ``opening`` opens what a sensitive column veils, and is the auditor's.
    """

    draw = models.OneToOneField(
        Draw, models.CASCADE, related_name="aftermath", verbose_name=_("draw")
    )
    document = models.TextField(_("document"))
    opening = models.TextField(_("opening"), blank=True)
    digest = models.CharField(_("digital fingerprint"), max_length=64)
    step_count = models.PositiveSmallIntegerField(_("steps"), default=0)
    is_closed = models.BooleanField(_("replacements are closed"), default=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("what followed a draw")
        verbose_name_plural = _("what followed draws")

    def __str__(self) -> str:
        return f"{self.draw_id} {self.step_count}"


class Replacement(models.Model):
    """A second lottery for seats that no alternate could take: sealed, then drawn.

    ``gone`` are the tickets replaced with why, ``away`` those who can no longer come.
    """

    class State(models.TextChoices):
        SEALED = "sealed", _("sealed")
        DRAWN = "drawn", _("drawn")

    draw = models.ForeignKey(
        Draw, models.CASCADE, related_name="replacements", verbose_name=_("draw")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SEALED)
    gone = models.JSONField(_("seats to fill"), default=dict)
    away = models.JSONField(_("can no longer come"), default=list)
    evidence = models.OneToOneField(Evidence, models.PROTECT, verbose_name=_("evidence"))
    opening = models.TextField(_("opening"), blank=True)
    value_source = models.CharField(_("public value to come"), max_length=300)
    value_known_at = models.DateTimeField(_("known from"))
    value_count = models.PositiveSmallIntegerField(_("whole numbers in it"), default=1)
    public_value = models.CharField(_("public value"), max_length=300, blank=True)
    sealed_at = models.DateTimeField(_("sealed"), auto_now_add=True)
    drawn_at = models.DateTimeField(_("drawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("replacement")
        verbose_name_plural = _("replacements")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="replacement_number_once"),
            models.UniqueConstraint(
                fields=["draw"], condition=Q(state="sealed"), name="replacement_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.number}"
