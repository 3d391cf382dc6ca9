"""Badges: one for each person who comes, whatever brings them."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Edition, ExOfficioSeat, Registration, Seat
from multaqa.apps.programme.models import Speaker
from multaqa.apps.territory.models import Commune


class BadgeKind(models.TextChoices):
    PARTICIPANT = "participant", _("participant")
    EX_OFFICIO = "ex_officio", _("ex officio")
    SPEAKER = "speaker", _("speaker")
    ORGANISER = "organiser", _("one of the organisers")
    VOLUNTEER = "volunteer", _("volunteer")
    GUEST = "guest", _("guest")
    PRESS = "press", _("press")


class BadgeState(models.TextChoices):
    ACTIVE = "active", _("valid")
    CANCELLED = "cancelled", _("annulled")


class CancelReason(models.TextChoices):
    GIVEN_UP = "given_up", _("no longer comes")
    LOST = "lost", _("lost, another was made")
    MISTAKE = "mistake", _("made by mistake")
    REFUSED = "refused", _("not let in any more")


class Badge(models.Model):
    """What a person wears in an edition, known at the door by its code.

    ``kind`` is what is printed large, ``kinds`` everything that the person is here. What the
    platform knows by itself keeps the badge: a seat, a seat by right, a talk; ``typed_kind`` is
    what the desk wrote in. ``source`` is what those last said, so that only a change of theirs
    overwrites what the desk corrected. ``contact_mark`` tells whether two share a phone or an
    e-mail, and not which it is: with the same name they are one person.

    A lost badge is cancelled and another made that ``replaces`` it: who came in with the first
    came in.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="badges", verbose_name=_("edition")
    )
    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=BadgeKind)
    kinds = models.JSONField(_("kinds"), default=list)
    typed_kind = models.CharField(_("typed kind"), max_length=12, choices=BadgeKind, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=BadgeState, default=BadgeState.ACTIVE
    )

    # What is on it.
    name = models.CharField(_("name"), max_length=300)
    name_latin = models.CharField(_("name in Latin letters"), max_length=150, blank=True)
    name_key = models.CharField(_("name, folded"), max_length=300, blank=True, db_index=True)
    body_name = models.CharField(_("body or institution"), max_length=300, blank=True)
    function = models.CharField(_("function"), max_length=150, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    sex = models.CharField(_("sex"), max_length=6, choices=Registration.Sex, blank=True)

    # Where it comes from.
    seat = models.ForeignKey(
        Seat, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("seat")
    )
    ex_officio_seat = models.ForeignKey(
        ExOfficioSeat,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ex-officio seat"),
    )
    speaker = models.ForeignKey(
        Speaker,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("speaker"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="badges",
        verbose_name=_("account"),
    )
    contact_mark = models.CharField(_("mark of a contact"), max_length=64, blank=True)
    source = models.JSONField(_("what its sources said"), default=dict, blank=True)

    # What became of it.
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)
    is_to_print = models.BooleanField(_("to be printed"), default=True)
    print_count = models.PositiveSmallIntegerField(_("times printed"), default=0)
    printed_at = models.DateTimeField(_("last printed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulled on"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=10, choices=CancelReason, blank=True)
    note = models.CharField(_("note of the desk"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["name_key", "pk"]
        indexes = [models.Index(fields=["edition", "kind", "name_key"], name="badge_listed")]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[field],
                    condition=Q(state="active", **{f"{field}__isnull": False}),
                    name=f"badge_{field}_once",
                )
                for field in ("seat", "ex_officio_seat", "speaker")
            ),
            models.UniqueConstraint(
                fields=["edition", "user"],
                condition=Q(state="active", user__isnull=False),
                name="badge_user_once",
            ),
            models.CheckConstraint(
                condition=Q(state="active", cancel_reason="", cancelled_at__isnull=True)
                | Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancel_reason=""),
                name="badge_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_active(self) -> bool:
        return self.state == BadgeState.ACTIVE

    @property
    def is_to_print_again(self) -> bool:
        """Whether what was printed no longer says what it should."""
        return self.is_to_print and self.print_count > 0

    @property
    def face(self) -> str:
        """What is printed on it, as a short mark: two badges that look the same share it."""
        printed = (self.code, self.kind, self.kinds, self.name, self.name_latin, self.body_name)
        told = repr((*printed, self.function, self.commune_id))
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def kinds_named(self) -> list[str]:
        """Everything the person is here, in the reader's language, what is printed large first."""
        labels = dict(BadgeKind.choices)
        others = [one for one in self.kinds if one != self.kind]
        return [str(labels[one]) for one in [self.kind, *others] if one in labels]
