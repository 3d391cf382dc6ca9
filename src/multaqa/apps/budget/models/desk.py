"""What the desk keeps beside a round: its rehearsal, who helped voters, files brought in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.budget.models.rounds import Round


class RehearsalShape(models.TextChoices):
    """How the invented voters of a rehearsal choose."""

    EVEN = "even", _("everybody by chance")
    CAMPS = "camps", _("urban and rural voters, each for projects of their own setting")
    CROWD = "crowd", _("a large group of one mind, and many small ones")


class Rehearsal(models.Model):
    """The last rehearsal of a round: invented ballots of a seed, and what each rule made of them.

    The ballots themselves stand nowhere: whoever knows the seed makes them again.
    """

    round = models.OneToOneField(
        Round, models.CASCADE, related_name="rehearsal", verbose_name=_("round")
    )
    seed = models.CharField(_("seed"), max_length=60)
    voters = models.PositiveIntegerField(_("invented voters"))
    rural_percent = models.PositiveSmallIntegerField(_("rural voters, in percent"), default=40)
    shape = models.CharField(
        _("how they choose"), max_length=5, choices=RehearsalShape, default=RehearsalShape.CAMPS
    )
    outcomes = models.JSONField(_("what each rule made of them"), default=list)
    made_at = models.DateTimeField(_("rehearsed"), null=True, blank=True)

    class Meta:
        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")

    def __str__(self) -> str:
        return self.seed


class Helping(models.Model):
    """That somebody at the desk helped so many people to vote in a round; never whom, nor what."""

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="helpings", verbose_name=_("round")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who helped"),
    )
    count = models.PositiveIntegerField(_("people helped"), default=0)

    class Meta:
        verbose_name = _("help with voting")
        verbose_name_plural = _("helps with voting")
        constraints = [models.UniqueConstraint("round", "by", name="helping_is_one")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.count}"


class RoundFile(models.Model):
    """A Pabulib file that becomes a round; its bytes are let go once it is one, or was refused."""

    title = models.CharField(_("title"), max_length=200)
    content = models.BinaryField(_("file"))
    digest = models.CharField(_("fingerprint of the file"), max_length=64, blank=True)
    is_strict = models.BooleanField(_("strict"), default=False)
    forgiven = models.JSONField(_("what was forgiven"), default=list)
    forgiven_count = models.PositiveIntegerField(_("faults forgiven"), default=0)
    round = models.OneToOneField(
        Round,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="file",
        verbose_name=_("round"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("brought in by"),
    )
    at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of a round")
        verbose_name_plural = _("files of rounds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="round_file_has_its_title"),
            models.UniqueConstraint("digest", condition=~Q(digest=""), name="round_file_is_one"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> str:
        """What a job that reads it is about."""
        return f"budget-file:{self.pk}"
