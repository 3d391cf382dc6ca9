"""Leaving: an account that is to be erased, until its person thinks again; then nothing of it."""

import logging
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from multaqa.apps.accounts.models import Erasure, Recipient, Role, RoleKind, User
from multaqa.apps.accounts.services.telling import tell_person
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)


def check_may_leave(user: User) -> None:
    """Refuses the last coordinator: without one nobody could run the forum."""
    others = Role.objects.filter(kind=RoleKind.COORDINATOR, user__is_active=True)
    is_one = others.filter(user=user).exists()
    if is_one and not others.exclude(user=user).exists():
        raise Refusal("accounts.last_coordinator")


@transaction.atomic
def ask_erasure(*, user: User) -> Erasure:
    """Have the account erased once the days to think again are over; asked again, it stands."""
    check_may_leave(user)
    due = timezone.now() + timedelta(days=settings.ERASURE_DAYS)
    erasure, is_new = Erasure.objects.get_or_create(user=user, defaults={"due_at": due})
    if is_new:
        log.info("user %s asked to be erased", user.pk)
        sentence = gettext_noop(
            "Your account is to be erased. Until then you can keep it, in your space on the site."
        )
        tell_person(user, sentence)
    return erasure


@transaction.atomic
def keep_account(*, user: User) -> None:
    """Think again: the account stays as it is."""
    Erasure.objects.filter(user=user).delete()


def forget_person(*, user: User) -> None:
    """Erase the account, with all by which it is opened; what others keep of it names nobody.

    The last of the apps to forget: called in the one transaction that forgets the person.
    """
    keys = list(user.visits.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    Authenticator.objects.filter(user=user).delete()
    contacts = [contact for contact in (user.phone, user.email) if contact]
    Recipient.objects.filter(contact__in=contacts).delete()
    key = user.pk
    user.delete()
    log.info("user %s was erased", key)
