"""The people of a body, and what the desk decided of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models.bodies import Body


class MembershipRole(models.TextChoices):
    PRESIDENT = "president", _("President")
    VICE_PRESIDENT = "vice_president", _("Vice-president")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer")
    BOARD_MEMBER = "board_member", _("Board member")
    DIRECTOR = "director", _("Director or manager")
    OFFICER = "officer", _("Officer in charge")
    EMPLOYEE = "employee", _("Employee")
    MEMBER = "member", _("Member")


# Who binds a body: its board, whoever directs it, and the officer a council or service names.
ACTING_ROLES = (
    MembershipRole.PRESIDENT,
    MembershipRole.VICE_PRESIDENT,
    MembershipRole.SECRETARY,
    MembershipRole.TREASURER,
    MembershipRole.BOARD_MEMBER,
    MembershipRole.DIRECTOR,
    MembershipRole.OFFICER,
)


class MembershipState(models.TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


LIVE_MEMBERSHIPS = (MembershipState.ASKED, MembershipState.ACCEPTED)


class Membership(models.Model):
    """A person's place in a body: asked for, then accepted by its people or the desk."""

    body = models.ForeignKey(
        Body, models.CASCADE, related_name="memberships", verbose_name=_("body")
    )
    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role in the body"), max_length=20, choices=MembershipRole)
    state = models.CharField(
        _("state"), max_length=10, choices=MembershipState, default=MembershipState.ASKED
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="answered_memberships",
        null=True,
        blank=True,
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("place in a body")
        verbose_name_plural = _("places in bodies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "user"],
                condition=Q(state__in=LIVE_MEMBERSHIPS),
                name="membership_one_live",
            ),
            models.CheckConstraint(
                condition=Q(state=MembershipState.ASKED)
                | Q(answered_at__isnull=False)
                | Q(state=MembershipState.ENDED),
                name="membership_answer_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.body_id}"

    @property
    def binds(self) -> bool:
        """Whether who holds it may act for the body, as long as that stands."""
        return self.state == MembershipState.ACCEPTED and self.role in ACTING_ROLES

    @property
    def is_presidents(self) -> bool:
        return self.role == MembershipRole.PRESIDENT


class Outcome(models.TextChoices):
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")
    REOPENED = "reopened", _("Changed by its people: to be verified again")
    MERGED = "merged", _("Merged")
    APART = "apart", _("Found to be another body")
    MENDING = "mending", _("Sent back to its people, to mend something")


class Ground(models.TextChoices):
    """Why a decision was taken, in the words that return; what is beside it is written."""

    RECEIPT = "receipt", _("The receipt of its declaration was seen")
    REGISTER = "register", _("Its number in the cooperatives' register was checked")
    ICE = "ice", _("Its ICE certificate was seen")
    SILENCE = "silence", _("Declared to the authority, which was silent for 60 days")
    AUTHORITY = "authority", _("The authority, the court or the ODCO confirmed it")
    KNOWN = "known", _("The network knows the body and its people")
    VISITED = "visited", _("It was visited where it works")
    UNREADABLE = "unreadable", _("A document cannot be read")
    NAME_DIFFERS = "name_differs", _("The name is not the one on the papers")
    NUMBER_DIFFERS = "number_differs", _("A number is not the one on the papers")
    SEAT_DIFFERS = "seat_differs", _("The seat is not the one on the papers")
    NOTHING_SHOWN = "nothing_shown", _("Nothing shows yet that the body exists")
    NOT_A_BODY = "not_a_body", _("It is no body of the network: a person, a trial, a test")
    CLOSED = "closed", _("The body was dissolved or struck off")
    OTHER = "other", _("Another reason, written below")


class Verification(models.Model):
    """What was decided of a body, by whom and why; every decision is kept."""

    body = models.ForeignKey(
        Body, models.CASCADE, related_name="verifications", verbose_name=_("body")
    )
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    actor = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="verifications",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    at = models.DateTimeField(_("decided"), auto_now_add=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.REOPENED) | ~Q(reason="") | ~Q(ground=""),
                name="verification_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.outcome}"

    @property
    def why(self) -> str:
        """The ground and the reason, as one line."""
        is_told = self.ground and self.ground != Ground.OTHER
        ground = f"{self.get_ground_display()}." if is_told else ""
        return " ".join(part for part in (ground, self.reason) if part)
