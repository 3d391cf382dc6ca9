"""Whether what a body says of itself still holds: asked once a year, answered, called about."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models.bodies import Body
from multaqa.apps.network.models.people import MembershipRole


class Confirmation(models.Model):
    """That what a body says of itself holds: who said so, when and how."""

    class Way(models.TextChoices):
        DESK = "desk", _("by its people, on the site")
        PHONE = "phone", _("by phone, to the coordinator")

    body = models.ForeignKey(
        Body, models.CASCADE, related_name="confirmations", verbose_name=_("body")
    )
    way = models.CharField(_("how"), max_length=10, choices=Way, default=Way.DESK)
    is_revised = models.BooleanField(_("something was changed"), default=False)
    note = models.CharField(
        _("who answered the phone, and what they said"), max_length=300, blank=True
    )
    actor = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="confirmations",
        null=True,
        blank=True,
        verbose_name=_("confirmed by"),
    )
    at = models.DateTimeField(_("confirmed"), default=timezone.now)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="phone") | ~Q(note=""), name="confirmation_call_has_a_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.way} {self.at:%Y-%m-%d}"


class ConfirmationAsk(models.Model):
    """The yearly question to a body's people, and its two reminders; one open at a time."""

    body = models.ForeignKey(
        Body, models.CASCADE, related_name="confirmation_asks", verbose_name=_("body")
    )
    asked_on = models.DateField(_("asked"))
    reminder_count = models.PositiveSmallIntegerField(_("reminders"), default=0)
    closed_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("yearly question")
        verbose_name_plural = _("yearly questions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body"], condition=Q(closed_at__isnull=True), name="ask_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.asked_on}"


class PhoneCall(models.Model):
    """That the coordinator called a body that nobody confirmed, and nobody said that it holds."""

    body = models.ForeignKey(
        Body, models.CASCADE, related_name="phone_calls", verbose_name=_("body")
    )
    note = models.CharField(_("what came of the call"), max_length=300)
    actor = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="body_calls",
        null=True,
        blank=True,
        verbose_name=_("called by"),
    )
    at = models.DateTimeField(_("called"), default=timezone.now)

    class Meta:
        verbose_name = _("call to a body")
        verbose_name_plural = _("calls to bodies")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.at:%Y-%m-%d}"


class BodyStep(models.Model):
    """One line of what happened to the people of a body; kept as long as the body is."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invited")
        INVITATION_WITHDRAWN = "invitation_withdrawn", _("Invitation withdrawn")
        INVITATION_DECLINED = "invitation_declined", _("Invitation declined")
        JOINED = "joined", _("Came into a place")
        REFUSED = "refused", _("Request refused")
        ROLE_CHANGED = "role_changed", _("Role changed")
        LEFT = "left", _("Left the body")
        LEFT_NOBODY = "left_nobody", _("Left, and nobody remains to act for the body")
        ENDED = "ended", _("Place ended")
        CLAIMED = "claimed", _("Claimed to act for the body")
        CLAIM_ANSWERED = "claim_answered", _("Claim answered")
        HANDOVER_ENTERED = "handover_entered", _("Handover entered")
        HANDOVER_CONTESTED = "handover_contested", _("Handover contested")
        HANDOVER_UPHELD = "handover_upheld", _("Handover upheld by the coordinator")
        HANDOVER_DONE = "handover_done", _("Handover done")
        HANDOVER_WITHDRAWN = "handover_withdrawn", _("Handover withdrawn")

    body = models.ForeignKey(Body, models.CASCADE, related_name="steps", verbose_name=_("body"))
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind)
    role = models.CharField(
        _("role in the body"), max_length=20, choices=MembershipRole, blank=True
    )
    person = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="body_steps",
        null=True,
        blank=True,
        verbose_name=_("person"),
    )
    actor = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="body_steps_done",
        null=True,
        blank=True,
        verbose_name=_("done by"),
    )
    text = models.TextField(_("reason"), max_length=1000, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a body")
        verbose_name_plural = _("steps of bodies")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["body", "-id"], name="body_step_latest")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind}"
