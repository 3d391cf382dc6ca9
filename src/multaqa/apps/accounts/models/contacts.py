"""A phone or an e-mail address that was changed, and may be put back."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models.people import User


class ContactChange(models.Model):
    """That a contact was added, changed or taken out: told to the others, and undone by a link.

    Kept for as long as the link works, then forgotten: it holds the former contact.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")

    user = models.ForeignKey(
        User, models.CASCADE, related_name="contact_changes", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    former = models.CharField(_("former contact"), max_length=254, blank=True)
    current = models.CharField(_("contact since then"), max_length=254, blank=True)
    at = models.DateTimeField(_("moment"), default=timezone.now, db_index=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of contact")
        verbose_name_plural = _("changes of contact")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(former="", current=""), name="contact_change_of_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
