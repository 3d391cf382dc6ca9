"""A round: an envelope, who may vote, how, and how the result is made of it."""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager

from multaqa.apps.forum.models import Edition
from multaqa.apps.projects.models import Project
from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.kernel.record import WORDS


class BallotForm(models.TextChoices):
    """What a voter is asked; each is one of Pabulib's kinds with its limits."""

    APPROVAL = "approval", _("tick as many projects as you like")
    SOME = "some", _("tick a few projects, so many at most")
    POINTS = "points", _("share points among projects")
    RANKING = "ranking", _("put projects in order")
    KNAPSACK = "knapsack", _("fill the envelope yourself")


class Rule(models.TextChoices):
    EQUAL_SHARES = "equal-shares", _("method of equal shares")
    GREEDY = "greedy", _("most votes first")
    PHRAGMEN = "phragmen", _("sequential Phragmén")


class Utility(models.TextChoices):
    """What a project is worth to who chose it."""

    COST = "cost", _("its cost")
    CARDINALITY = "cardinality", _("one, whatever its cost")
    POINTS = "points", _("the points given")
    BORDA = "borda", _("its place in the order")


class Completion(models.TextChoices):
    """How money that the rule leaves is spent."""

    NONE = "none", _("left unspent")
    ADD1 = "add1", _("larger shares, as long as the envelope allows")
    ADD1_GREEDY = "add1,greedy", _("larger shares, then most votes first")


# The public record holds these values; whoever reads it is told them in words.
WORDS |= {
    (fact, value): label
    for fact, told in (
        ("form", BallotForm),
        ("rule", Rule),
        ("utility", Utility),
        ("completion", Completion),
    )
    for value, label in told.choices
}


class RoundState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    FROZEN = "frozen", _("frozen for voting")
    CLOSED = "closed", _("closed, to be counted")
    COUNTED = "counted", _("counted")
    CANCELLED = "cancelled", _("cancelled")


class Round(models.Model):
    """One participatory budget.

    From ``frozen_at`` on nothing that decides may change without a line in the public record; votes
    are taken while it is frozen, from ``opens_at`` until before ``closes_at``. ``salt`` makes, with
    the instance's secret, the addresses under which ballots lie; it is wiped when the round closes,
    and from then on nobody can tell whose a ballot is.
    """

    slug = models.SlugField(_("public address"), max_length=80, unique=True)
    key = models.UUIDField(_("identity in evidence"), default=uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    title_ar: str
    title_fr: str | None
    title_en: str | None
    summary = models.TextField(_("what it is about"), max_length=3000, blank=True)
    summary_ar: str | None
    summary_fr: str | None
    summary_en: str | None
    edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_rounds",
        verbose_name=_("edition"),
    )
    organiser = models.CharField(_("organiser"), max_length=200)

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("Empty: a round brought in from elsewhere."),
    )
    province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("province alone"),
    )

    envelope = models.PositiveBigIntegerField(_("envelope, in whole units"))
    scale = models.PositiveIntegerField(_("whole units in one of the currency"), default=1)
    currency = models.CharField(_("currency"), max_length=3, default="MAD")
    smallest_cost = models.PositiveBigIntegerField(_("smallest cost"), null=True, blank=True)
    largest_cost = models.PositiveBigIntegerField(_("largest cost"), null=True, blank=True)
    is_public_money = models.BooleanField(
        _("public money: the vote advises, a council or committee decides"), default=True
    )
    decider = models.CharField(_("council or committee that decides"), max_length=200, blank=True)

    may_members = models.BooleanField(_("verified bodies, one ballot each"), default=False)
    may_residents = models.BooleanField(_("residents, by declaration"), default=True)
    may_drawn = models.BooleanField(_("participants of the edition who were drawn"), default=False)
    may_codes = models.BooleanField(_("whoever was given a code on paper"), default=True)

    opens_at = models.DateTimeField(_("voting opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("voting closes"), null=True, blank=True)

    form = models.CharField(
        _("ballot"), max_length=10, choices=BallotForm, default=BallotForm.APPROVAL
    )
    most_choices = models.PositiveSmallIntegerField(
        _("projects on one ballot, at most"), null=True, blank=True
    )
    points = models.PositiveSmallIntegerField(_("points to share"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=14, choices=Rule, default=Rule.EQUAL_SHARES)
    utility = models.CharField(_("worth"), max_length=12, choices=Utility, default=Utility.COST)
    completion = models.CharField(
        _("money left over"), max_length=12, choices=Completion, default=Completion.ADD1_GREEDY
    )

    state = models.CharField(
        _("state"), max_length=10, choices=RoundState, default=RoundState.DRAFT
    )
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    salt = models.CharField(_("what ballots are addressed by"), max_length=64, blank=True)
    is_imported = models.BooleanField(_("brought in from a file"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prepared by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[MultilingualManager["Round"]] = MultilingualManager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="round_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(envelope__gt=0), name="round_envelope_is_some"),
            models.CheckConstraint(condition=Q(scale__gt=0), name="round_scale_is_some"),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "counted"]) | Q(salt=""),
                name="round_closed_knows_no_addresses",
            ),
            models.CheckConstraint(
                condition=~Q(state="frozen")
                | (
                    ~Q(salt="")
                    & Q(frozen_at__isnull=False)
                    & Q(opens_at__isnull=False)
                    & Q(closes_at__isnull=False)
                ),
                name="round_frozen_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("budget:round", args=[self.slug])

    @property
    def ends_at(self) -> datetime | None:
        """When voting ends, or did: before the end announced where the coordinator closed it."""
        return min((one for one in (self.closes_at, self.closed_at) if one), default=None)

    @property
    def is_being_brought(self) -> bool:
        """A round of which a file's ballots are still being written: nobody sees it yet."""
        return self.is_imported and self.state == RoundState.DRAFT

    @property
    def subject(self) -> str:
        """How the public record names this round."""
        return f"budget:{self.slug}"


class BoundKind(models.TextChoices):
    FLOOR = "floor", _("at least")
    CAP = "cap", _("at most")


class BoundAbout(models.TextChoices):
    SETTING = "setting", _("projects of a setting, urban or rural")
    PROVINCE = "province", _("projects of a province")
    GROUP = "group", _("projects that include a group")


class Bound(models.Model):
    """Money of the envelope that goes at least, or at most, to some of the projects."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="bounds", verbose_name=_("round"))
    kind = models.CharField(_("kind"), max_length=5, choices=BoundKind)
    about = models.CharField(_("about"), max_length=8, choices=BoundAbout)
    name = models.CharField(_("which"), max_length=20)
    amount = models.PositiveBigIntegerField(_("amount, in whole units"))

    class Meta:
        verbose_name = _("floor or cap")
        verbose_name_plural = _("floors and caps")
        ordering = ["round", "kind", "about", "name"]
        constraints = [
            models.UniqueConstraint("round", "kind", "about", "name", name="bound_is_said_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}: {self.name}"


class RoundProject(models.Model):
    """A project as the round puts it to the vote: what voters read stays as it was frozen.

    ``number`` is its name on ballots and in published files. Cost 0 after the freeze: withdrawn,
    with ``withdrawn_reason``; ballots that named it keep it, and it is never bought.
    """

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="projects", verbose_name=_("round")
    )
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="put_to_vote",
        verbose_name=_("published project"),
    )
    number = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), max_length=3000, blank=True)
    language = models.CharField(_("language of the text"), max_length=5, blank=True)
    holder_name = models.CharField(_("holder"), max_length=300, blank=True)
    cost = models.PositiveBigIntegerField(_("cost, in whole units"))
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune"),
    )
    place = models.CharField(_("place, as a file says it"), max_length=100, blank=True)
    setting = models.CharField(
        _("setting"),
        max_length=5,
        blank=True,
        choices=[("urban", _("urban")), ("rural", _("rural"))],
    )
    groups = models.JSONField(_("groups it includes"), default=list, blank=True)
    fields = models.JSONField(_("areas of work"), default=list, blank=True)
    withdrawn_reason = models.CharField(_("withdrawn because"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("project put to the vote")
        verbose_name_plural = _("projects put to the vote")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint("round", "number", name="round_project_number_is_one"),
            models.UniqueConstraint("round", "project", name="round_project_is_put_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_reason="") | Q(cost=0), name="withdrawn_costs_nothing"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoundChange(models.Model):
    """A change made after the freeze, with its reason; it stands in the public record too."""

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="changes", verbose_name=_("round")
    )
    what = models.CharField(_("what changed"), max_length=40)
    facts = models.JSONField(_("from what to what"), default=dict)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("change after the freeze")
        verbose_name_plural = _("changes after the freeze")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what
