"""Messages to those who registered: written once, told in each one's language and way."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models.colleges import College
from multaqa.apps.forum.models.editions import Edition
from multaqa.apps.forum.models.registrations import Registration


class Mailing(models.Model):
    """A message to those in some states of some colleges, counted before it goes.

    ``audience`` names states of registrations or of seats; none of either: everyone who sent a
    registration. ``colleges`` none: all of them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("not sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="mailings", verbose_name=_("edition")
    )
    title = models.CharField(_("title"), max_length=100)
    title_ar: str
    title_fr: str | None
    title_en: str | None
    text = models.TextField(_("text"), max_length=2000)
    text_ar: str
    text_fr: str | None
    text_en: str | None
    states = models.JSONField(_("states of registrations"), default=list, blank=True)
    seat_states = models.JSONField(_("states of seats"), default=list, blank=True)
    colleges = models.ManyToManyField(
        College, related_name="mailings", blank=True, verbose_name=_("colleges")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> str:
        """How the mailing's job is named."""
        return f"forum.mailing:{self.pk}"


class Message(models.Model):
    """What one person was told: on the site always, by text message or e-mail where there is one.

    Receipts and answers are messages too, without a mailing.
    """

    class Way(models.TextChoices):
        PHONE = "phone", _("text message")
        EMAIL = "email", _("e-mail")
        CALL = "call", _("to be called")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        TO_CALL = "to_call", _("to be called")
        CALLED = "called", _("called")
        ON_SITE = "on_site", _("on the site only")

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="messages", verbose_name=_("registration")
    )
    mailing = models.ForeignKey(
        Mailing,
        models.CASCADE,
        related_name="messages",
        null=True,
        blank=True,
        verbose_name=_("mailing"),
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    way = models.CharField(_("way"), max_length=5, choices=Way)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "registration"],
                condition=Q(mailing__isnull=False),
                name="message_once_per_mailing",
            )
        ]
        indexes = [models.Index(fields=["state", "way"], name="message_state_way")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.way} {self.state}"

    @property
    def topic(self) -> str:
        """What is written to many can be switched off; what answers a registration cannot."""
        return "forum.mailing" if self.mailing_id else "forum.registration"

    @property
    def about(self) -> str:
        """How a notice says that it repeats this message."""
        return f"forum.message:{self.pk}"
