"""The papers of a body, as its people sent them: seen by them and the coordinator alone."""

from secrets import token_hex

from django.db import models
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models.bodies import Body
from multaqa.kernel.uploads import KINDS


def kept_as(document: "BodyDocument", _name: str) -> str:
    """A name of ours, which tells nothing and leads nowhere; the sender's is a column."""
    return f"bodies/{document.body_id}/{token_hex(16)}.{document.ending}"


class BodyDocument(models.Model):
    """A document that shows what a body is: its receipt, its statutes, a list of its board.

    It names people, so that no auditor and no visitor opens it; that it is there, they may know.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt of the declaration")
        STATUTES = "statutes", _("Statutes")
        BOARD = "board", _("List of the board")
        MINUTES = "minutes", _("Minutes of an assembly")
        REGISTER = "register", _("Extract of the cooperatives' register")
        ICE = "ice", _("ICE certificate")
        OTHER = "other", _("Another document")

    body = models.ForeignKey(Body, models.CASCADE, related_name="documents", verbose_name=_("body"))
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind)
    name = models.CharField(_("name of the file"), max_length=120)
    file = models.FileField(_("file"), upload_to=kept_as, max_length=120)
    ending = models.CharField(
        _("kind of file"), max_length=4, choices=[(one, one) for one in KINDS]
    )
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digital fingerprint"), max_length=64)
    sent_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="body_documents",
        null=True,
        blank=True,
        verbose_name=_("sent by"),
    )
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("document of a body")
        verbose_name_plural = _("documents of bodies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "digest"], name="body_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind} {self.pk}"

    @property
    def media_type(self) -> str:
        return KINDS[self.ending]
