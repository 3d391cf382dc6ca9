"""Taking one's data along, and leaving."""

from secrets import token_hex

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models.people import User


def fresh_name() -> str:
    return f"{token_hex(16)}.zip"


class DataCopy(models.Model):
    """The archive of all that is held about a person, made on their asking; theirs for some days.

    ``file_name`` is its name in the folder of copies, and tells nothing.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="copies", verbose_name=_("person"))
    file_name = models.CharField(_("file"), max_length=40, unique=True, default=fresh_name)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    byte_count = models.PositiveBigIntegerField(_("bytes"), default=0)
    row_count = models.PositiveIntegerField(_("rows"), default=0)

    class Meta:
        verbose_name = _("copy of one's data")
        verbose_name_plural = _("copies of one's data")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"

    @property
    def about(self) -> str:
        """How its job is named: one at a time for each person."""
        return f"accounts.copy:{self.user_id}"


class Erasure(models.Model):
    """That a person asked for their account to be erased; until ``due_at`` they may think again."""

    user = models.OneToOneField(
        User, models.CASCADE, related_name="erasure", verbose_name=_("person")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("erased from"), db_index=True)

    class Meta:
        verbose_name = _("erasure of an account")
        verbose_name_plural = _("erasures of accounts")

    def __str__(self) -> str:
        return f"{self.user_id} {self.due_at:%Y-%m-%d}"
