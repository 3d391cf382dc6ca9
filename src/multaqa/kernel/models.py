"""What the house itself remembers: its long work, its public record, its sealed evidence."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Job(models.Model):
    """Long work that can be watched, cancelled, and taken up again when its worker dies."""

    name = models.CharField(_("function"), max_length=200)
    arguments = models.JSONField(_("arguments"), default=list)
    about = models.CharField(_("about"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    step = models.CharField(_("step"), max_length=60, blank=True)
    progress = models.FloatField(_("progress"), default=0.0)
    is_cancel_asked = models.BooleanField(_("cancel asked"), default=False)
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease = models.CharField(_("lease"), max_length=32, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    refusal_code = models.CharField(_("refusal"), max_length=100, blank=True)
    refusal_facts = models.JSONField(_("facts"), default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    queued_at = models.DateTimeField(_("queued"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["about"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="job_one_active_about",
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_state_lease")]

    def __str__(self) -> str:
        return f"{self.name} {self.about} {self.state}"

    @property
    def is_active(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}


class RecordEntry(models.Model):
    """One line of the public record, chained to the line before by its digest."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("moment"))
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("subject"), max_length=100)
    facts = models.JSONField(_("facts"), default=dict)
    previous = models.CharField(_("previous digest"), max_length=64, unique=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    signature = models.CharField(_("signature"), max_length=128)

    class Meta:
        verbose_name = _("entry of the public record")
        verbose_name_plural = _("public record")
        ordering = ["-number"]
        indexes = [models.Index(fields=["subject", "number"], name="record_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.subject}"


class Evidence(models.Model):
    """A sealed decision as its one file: canonical JSON, found again by its seal."""

    seal = models.CharField(_("digital fingerprint"), max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    document = models.TextField(_("file"))
    sealed_at = models.DateTimeField(_("sealed"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.kind} {self.seal[:12]}"
