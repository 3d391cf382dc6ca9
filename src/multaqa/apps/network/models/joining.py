"""How people come to act for a body: claimed with a proof, invited by phone, handed over to."""

from secrets import token_urlsafe

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import Language, User
from multaqa.apps.network.models.bodies import Body
from multaqa.apps.network.models.people import Membership, MembershipRole


def fresh_link() -> str:
    return token_urlsafe(18)


class Claim(models.Model):
    """That somebody acts for a body, with the proof: it gives nothing before it is accepted.

    Of a body that others act for already it is a dispute: these say what they know of it first.
    ``disputed_at`` is when it became one, where it was none when it was asked.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")

    body = models.ForeignKey(Body, models.CASCADE, related_name="claims", verbose_name=_("body"))
    user = models.ForeignKey(User, models.CASCADE, related_name="claims", verbose_name=_("person"))
    role = models.CharField(_("role in the body"), max_length=20, choices=MembershipRole)
    proof = models.TextField(_("proof"), max_length=2000)
    document = models.FileField(_("document"), upload_to="claims/", blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    is_dispute = models.BooleanField(_("others act for it"), default=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    disputed_at = models.DateTimeField(_("disputed since"), null=True, blank=True)
    objection = models.TextField(_("what its people say"), max_length=2000, blank=True)
    objected_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="objected_claims",
        null=True,
        blank=True,
        verbose_name=_("said by"),
    )
    objected_at = models.DateTimeField(_("said"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="answered_claims",
        null=True,
        blank=True,
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim to act for a body")
        verbose_name_plural = _("claims to act for bodies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "user"], condition=Q(state="waiting"), name="claim_one_waiting"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"]) | ~Q(reason=""),
                name="claim_answer_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.body_id} {self.state}"


class Handover(models.Model):
    """After an election: who leaves, who stays in which role, who comes; done at once, or not.

    It is done when the new president accepts, or on the day at the latest.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Under way")
        CONTESTED = "contested", _("Contested: the coordinator decides")
        DONE = "done", _("Done")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    body = models.ForeignKey(Body, models.CASCADE, related_name="handovers", verbose_name=_("body"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    held_on = models.DateField(_("day of the assembly"))
    ends_on = models.DateField(_("done at the latest on"))
    # Nobody is put out at once by a colleague: until this day the new president's yes gives the
    # new president a place, and takes nobody's.
    holds_until = models.DateField(_("nobody leaves before"), null=True, blank=True)
    is_from_minutes = models.BooleanField(_("entered by the coordinator"), default=False)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    entered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="entered_handovers",
        null=True,
        blank=True,
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    contested_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="contested_handovers",
        null=True,
        blank=True,
        verbose_name=_("contested by"),
    )
    objection = models.TextField(_("why it is contested"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="closed_handovers",
        null=True,
        blank=True,
        verbose_name=_("closed by"),
    )

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(state__in=["waiting", "contested"]),
                name="handover_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.held_on} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in {Handover.State.WAITING, Handover.State.CONTESTED}


class HandoverPlace(models.Model):
    """What becomes of one place when a handover is done: it ends, or stays in a role."""

    handover = models.ForeignKey(
        Handover, models.CASCADE, related_name="places", verbose_name=_("handover")
    )
    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="handover_places", verbose_name=_("place")
    )
    role = models.CharField(_("stays as"), max_length=20, choices=MembershipRole, blank=True)

    class Meta:
        verbose_name = _("place in a handover")
        verbose_name_plural = _("places in handovers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "membership"], name="handover_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.membership_id} {self.role}"


class Invitation(models.Model):
    """A place in a body held out to a phone or an e-mail, by a link that works once.

    Whoever holds the link must also sign in by that phone or e-mail: a link passed on gives
    nothing away. When it is over the name and the contact are wiped.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Run out")

    class Delivery(models.TextChoices):
        QUEUED = "queued", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")

    body = models.ForeignKey(
        Body, models.CASCADE, related_name="invitations", verbose_name=_("body")
    )
    handover = models.ForeignKey(
        Handover,
        models.CASCADE,
        related_name="invitations",
        null=True,
        blank=True,
        verbose_name=_("handover"),
    )
    role = models.CharField(_("role in the body"), max_length=20, choices=MembershipRole)
    name = models.CharField(_("name"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.AR)
    link = models.CharField(_("link"), max_length=40, unique=True, default=fresh_link)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    delivery = models.CharField(
        _("delivery"), max_length=10, choices=Delivery, default=Delivery.QUEUED
    )
    invited_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="sent_invitations",
        null=True,
        blank=True,
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("runs out"))
    answered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="answered_invitations",
        null=True,
        blank=True,
        verbose_name=_("answered by"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "phone"],
                condition=Q(state="waiting") & ~Q(phone=""),
                name="invitation_one_to_a_phone",
            ),
            models.UniqueConstraint(
                fields=["body", "email"],
                condition=Q(state="waiting") & ~Q(email=""),
                name="invitation_one_to_an_email",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | ~Q(phone="") | ~Q(email=""),
                name="invitation_goes_somewhere",
            ),
        ]
        indexes = [models.Index(fields=["delivery", "state"], name="invitation_delivery")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.role} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("network:invitation", args=[self.link])

    @property
    def contact(self) -> str:
        return self.phone or self.email

    @property
    def is_over(self) -> bool:
        """Whether nobody can answer it any more; it runs out by the clock, not by a job."""
        return self.state != Invitation.State.WAITING or self.expires_at <= timezone.now()
