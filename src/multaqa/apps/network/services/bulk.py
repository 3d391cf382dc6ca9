"""Many bodies at once, from a list that was checked elsewhere."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import (
    LIVE_STATES,
    Body,
    BodyField,
    BodyGroup,
    BodyState,
    Outcome,
    Verification,
    WorkArea,
)
from multaqa.apps.network.services import columns
from multaqa.apps.network.services.decisions import LONGEST_REASON
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

AT_ONCE = 500


@transaction.atomic
def bring_bodies(*, rows: Iterable[Mapping[str, Any]], actor: User, reason: str) -> list[Body]:
    """Bring verified bodies in, ``reason`` saying which list they stand in; returns the new ones.

    A row holds what ``enter_body`` takes. A name that stands already, of the same kind in the same
    commune, or earlier in the list, is passed over, so that a list may be brought again. Refuses
    the whole list for one row that cannot stand.
    """
    require(rules.can_verify(actor))
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise Refusal("body.no_reason")
    known: set[tuple[str, str, str | None]] = set(
        Body.objects.filter(state__in=LIVE_STATES).values_list("name_key", "kind", "commune_id")
    )
    fresh: list[tuple[Body, columns.Told]] = []
    for row in rows:
        told = columns.told(dict(row))
        body = Body(state=BodyState.VERIFIED, entered_by=actor, **told.columns)
        columns.index(body)
        key = (body.name_key, body.kind, body.commune_id)
        if key not in known:
            known.add(key)
            body.slug = columns.slug_of(body)
            fresh.append((body, told))
    bodies = Body.objects.bulk_create([body for body, _told in fresh], batch_size=AT_ONCE)
    write_parts_of(fresh)
    Verification.objects.bulk_create(
        [
            Verification(body=body, outcome=Outcome.VERIFIED, reason=reason, actor=actor)
            for body in bodies
        ],
        batch_size=AT_ONCE,
    )
    return bodies


def write_parts_of(fresh: list[tuple[Body, columns.Told]]) -> None:
    BodyField.objects.bulk_create(
        [
            BodyField(body=body, field=field)
            for body, told in fresh
            for field in dict.fromkeys(told.fields or ())
        ],
        batch_size=AT_ONCE,
    )
    BodyGroup.objects.bulk_create(
        [
            BodyGroup(body=body, group=group)
            for body, told in fresh
            for group in dict.fromkeys(told.groups or ())
        ],
        batch_size=AT_ONCE,
    )
    works = {
        body.pk: list(told.work or ([body.commune_id] if body.commune_id else []))
        for body, told in fresh
    }
    settings = columns.settings_of({code for codes in works.values() for code in codes})
    WorkArea.objects.bulk_create(
        [
            WorkArea(body_id=pk, code=code, setting=settings[code])
            for pk, codes in works.items()
            for code in columns.largest(codes)
        ],
        batch_size=AT_ONCE,
    )
