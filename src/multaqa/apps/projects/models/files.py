"""Pictures that everyone sees once a project is public, and papers for who checks it."""

from secrets import token_hex

from django.db import models
from django.utils.translation import gettext_lazy as _

from multaqa.apps.projects.models.projects import Project
from multaqa.kernel.uploads import KINDS


def picture_kept_as(picture: "Picture", _name: str) -> str:
    return f"projects/{picture.project_id}/{token_hex(16)}.{picture.ending}"


def attachment_kept_as(attachment: "Attachment", _name: str) -> str:
    return f"projects/{attachment.project_id}/papers/{token_hex(16)}.{attachment.ending}"


class Picture(models.Model):
    """A photograph or a drawing, without what a camera writes beside it (place, person, hour)."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="pictures", verbose_name=_("project")
    )
    alt = models.CharField(_("what it shows, for who does not see it"), max_length=200)
    file = models.FileField(_("file"), upload_to=picture_kept_as, max_length=120)
    ending = models.CharField(
        _("kind of file"), max_length=4, choices=[("jpg", "jpg"), ("png", "png")]
    )
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digital fingerprint"), max_length=64)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture of a project")
        verbose_name_plural = _("pictures of projects")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "digest"], name="project_picture_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.pk}"

    @property
    def media_type(self) -> str:
        return KINDS[self.ending]


class Attachment(models.Model):
    """A paper that supports the project: seen by its holder and the coordinator alone."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="attachments", verbose_name=_("project")
    )
    name = models.CharField(_("name of the file"), max_length=120)
    file = models.FileField(_("file"), upload_to=attachment_kept_as, max_length=120)
    ending = models.CharField(
        _("kind of file"), max_length=4, choices=[(one, one) for one in KINDS]
    )
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digital fingerprint"), max_length=64)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("paper of a project")
        verbose_name_plural = _("papers of projects")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "digest"], name="project_paper_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.pk}"

    @property
    def media_type(self) -> str:
        return KINDS[self.ending]
