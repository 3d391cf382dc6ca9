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


def check_may_leave(user: User, *, counts_who_asked: bool = True) -> None:
    """Refuses the last coordinator: without one nobody could run the forum.

    Every coordinator is held meanwhile: of two who leave at once, one stays.
    """
    rows = Role.objects.select_for_update(of=("self",)).filter(kind=RoleKind.COORDINATOR)
    roles = list(rows.filter(user__is_active=True).order_by("pk").values_list("user", flat=True))
    if user.pk not in roles:
        return
    others = set(roles) - {user.pk}
    if not others:
        raise Refusal("accounts.last_coordinator")
    asked = Erasure.objects.filter(user__in=others).values_list("user", flat=True)
    if not counts_who_asked and not others - set(asked):
        raise Refusal("accounts.others_leave")


@transaction.atomic
def ask_erasure(*, user: User) -> Erasure:
    """Have the account erased once the days to think again are over; asked again, it stands.

    Refuses a coordinator beside whom all the others asked the same: nobody would remain.
    """
    check_may_leave(user, counts_who_asked=Erasure.objects.filter(user=user).exists())
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
