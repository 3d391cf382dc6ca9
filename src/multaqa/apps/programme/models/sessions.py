"""What is held."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models.people import Interpreter, Language, Speaker
from multaqa.apps.programme.models.rooms import Room, Track


class Kind(models.TextChoices):
    OPENING = "opening", _("opening session")
    PLENARY = "plenary", _("plenary")
    WORKSHOP = "workshop", _("workshop")
    ROUND_TABLE = "round_table", _("round table")
    EXHIBITION = "exhibition", _("exhibition")
    EVENING = "evening", _("evening")
    BREAK = "break", _("break")
    MEAL = "meal", _("meal")
    PRAYER = "prayer", _("prayer")
    CLOSING = "closing", _("closing session")


PAUSES = (Kind.BREAK, Kind.MEAL, Kind.PRAYER)
FOR_ALL = (Kind.OPENING, Kind.PLENARY, Kind.CLOSING, *PAUSES)  # everybody is there


class Audience(models.TextChoices):
    """Who may ask for a place."""

    ALL = "all", _("anyone signed in")
    FORUM = "forum", _("participants of the forum only")


class Session(models.Model):
    """One thing that is held, in a room, for a while; not placed as long as it has no time.

    ``number`` is its address and its identity in calendars, and is never given again. ``capacity``
    is how many may come, the room's where it is empty; ``walk_in_count`` of them are kept for who
    comes without having asked. ``held_count`` is the people who hold a place: the database adds to
    it and compares in one statement, so that of two who ask for the last place one gets it.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="sessions", verbose_name=_("edition")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.WORKSHOP)
    title = models.CharField(_("title"), max_length=200)
    title_ar: str
    title_fr: str | None
    title_en: str | None
    summary = models.TextField(_("summary"), max_length=3000, blank=True)
    summary_ar: str | None
    summary_fr: str | None
    summary_en: str | None
    track = models.ForeignKey(
        Track,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("track"),
    )
    room = models.ForeignKey(
        Room,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("room"),
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    needs_step_free = models.BooleanField(_("needs a room without a step"), default=False)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    is_signup_open = models.BooleanField(_("places can be asked for"), default=False)
    audience = models.CharField(
        _("who may ask"), max_length=5, choices=Audience, default=Audience.FORUM
    )
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    walk_in_count = models.PositiveIntegerField(_("kept for who comes without asking"), default=0)
    held_count = models.PositiveIntegerField(_("people who hold a place"), default=0)

    speakers = models.ManyToManyField(
        Speaker, through="SessionSpeaker", related_name="sessions", verbose_name=_("speakers")
    )
    interpreters = models.ManyToManyField(
        Interpreter,
        through="Interpretation",
        related_name="sessions",
        verbose_name=_("interpreters"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "room__position", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="session_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="session_number_from_one"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_has_both_times",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="session_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(walk_in_count__lte=F("capacity")),
                name="session_keeps_no_more_than_it_has",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def uid(self) -> str:
        """How calendars know it, whatever becomes of its title, time or room."""
        return f"{self.edition.number}-{self.number}"

    @property
    def size(self) -> int | None:
        """How many may come: its own number, else the room's; nothing where neither says."""
        if self.capacity is not None:
            return self.capacity
        return self.room.capacity if self.room else None

    @property
    def is_placed(self) -> bool:
        return self.starts_at is not None

    @property
    def languages_named(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages if code in Language.values]


class Part(models.TextChoices):
    """What a speaker does in a session."""

    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    TRAINER = "trainer", _("trainer")
    RAPPORTEUR = "rapporteur", _("rapporteur")


class SessionSpeaker(models.Model):
    """Somebody's part in a session."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="parts", verbose_name=_("session")
    )
    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="parts", verbose_name=_("speaker")
    )
    part = models.CharField(_("part"), max_length=10, choices=Part, default=Part.SPEAKER)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("part in a session")
        verbose_name_plural = _("parts in sessions")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "speaker"], name="session_speaker_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.speaker_id} {self.part}"


class Interpretation(models.Model):
    """An interpreter in a session, and the language they say it in."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="interpretations", verbose_name=_("session")
    )
    interpreter = models.ForeignKey(
        Interpreter,
        models.CASCADE,
        related_name="interpretations",
        verbose_name=_("interpreter"),
    )
    language = models.CharField(_("into"), max_length=3, choices=Language)

    class Meta:
        verbose_name = _("interpretation")
        verbose_name_plural = _("interpretations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "interpreter"], name="session_interpreter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.interpreter_id} {self.language}"
