"""Who voted, and what was voted: two tables that nothing joins.

A ballot lies under an address made of the voter, the round's salt and the instance's secret
(``queries.addresses``). It holds no person, no moment and no running number; when the round closes
the salt is wiped and the ballots are written anew in the order of their receipts, so that not even
the order in which the database laid them down tells whose they are.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.budget.models.rounds import Round
from multaqa.apps.network.models import Body
from multaqa.apps.territory.models import Commune

SETTINGS = [("urban", _("urban")), ("rural", _("rural"))]


class Ground(models.TextChoices):
    """By what right somebody votes."""

    MEMBER = "member", _("a verified body")
    RESIDENT = "resident", _("a resident, by declaration")
    DRAWN = "drawn", _("a participant who was drawn")
    CODE = "code", _("a code on paper")
    FILE = "file", _("brought in from a file")


class Channel(models.TextChoices):
    ONLINE = "online", _("on the site")
    ASSISTED = "assisted", _("with somebody's help")
    PAPER = "paper", _("on paper")
    FILE = "file", _("brought in from a file")


class Voter(models.Model):
    """That somebody voted in a round, never what. One of ``user``, ``body`` and ``code``.

    A resident votes as ``user``; a verified body as ``body``, by whoever represents it; ``code`` is
    the place of a paper code, "batch:number". ``version`` grows with each ballot that replaces the
    one before, so that a form opened before another device voted is told apart. No moment is kept.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="voters", verbose_name=_("round"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    body = models.ForeignKey(
        Body, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("body")
    )
    code = models.CharField(_("paper code"), max_length=20, blank=True)
    ground = models.CharField(_("right to vote"), max_length=8, choices=Ground)
    channel = models.CharField(_("way"), max_length=8, choices=Channel, default=Channel.ONLINE)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune declared"),
    )
    version = models.PositiveIntegerField(_("ballots sent"), default=1)

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        constraints = [
            models.UniqueConstraint(
                "round", "user", condition=Q(body__isnull=True), name="voter_person_is_one"
            ),
            models.UniqueConstraint("round", "body", name="voter_body_is_one"),
            models.UniqueConstraint(
                "round", "code", condition=~Q(code=""), name="voter_code_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}:{self.ground}"


class Ballot(models.Model):
    """What was voted, by nobody knows whom.

    ``choices`` are the numbers of projects, in the voter's order where the ballot is a ranking,
    else in the round's order; ``points`` stands beside them where points are shared, the most
    first. ``setting`` is the voter's commune's, so that the result can be told for urban and rural
    voters.
    """

    address = models.CharField(_("address"), max_length=64, primary_key=True)
    round = models.ForeignKey(
        Round, models.CASCADE, related_name="ballots", verbose_name=_("round")
    )
    choices = models.JSONField(_("projects chosen"), default=list)
    points = models.JSONField(_("points"), default=list, blank=True)
    channel = models.CharField(_("way"), max_length=8, choices=Channel, default=Channel.ONLINE)
    setting = models.CharField(
        _("setting of the voter"), max_length=5, blank=True, choices=SETTINGS
    )
    receipt = models.CharField(_("receipt"), max_length=40)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint("round", "receipt", name="ballot_receipt_is_one"),
        ]

    def __str__(self) -> str:
        return self.receipt


class SupersededReceipt(models.Model):
    """A receipt whose ballot its voter replaced by a later one: real, and no longer counted."""

    receipt = models.CharField(_("receipt"), max_length=40, primary_key=True)
    round = models.ForeignKey(
        Round, models.CASCADE, related_name="superseded", verbose_name=_("round")
    )

    class Meta:
        verbose_name = _("receipt of a ballot replaced")
        verbose_name_plural = _("receipts of ballots replaced")

    def __str__(self) -> str:
        return self.receipt


class PaperBatch(models.Model):
    """Ballots printed together for one place; their codes follow from the round's salt."""

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="paper_batches", verbose_name=_("round")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    place = models.CharField(_("polling place"), max_length=200)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, related_name="+", verbose_name=_("commune")
    )
    count = models.PositiveIntegerField(_("ballots"))
    handed_count = models.PositiveIntegerField(_("handed out"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("printed by"),
    )
    created_at = models.DateTimeField(_("printed"), auto_now_add=True)

    class Meta:
        verbose_name = _("batch of paper ballots")
        verbose_name_plural = _("batches of paper ballots")
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint("round", "number", name="paper_batch_number_is_one"),
            models.CheckConstraint(condition=Q(count__gt=0), name="paper_batch_is_some"),
            models.CheckConstraint(
                condition=Q(handed_count__isnull=True) | Q(handed_count__lte=F("count")),
                name="paper_batch_hands_out_what_it_has",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} ({self.count})"


class VoidKind(models.TextChoices):
    """Why a paper ballot is void."""

    UNREADABLE = "unreadable", _("cannot be read")
    OVER = "over", _("over the limits")
    MARKED = "marked", _("signed, or marked so that its voter can be told")


class PaperEntry(models.Model):
    """One reading of a paper ballot at the desk; two people read each, and must agree.

    What a reading found is wiped when the round closes; that it was void, and why, stays. A reading
    that was wrong is corrected to another one's, by ``corrected_by``, who did not make that one.
    """

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="paper_entries", verbose_name=_("round")
    )
    code = models.CharField(_("paper code"), max_length=20)
    turn = models.PositiveSmallIntegerField(_("reading"))
    choices = models.JSONField(_("projects chosen"), default=list)
    points = models.JSONField(_("points"), default=list, blank=True)
    is_void = models.BooleanField(_("cannot be read, or over the limits"), default=False)
    void_kind = models.CharField(_("void because"), max_length=10, blank=True, choices=VoidKind)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("corrected by"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("reading of a paper ballot")
        verbose_name_plural = _("readings of paper ballots")
        ordering = ["round", "code", "turn"]
        constraints = [
            models.UniqueConstraint("round", "code", "turn", name="paper_turn_is_one"),
            models.UniqueConstraint("round", "code", "by", name="paper_reader_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.turn}"
