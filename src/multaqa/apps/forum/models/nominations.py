"""Ex-officio seats: institutions invited by letter, which name who comes."""

from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models.editions import Edition
from multaqa.apps.forum.models.registrations import LANGUAGES, Registration
from multaqa.apps.network.models import Body
from multaqa.apps.territory.models import Commune


def fresh_link() -> str:
    return token_urlsafe(16)


class ExOfficioSeat(models.Model):
    """One seat by right: the letter, and the person whom the institution names.

    ``link`` answers the letter once; whoever holds the link later must know the phone or e-mail
    that was given with the answer to name somebody else.
    """

    class Kind(models.TextChoices):
        COUNCIL = "council", _("elected council")
        SERVICE = "service", _("state service")
        MINISTRY = "ministry", _("ministry")
        PARLIAMENT = "parliament", _("parliamentarian")
        PARTNER = "partner", _("partner")

    class State(models.TextChoices):
        PREPARED = "prepared", _("letter not sent yet")
        SENT = "sent", _("letter sent")
        ACCEPTED = "accepted", _("accepted, person named")
        DECLINED = "declined", _("declined")

    class Channel(models.TextChoices):
        LINK = "link", _("by the link")
        DESK = "desk", _("entered by the desk")

    class Delivery(models.TextChoices):
        PAPER = "paper", _("to be printed")
        QUEUED = "queued", _("on its way")
        EMAIL = "email", _("sent by e-mail")
        TEXT = "text", _("sent by text message")
        FAILED = "failed", _("could not be sent: to be printed")

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="ex_officio_seats", verbose_name=_("edition")
    )
    number = models.PositiveSmallIntegerField(_("number of the letter"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    institution = models.CharField(_("institution"), max_length=200)
    institution_ar: str
    institution_fr: str | None
    institution_en: str | None
    addressee = models.CharField(_("addressee"), max_length=200)
    addressee_ar: str
    addressee_fr: str | None
    addressee_en: str | None
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("body")
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="ar")
    link = models.CharField(_("link"), max_length=40, unique=True, default=fresh_link)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    delivery = models.CharField(_("delivery"), max_length=6, choices=Delivery, blank=True)
    answer_by = models.DateField(_("to be answered by"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, blank=True)
    reminder_count = models.PositiveSmallIntegerField(_("reminders"), default=0)

    # Who comes.
    person_name = models.CharField(_("name"), max_length=150, blank=True)
    person_function = models.CharField(_("function"), max_length=150, blank=True)
    person_sex = models.CharField(_("sex"), max_length=6, choices=Registration.Sex, blank=True)
    person_phone = models.CharField(_("phone"), max_length=16, blank=True)
    person_email = models.EmailField(_("e-mail"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered"), max_length=5, choices=Channel, blank=True)
    paper_reference = models.CharField(
        _("reference of the paper answer"), max_length=100, blank=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("ex-officio seat")
        verbose_name_plural = _("ex-officio seats")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="ex_officio_number_once"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | (~Q(person_name="") & ~Q(person_sex="")),
                name="ex_officio_accepted_names_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_at__isnull=False),
                name="ex_officio_answer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared") | Q(sent_at__isnull=False),
                name="ex_officio_sent_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.institution

    @property
    def reference(self) -> str:
        """What the letter bears and the paper answer repeats: edition and number."""
        return f"{self.edition.number}/{self.number:03d}"

    @property
    def is_answered(self) -> bool:
        return self.state in {self.State.ACCEPTED, self.State.DECLINED}


class NominationStep(models.Model):
    """What happened to an ex-officio seat: sent, reminded, accepted, another named, declined."""

    class Kind(models.TextChoices):
        SENT = "sent", _("letter sent")
        REMINDED = "reminded", _("reminded")
        ACCEPTED = "accepted", _("person named")
        REPLACED = "replaced", _("another person named")
        DECLINED = "declined", _("declined")
        REOPENED = "reopened", _("new link")

    seat = models.ForeignKey(
        ExOfficioSeat, models.CASCADE, related_name="steps", verbose_name=_("ex-officio seat")
    )
    kind = models.CharField(_("step"), max_length=10, choices=Kind)
    channel = models.CharField(
        _("answered"), max_length=5, choices=ExOfficioSeat.Channel, blank=True
    )
    person_name = models.CharField(_("name"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("moment"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a nomination")
        verbose_name_plural = _("steps of nominations")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.kind}"
