"""Asking for a seat: what a person writes, and what becomes of it."""

from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.forum.models.colleges import College
from multaqa.apps.forum.models.editions import Edition
from multaqa.apps.network.models import Body, MembershipRole
from multaqa.apps.territory.models import Commune

LANGUAGES = [("ar", "العربية"), ("fr", "Français")]


class RegistrationState(models.TextChoices):
    DRAFT = "draft", _("not sent yet")
    SENT = "sent", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    WAITING = "waiting", _("on the waiting list")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


LIVE = (RegistrationState.SENT, RegistrationState.ACCEPTED, RegistrationState.WAITING)


def fresh_token() -> str:
    return token_urlsafe(18)


class Registration(models.Model):
    """One person's asking for a seat, by themselves or through somebody who enters it.

    ``token`` is its address while it is written: the same form sent twice is the same row.
    ``number`` is on the receipt, from the moment it is sent. ``answers`` and ``sensitive`` hold the
    edition's own questions by key; the sensitive ones are never shown beside a name.
    """

    class Sex(models.TextChoices):
        FEMALE = "female", _("woman")
        MALE = "male", _("man")

    class Consent(models.TextChoices):
        NONE = "", _("registers by oneself")
        SPOKEN = "spoken", _("agreed, being present")
        SIGNED = "signed", _("signed a paper form")

    class Interpreter(models.TextChoices):
        NONE = "", _("none")
        AMAZIGH = "amazigh", _("Amazigh")
        HASSANIYA = "hassaniya", _("Hassaniya")
        FRENCH = "french", _("French")
        SIGN = "sign", _("Moroccan sign language")

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="registrations", verbose_name=_("edition")
    )
    college = models.ForeignKey(
        College,
        models.PROTECT,
        related_name="registrations",
        null=True,
        blank=True,
        verbose_name=_("college"),
    )
    token = models.CharField(_("address"), max_length=40, unique=True, default=fresh_token)
    number = models.CharField(_("number"), max_length=20, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RegistrationState, default=RegistrationState.DRAFT
    )
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="registrations",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    entered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    consent = models.CharField(
        _("consent"), max_length=10, choices=Consent, blank=True, default=Consent.NONE
    )
    consent_at = models.DateTimeField(_("consent given"), null=True, blank=True)

    # Who.
    name = models.CharField(_("name"), max_length=150, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language we write to them in"), max_length=2, choices=LANGUAGES, default="ar"
    )

    # For which body, from where.
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="registrations",
        null=True,
        blank=True,
        verbose_name=_("body"),
    )
    body_role = models.CharField(_("role in the body"), max_length=20, blank=True)
    project = models.CharField(_("project"), max_length=300, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )

    # What is needed to come.
    needs_travel = models.BooleanField(_("travel"), default=False)
    travels_from = models.CharField(_("from which douar or souk"), max_length=150, blank=True)
    needs_lodging = models.BooleanField(_("lodging"), default=False)
    children_count = models.PositiveSmallIntegerField(_("children to be looked after"), default=0)
    interpreter = models.CharField(
        _("interpreter"), max_length=10, choices=Interpreter, blank=True, default=Interpreter.NONE
    )
    access = models.CharField(_("arrangements of access"), max_length=300, blank=True)

    answers = models.JSONField(_("answers"), default=dict, blank=True)
    sensitive = models.JSONField(_("sensitive answers"), default=dict, blank=True)

    # What becomes of it.
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reply = models.TextField(_("answer to the refusal"), max_length=1000, blank=True)
    replied_at = models.DateTimeField(_("answered"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["edition", "state", "college"], name="registration_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "number"],
                condition=~Q(number=""),
                name="registration_number_once",
            ),
            models.UniqueConstraint(
                fields=["edition", "phone"],
                condition=Q(state__in=["sent", "accepted", "waiting", "refused"]) & ~Q(phone=""),
                name="registration_phone_once",
            ),
            models.UniqueConstraint(
                fields=["edition", "email"],
                condition=Q(state__in=["sent", "accepted", "waiting", "refused"]) & ~Q(email=""),
                name="registration_email_once",
            ),
            models.UniqueConstraint(
                fields=["edition", "user"],
                condition=Q(user__isnull=False, consent="") & ~Q(state="withdrawn"),
                name="registration_own_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | (
                    ~Q(number="")
                    & ~Q(name="")
                    & Q(college__isnull=False, commune__isnull=False, sent_at__isnull=False)
                ),
                name="registration_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="registration_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("forum:registration", args=[self.edition.number, self.token])

    @property
    def role_named(self) -> str:
        """The role in the body, in the reader's language."""
        return str(dict(MembershipRole.choices).get(self.body_role, ""))

    @property
    def decision(self) -> str:
        """Names the decision that stands, so that a page tells which one was looked at."""
        return self.decided_at.isoformat() if self.decided_at else ""

    @property
    def is_live(self) -> bool:
        """Whether it still asks for a seat."""
        return self.state in LIVE

    @property
    def is_objected(self) -> bool:
        """Whether its person did not agree to it: then nothing of them is left in it."""
        return self.state == RegistrationState.WITHDRAWN and not self.name and bool(self.number)

    @property
    def is_for_another(self) -> bool:
        """Entered by somebody for a person who was present."""
        return bool(self.consent)


class RegistrationStep(models.Model):
    """What happened to a registration, when, by whom and why: kept for as long as it is.

    ``is_told`` marks the changes of which its person was written to.
    """

    class Kind(models.TextChoices):
        SENT = "sent", _("sent")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("phone or e-mail changed")
        ACCEPTED = "accepted", _("accepted")
        LISTED = "listed", _("put on the waiting list")
        REFUSED = "refused", _("refused")
        REPLIED = "replied", _("answered the refusal")
        WITHDRAWN = "withdrawn", _("withdrawn")

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="steps", verbose_name=_("registration")
    )
    kind = models.CharField(_("step"), max_length=10, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    is_told = models.BooleanField(_("told"), default=False)
    at = models.DateTimeField(_("moment"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a registration")
        verbose_name_plural = _("steps of a registration")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.kind}"


class Objection(models.Model):
    """That whoever a contact belongs to is not registered by others any more, in one edition.

    ``mark`` tells whether a contact is the same, and not which one it is.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="objections", verbose_name=_("edition")
    )
    mark = models.CharField(_("mark of a contact"), max_length=64)
    at = models.DateTimeField(_("moment"), auto_now_add=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [models.UniqueConstraint(fields=["edition", "mark"], name="objection_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.mark[:8]}"
