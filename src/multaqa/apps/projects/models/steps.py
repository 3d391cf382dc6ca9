"""What happened to a project, and what it said at each time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.projects.models.projects import Project, ProjectState


class ProjectStep(models.Model):
    """A state that a project came to, by whom, when and why."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="steps", verbose_name=_("project")
    )
    state = models.CharField(_("state"), max_length=12, choices=ProjectState)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a project")
        verbose_name_plural = _("steps of projects")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.state}"


class ProjectVersion(models.Model):
    """All that was written when a project was submitted, kept as it was."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="versions", verbose_name=_("project")
    )
    number = models.PositiveIntegerField(_("version"))
    told = models.JSONField(_("what was written"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a project")
        verbose_name_plural = _("versions of projects")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="project_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.number}"
