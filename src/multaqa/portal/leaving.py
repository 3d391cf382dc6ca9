"""Erasing a person from every app at once; and what is forgotten every day."""

import logging
from functools import partial

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts import services
from multaqa.apps.accounts.models import DataCopy, Erasure, User
from multaqa.kernel import jobs
from multaqa.kernel.faults import told
from multaqa.kernel.leftovers import wipe_after_commit
from multaqa.portal import copies, me
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)


@transaction.atomic
def erase_person(*, user: User) -> None:
    """Forget the person in every app, or in none: what counts stays, and names nobody.

    Refuses the last coordinator. Their copies go with them when it is done.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    services.check_may_leave(user)
    files = [copies.place_of(copy) for copy in DataCopy.objects.filter(user=user)]
    for forget in me.FORGETS:
        forget(user=user)
    for path in files:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    wipe_after_commit()


def tidy(job: jobs.Running) -> None:
    """Erase whose days to think again are over; forget copies, former contacts, ended visits."""
    due = list(Erasure.objects.filter(due_at__lte=timezone.now()).values_list("pk", flat=True))
    for place, key in enumerate(due):
        job.tell("leaving.erasing", place / len(due))
        _erase_due(key)
    copies.forget_old()
    services.forget_old_changes()
    services.forget_ended()


def _erase_due(key: int) -> None:
    """One at a time: whom a fault or the last coordinator's rule keeps does not keep the others."""
    try:
        with transaction.atomic():
            erasure = Erasure.objects.select_for_update(of=("self",)).filter(pk=key).first()
            if erasure is not None and erasure.due_at <= timezone.now():
                erase_person(user=erasure.user)
    except Refusal as refusal:
        log.warning("erasure %s waits: %s", key, refusal.code)
    except Exception as error:
        log.error("erasure %s failed: %s", key, told(error))
