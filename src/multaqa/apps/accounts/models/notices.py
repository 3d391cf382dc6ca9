"""What people are told: always on the site, and by text message or e-mail as they switched it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models.people import User


class Recipient(models.Model):
    """Whoever is written to: a person who signs in, or a phone or address of who never did.

    Links in messages name it, so that they tell nobody whose they are.
    """

    class By(models.TextChoices):
        PHONE = "phone", _("text message")
        EMAIL = "email", _("e-mail")

    user = models.OneToOneField(
        User,
        models.CASCADE,
        related_name="recipient",
        null=True,
        blank=True,
        verbose_name=_("person"),
    )
    contact = models.CharField(
        _("phone or e-mail"), max_length=254, unique=True, null=True, blank=True
    )
    # Of who has both a phone and an address: the one they chose.
    by = models.CharField(_("by"), max_length=5, choices=By, blank=True)
    # When a text message last told the link to their switches.
    link_told_at = models.DateTimeField(_("told the link"), null=True, blank=True)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, contact__isnull=True)
                | Q(user__isnull=True, contact__isnull=False),
                name="recipient_is_person_or_contact",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Switch(models.Model):
    """How a recipient wants what is about one topic; none: as the topic is meant."""

    class Way(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DIGEST = "digest", _("once a day, all together")
        OFF = "off", _("on the site only")

    recipient = models.ForeignKey(
        Recipient, models.CASCADE, related_name="switches", verbose_name=_("recipient")
    )
    topic = models.CharField(_("topic"), max_length=60)
    way = models.CharField(_("way"), max_length=10, choices=Way)
    switched_at = models.DateTimeField(_("switched"), default=timezone.now)

    class Meta:
        verbose_name = _("switch of messages")
        verbose_name_plural = _("switches of messages")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "topic"], name="switch_once_per_topic")
        ]
        indexes = [models.Index(fields=["topic"], name="switch_topic")]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.topic} {self.way}"


class Digest(models.Model):
    """What waited for one person on one day, told in one letter or one text message."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    user = models.ForeignKey(User, models.CASCADE, related_name="digests", verbose_name=_("person"))
    on = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    by = models.CharField(_("by"), max_length=5, choices=Recipient.By, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="digest_once_a_day")]
        indexes = [models.Index(fields=["state"], name="digest_state")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on} {self.state}"


class Notice(models.Model):
    """What one person was told; ``about`` names what it repeats that stands on the site already."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        DAILY = "daily", _("waiting for the digest")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        ON_SITE = "on_site", _("on the site only")

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("person"))
    topic = models.CharField(_("topic"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    url = models.CharField(_("address"), max_length=500, blank=True)
    about = models.CharField(_("about"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    by = models.CharField(_("by"), max_length=5, choices=Recipient.By, blank=True)
    digest = models.ForeignKey(
        Digest,
        models.SET_NULL,
        related_name="notices",
        null=True,
        blank=True,
        verbose_name=_("digest"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state"], name="notice_state"),
            models.Index(fields=["user", "created_at"], name="notice_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic} {self.state}"
