"""Who has a place in a session, and what a person keeps of the programme."""

from secrets import token_urlsafe

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import Body
from multaqa.apps.programme.models.sessions import Session


class PlaceState(models.TextChoices):
    HELD = "held", _("holds a place")
    WAITING = "waiting", _("on the waiting list")
    LEFT = "left", _("gave it back")


LIVE = (PlaceState.HELD, PlaceState.WAITING)


class Place(models.Model):
    """One entry for a session: a person, or a body for several people, who all get in or all wait.

    The waiting list stands in the order of the keys. ``user`` is whose place it is, and for a body
    who asked in its name; nobody where the desk added somebody without an account, whose ``name``
    stands here. ``people`` are the names of a group, as far as they are known.
    """

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="places", verbose_name=_("session")
    )
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("account"),
    )
    body = models.ForeignKey(
        Body,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("body"),
    )
    is_group = models.BooleanField(_("a group"), default=False)
    name = models.CharField(_("name"), max_length=150, blank=True)
    size = models.PositiveSmallIntegerField(_("people"), default=1)
    people = models.JSONField(_("names of the group"), default=list, blank=True)
    state = models.CharField(
        _("state"), max_length=7, choices=PlaceState, default=PlaceState.WAITING
    )
    is_added_by_desk = models.BooleanField(_("added by the desk"), default=False)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    held_at = models.DateTimeField(_("given"), null=True, blank=True)
    left_at = models.DateTimeField(_("given back"), null=True, blank=True)

    class Meta:
        verbose_name = _("place in a session")
        verbose_name_plural = _("places in sessions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user"],
                condition=Q(state__in=["held", "waiting"], is_group=False, user__isnull=False),
                name="place_one_a_person",
            ),
            models.UniqueConstraint(
                fields=["session", "body"],
                condition=Q(state__in=["held", "waiting"], is_group=True, body__isnull=False),
                name="place_one_a_body",
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="place_for_somebody"),
            models.CheckConstraint(
                condition=Q(is_group=True) | Q(size=1), name="place_of_a_person_is_one"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_at__isnull=False),
                name="place_held_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state", "id"], name="place_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.state} {self.size}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def called(self) -> str:
        """Whose it is, as the list of the room says it: the body, else the name."""
        if self.is_group and self.body:
            return str(self.body)
        return self.name or (self.user.name if self.user else "")


class Star(models.Model):
    """A session that somebody wants in their agenda, without a place in it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="stars", verbose_name=_("person"))
    session = models.ForeignKey(
        Session, models.CASCADE, related_name="stars", verbose_name=_("session")
    )
    at = models.DateTimeField(_("starred"), auto_now_add=True)

    class Meta:
        verbose_name = _("star")
        verbose_name_plural = _("stars")
        constraints = [models.UniqueConstraint(fields=["user", "session"], name="star_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.session_id}"


def fresh_token() -> str:
    return token_urlsafe(24)


class AgendaLink(models.Model):
    """The secret address at which a person's calendar reads their agenda."""

    user = models.OneToOneField(
        User, models.CASCADE, related_name="agenda_link", verbose_name=_("person")
    )
    token = models.CharField(_("secret"), max_length=40, unique=True, default=fresh_token)
    made_at = models.DateTimeField(_("made"), auto_now=True)

    class Meta:
        verbose_name = _("address of an agenda")
        verbose_name_plural = _("addresses of agendas")

    def __str__(self) -> str:
        return f"{self.user_id}"
