"""A project: who holds it, what it is, where, for whom, and how far it has come."""

from secrets import token_hex

from django.conf import settings as house
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import Body, Field, Group, WorkSetting
from multaqa.apps.territory.models import Commune


class ProjectState(models.TextChoices):
    IDEA = "idea", _("Idea")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted, to be checked")
    CHANGES = "changes", _("Changes asked")
    REFUSED = "refused", _("Refused")
    FEASIBLE = "feasible", _("Found feasible")
    PUBLISHED = "published", _("Published")
    FUNDED = "funded", _("Funded")
    NOT_FUNDED = "not_funded", _("Not funded")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")


# In which its holder writes; everyone reads those from the publication on.
WRITTEN_STATES = (ProjectState.IDEA, ProjectState.DRAFT, ProjectState.CHANGES)
PUBLIC_STATES = (
    ProjectState.PUBLISHED,
    ProjectState.FUNDED,
    ProjectState.NOT_FUNDED,
    ProjectState.UNDER_WAY,
    ProjectState.DONE,
)


def new_slug() -> str:
    """An address that tells nothing, so that nobody counts or guesses drafts."""
    return f"p{token_hex(5)}"


class Project(models.Model):
    """What a body or a person means to do, written in steps, checked once, then public.

    ``revision`` grows with each change: who wrote from an older one is shown both. ``cost_total``
    and ``cost_asked`` are the sums of the lines, in whole dirhams, kept by the services; so is
    ``setting``, from the communes. A person who left takes their name along (``is_holder_gone``).
    """

    slug = models.CharField(_("public address"), max_length=20, unique=True, default=new_slug)
    number = models.PositiveIntegerField(_("number"), unique=True, null=True, blank=True)
    holder_body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="projects",
        null=True,
        blank=True,
        verbose_name=_("body that holds it"),
    )
    holder_user = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="projects",
        null=True,
        blank=True,
        verbose_name=_("person who holds it"),
    )
    is_holder_gone = models.BooleanField(_("its person left"), default=False)
    is_name_shown = models.BooleanField(
        _("show my name to everyone, as holder of the project"), default=False
    )
    language = models.CharField(
        _("language of the text"), max_length=5, choices=house.LANGUAGES, default="ar"
    )
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    need = models.TextField(_("the need"), max_length=3000, blank=True)
    deeds = models.TextField(_("what it will do"), max_length=3000, blank=True)
    field = models.CharField(_("field"), max_length=20, choices=Field, blank=True)
    is_regional = models.BooleanField(_("in the whole region"), default=False)
    setting = models.CharField(_("setting"), max_length=10, choices=WorkSetting, blank=True)
    reached_count = models.PositiveIntegerField(_("people it will reach"), null=True, blank=True)
    starts_on = models.DateField(_("can begin on"), null=True, blank=True)
    cost_total = models.PositiveBigIntegerField(_("whole cost, in dirhams"), default=0)
    cost_asked = models.PositiveBigIntegerField(_("asked of the envelope, in dirhams"), default=0)
    state = models.CharField(
        _("state"), max_length=12, choices=ProjectState, default=ProjectState.IDEA
    )
    is_model = models.BooleanField(_("model project"), default=False)
    reuse = models.TextField(_("what others can reuse"), max_length=2000, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    search_text = models.TextField(_("text as searched"), blank=True)
    entered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder_body__isnull=False, holder_user__isnull=True)
                | Q(holder_body__isnull=True, holder_user__isnull=False, is_holder_gone=False)
                | Q(holder_body__isnull=True, holder_user__isnull=True, is_holder_gone=True),
                name="project_has_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(cost_asked__lte=models.F("cost_total")),
                name="project_asks_at_most_its_cost",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC_STATES)
                | (Q(number__isnull=False) & Q(published_at__isnull=False)),
                name="project_public_has_a_number",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "field"], name="project_state_field"),
            models.Index(fields=["state", "submitted_at"], name="project_state_submitted"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:project", args=[self.slug])

    @property
    def subject(self) -> str:
        """How the public record names it."""
        return f"project:{self.slug}"

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def is_written(self) -> bool:
        return self.state in WRITTEN_STATES


class ProjectCommune(models.Model):
    """One of the communes where a project is carried out."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="communes", verbose_name=_("project")
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, related_name="+", verbose_name=_("commune")
    )

    class Meta:
        verbose_name = _("commune of a project")
        verbose_name_plural = _("communes of projects")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "commune"], name="project_commune_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.commune_id}"


class ProjectGroup(models.Model):
    """One of the groups that a project includes."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="groups", verbose_name=_("project")
    )
    group = models.CharField(_("group included"), max_length=20, choices=Group, db_index=True)

    class Meta:
        verbose_name = _("group included by a project")
        verbose_name_plural = _("groups included by projects")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "group"], name="project_group_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.group}"
