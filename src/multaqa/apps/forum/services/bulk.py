"""Registrations that came on paper, entered many at once."""

from collections.abc import Iterable, Mapping
from secrets import SystemRandom
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.forum import rules
from multaqa.apps.forum.models import (
    Call,
    Edition,
    Registration,
    RegistrationState,
    RegistrationStep,
)
from multaqa.apps.forum.services.registering import check_whole
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

AT_ONCE = 300
NUMBERS = range(10_000, 100_000)


@transaction.atomic
def bring_registrations(
    *, edition: Edition, actor: User, rows: Iterable[Mapping[str, Any]]
) -> list[Registration]:
    """Enter signed paper forms as registrations that wait for an answer; nobody is written to.

    A row holds a registration's own columns. Refuses the whole of them for one that is not whole or
    asks twice, and where the edition has no call. The body of a paper form is one of the directory.
    """
    require(rules.can_review(actor))
    call = Call.objects.filter(edition=edition).first()
    if call is None:
        raise Refusal("call.coming")
    now = timezone.now()
    brought = [
        Registration(
            edition=edition,
            entered_by=actor,
            consent=Registration.Consent.SIGNED,
            consent_at=now,
            sent_at=now,
            state=RegistrationState.SENT,
            **row,
        )
        for row in rows
    ]
    for one in brought:
        check_whole(one, call, actor)
    for one, number in zip(brought, _numbers(edition, len(brought)), strict=True):
        one.number = number
    registrations = Registration.objects.bulk_create(brought, batch_size=AT_ONCE)
    RegistrationStep.objects.bulk_create(
        [
            RegistrationStep(registration=one, kind=RegistrationStep.Kind.SENT, actor=actor)
            for one in registrations
        ],
        batch_size=AT_ONCE,
    )
    return registrations


def _numbers(edition: Edition, count: int) -> list[str]:
    """Numbers that nobody has, in an order that says nothing."""
    taken = set(
        Registration.objects.filter(edition=edition)
        .exclude(number="")
        .values_list("number", flat=True)
    )
    free = [name for number in NUMBERS if (name := f"{edition.number}-{number}") not in taken]
    return SystemRandom().sample(free, count)
