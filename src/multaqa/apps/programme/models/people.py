"""Who speaks, and who interprets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.forum.models import Edition
from multaqa.apps.network.models import Body


class Language(models.TextChoices):
    """What is spoken in a session, or interpreted into."""

    AR = "ar", _("Arabic")
    FR = "fr", _("French")
    EN = "en", _("English")
    AMAZIGH = "zgh", _("Amazigh")
    HASSANIYA = "mey", _("Hassaniya")
    SIGN = "xms", _("Moroccan sign language")


class Speaker(models.Model):
    """Somebody who speaks, moderates, trains or reports at an edition.

    The name is public only where ``has_consented`` says that its person agreed: law 09-08. ``user``
    is their account, where they have one.
    """

    class Sex(models.TextChoices):
        FEMALE = "female", _("woman")
        MALE = "male", _("man")

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="speakers", verbose_name=_("edition")
    )
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="speakers",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=150)
    name_ar: str
    name_fr: str | None
    name_en: str | None
    function = models.CharField(_("function of the person"), max_length=150, blank=True)
    function_ar: str | None
    function_fr: str | None
    function_en: str | None
    body = models.ForeignKey(
        Body, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("body")
    )
    body_name = models.CharField(_("name of the body"), max_length=200, blank=True)
    body_name_ar: str | None
    body_name_fr: str | None
    body_name_en: str | None
    bio = models.TextField(_("about the person"), max_length=2000, blank=True)
    bio_ar: str | None
    bio_fr: str | None
    bio_en: str | None
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    has_consented = models.BooleanField(_("agreed that the name is public"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name_ar", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user"], condition=~Q(user=None), name="speaker_account_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Unavailability(models.Model):
    """When a speaker cannot be there."""

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="unavailabilities", verbose_name=_("speaker")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("unavailability")
        verbose_name_plural = _("unavailabilities")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="unavailability_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.speaker_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Interpreter(models.Model):
    """Somebody who says in one language what is said in another; never shown to the public."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="interpreters", verbose_name=_("edition")
    )
    name = models.CharField(_("name"), max_length=150)
    languages = models.JSONField(_("languages"), default=list)

    class Meta:
        verbose_name = _("interpreter")
        verbose_name_plural = _("interpreters")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="interpreter_once")]

    def __str__(self) -> str:
        return self.name
