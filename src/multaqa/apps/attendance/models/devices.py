"""The phones of the door: paired by a link, known by a key that they alone hold."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Room

LIST_DAYS = 1  # after the last day the list of names is still given
SYNC_DAYS = 7  # and what a phone still holds is still taken


class Device(models.Model):
    """A phone that checks people in, at the door or at a room; no account is needed for it.

    The link is used once: what is kept of it is a mark that we sign when it is shown, and of the
    key that it gives its digest. What a device reads while ``is_rehearsing`` is marked, cleared,
    and never counted; ``epoch`` tells it that a rehearsal was cleared.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="devices", verbose_name=_("edition")
    )
    label = models.CharField(_("label"), max_length=60)
    room = models.ForeignKey(
        Room,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("room"),
    )
    is_rehearsing = models.BooleanField(_("rehearses"), default=False)
    epoch = models.PositiveIntegerField(_("rehearsals cleared"), default=0)
    link_mark = models.CharField(_("mark of the link"), max_length=64, unique=True)
    link_until = models.DateTimeField(_("link works until"))
    key_mark = models.CharField(_("digest of the key"), max_length=64, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    paired_at = models.DateTimeField(_("paired"), null=True, blank=True)
    former = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what this phone was before"),
    )
    seen_at = models.DateTimeField(_("last caught up"), null=True, blank=True)
    waiting_count = models.PositiveIntegerField(_("still to send, as it last said"), default=0)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_mark"], condition=~Q(key_mark=""), name="device_key_once"
            ),
            models.CheckConstraint(
                condition=Q(key_mark="") | Q(paired_at__isnull=False),
                name="device_paired_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_paired(self) -> bool:
        return self.paired_at is not None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def list_until(self) -> date:
        """The last day on which it holds names: it wipes them by itself after that."""
        return self.edition.ends_on + timedelta(days=LIST_DAYS)

    @property
    def works_until(self) -> date:
        return self.edition.ends_on + timedelta(days=SYNC_DAYS)
