"""The browsers in which people are signed in."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models.people import User


class Visit(models.Model):
    """A browser in which somebody is signed in: of which kind, since when, and when it came last.

    From where is not kept: no address of a connection stands here. ``seen_at`` is true to the hour.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="visits", verbose_name=_("person"))
    session_key = models.CharField(_("session"), max_length=40, unique=True)
    browser = models.CharField(_("browser"), max_length=20, blank=True)
    system = models.CharField(_("system"), max_length=20, blank=True)
    began_at = models.DateTimeField(_("signed in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("browser signed in")
        verbose_name_plural = _("browsers signed in")
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.browser} {self.system}"
