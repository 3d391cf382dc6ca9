"""Where and when: the frame that sessions stand in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Edition


class Programme(models.Model):
    """The programme of an edition; its row is what writers of the programme queue for.

    ``walk_minutes`` is the way from one building to another. What everyone sees of a programme is
    its last published version, never this draft.
    """

    edition = models.OneToOneField(
        Edition, models.CASCADE, related_name="programme", verbose_name=_("edition")
    )
    walk_minutes = models.PositiveSmallIntegerField(
        _("minutes from one building to another"), default=10
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(condition=Q(walk_minutes__lte=240), name="programme_walk_short")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}"


class Colour(models.TextChoices):
    """Each with contrast enough on white, and never the only sign of a track."""

    INDIGO = "indigo", _("indigo")
    PALM = "palm", _("palm green")
    CLAY = "clay", _("clay")
    SAFFRON = "saffron", _("saffron")
    SAND = "sand", _("sand")
    NIGHT = "night", _("night blue")


class Track(models.Model):
    """One of the forum's questions, which several sessions work on."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="tracks", verbose_name=_("edition")
    )
    slug = models.SlugField(_("address"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    name_ar: str
    name_fr: str | None
    name_en: str | None
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.INDIGO)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="track_slug_once")]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room, a tent, a courtyard. Rooms that name no building stand in one place."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="rooms", verbose_name=_("edition")
    )
    slug = models.SlugField(_("address"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    name_ar: str
    name_fr: str | None
    name_en: str | None
    building = models.CharField(_("building"), max_length=100, blank=True)
    building_ar: str | None
    building_fr: str | None
    building_en: str | None
    capacity = models.PositiveIntegerField(_("people it holds"))
    is_step_free = models.BooleanField(_("reached without a step"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="room_slug_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="room_holds_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class Slot(models.Model):
    """A span of time that the editor offers; a session may also keep times of its own."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="slots", verbose_name=_("edition")
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["starts_at", "ends_at"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "starts_at", "ends_at"], name="slot_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
