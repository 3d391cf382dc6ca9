"""Lists of bodies that are brought in: the file, its rows, and where a body's values come from."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models.bodies import Body, BodyKind, BodyState


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("to be read")
    READ = "read", _("its columns to be looked at")
    CHECKED = "checked", _("looked through, not brought in")
    APPLYING = "applying", _("brought in up to a point")
    APPLIED = "applied", _("brought in")
    UNDOING = "undoing", _("undone up to a point")
    UNDONE = "undone", _("undone")
    DROPPED = "dropped", _("dropped")


class BodyImport(models.Model):
    """A spreadsheet of bodies on its way into the directory, and out of it again if it must.

    ``content`` is the file as it came, until its rows are read; ``columns`` says what each column
    is taken for, ``kept`` which columns may be held at all.
    """

    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("digital fingerprint"), max_length=64)
    content = models.BinaryField(_("content"), blank=True)
    encoding = models.CharField(_("encoding"), max_length=10, blank=True)
    headers = models.JSONField(_("headers"), default=list)
    headers_key = models.CharField(_("headers as compared"), max_length=64, blank=True)
    columns = models.JSONField(_("columns"), default=list)
    is_mapped = models.BooleanField(_("columns confirmed"), default=False)
    default_kind = models.CharField(
        _("kind where nothing says it"), max_length=20, choices=BodyKind, blank=True
    )
    notes = models.JSONField(_("what was met while reading"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED
    )
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    gives_state = models.CharField(
        _("state of what comes in"), max_length=10, choices=BodyState, default=BodyState.PROPOSED
    )
    reason = models.TextField(_("which list it is"), max_length=1000, blank=True)
    brought_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="body_imports",
        null=True,
        blank=True,
        verbose_name=_("brought by"),
    )
    brought_at = models.DateTimeField(_("brought"), auto_now_add=True)
    applied_at = models.DateTimeField(_("brought in"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of bodies brought in")
        verbose_name_plural = _("lists of bodies brought in")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["headers_key", "is_mapped"], name="body_import_headers")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("network:desk-import", args=[self.pk])

    @property
    def about(self) -> str:
        """What its jobs are about: one at a time."""
        return f"network.import.{self.pk}"


class Verdict(models.TextChoices):
    NEW = "new", _("New")
    SAME = "same", _("In the directory already")
    OBVIOUS = "obvious", _("Surely the same body")
    NEAR = "near", _("Perhaps the same body")
    DOUBLE = "double", _("Twice in the file")
    FAULTY = "faulty", _("With faults")


class RowDecision(models.TextChoices):
    SAME = "same", _("Same body")
    APART = "apart", _("Another body")
    OUT = "out", _("Left out")


class RowOutcome(models.TextChoices):
    CREATED = "created", _("Came in as a new body")
    MERGED = "merged", _("Completed a body that was there")
    NOTHING_NEW = "nothing_new", _("Said nothing new")
    WAITING = "waiting", _("The directory changed: to be looked at again")


class BodyImportRow(models.Model):
    """One row of a list: its cells, what was read in them, what it looks like, what came of it.

    ``told`` is what a service takes of it; ``candidates`` are the bodies, and the earlier rows of
    the same file, that it may be, the likeliest first; ``choices`` says of each value that
    differs whose is kept.
    """

    brought = models.ForeignKey(
        BodyImport, models.CASCADE, related_name="rows", verbose_name=_("list")
    )
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField(_("cells"), default=list)
    corrected = models.JSONField(_("cells before they were corrected"), default=dict)
    told = models.JSONField(_("what was read"), default=dict)
    faults = models.JSONField(_("faults"), default=list)
    candidates = models.JSONField(_("what it may be"), default=list)
    verdict = models.CharField(_("finding"), max_length=10, choices=Verdict, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=RowDecision, blank=True)
    choices = models.JSONField(_("values chosen"), default=dict)
    outcome = models.CharField(_("what came of it"), max_length=12, choices=RowOutcome, blank=True)

    class Meta:
        verbose_name = _("row of a list of bodies")
        verbose_name_plural = _("rows of lists of bodies")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["brought", "line"], name="body_import_line_once")
        ]
        indexes = [
            models.Index(fields=["brought", "verdict", "line"], name="body_import_verdict"),
            models.Index(fields=["brought", "outcome", "line"], name="body_import_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.brought_id} {self.line}"


class Origin(models.Model):
    """What one event gave a body: a row brought in, a person's form, or an entry merged into it.

    ``changes`` holds, by column, the value before and the value after.
    """

    body = models.ForeignKey(Body, models.CASCADE, related_name="origins", verbose_name=_("body"))
    row = models.ForeignKey(
        BodyImportRow,
        models.SET_NULL,
        related_name="origins",
        null=True,
        blank=True,
        verbose_name=_("row brought in"),
    )
    entry = models.ForeignKey(
        Body,
        models.SET_NULL,
        related_name="given_origins",
        null=True,
        blank=True,
        verbose_name=_("entry merged into it"),
    )
    actor = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="origins",
        null=True,
        blank=True,
        verbose_name=_("written by"),
    )
    is_creation = models.BooleanField(_("made the body"), default=False)
    changes = models.JSONField(_("values before and after"), default=dict)
    at = models.DateTimeField(_("moment"), auto_now_add=True)

    class Meta:
        verbose_name = _("origin of values")
        verbose_name_plural = _("origins of values")
        ordering = ["pk"]
        constraints = [
            # A row comes in once, whatever worker brings it.
            models.UniqueConstraint(fields=["row"], name="origin_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.at:%Y-%m-%d}"
