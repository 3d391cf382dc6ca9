"""Publishing the programme."""

from hashlib import sha256
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries, rules
from multaqa.apps.programme.models import Session, Version
from multaqa.apps.programme.services.queue import one_at_a_time
from multaqa.apps.programme.services.telling import tell_changes
from multaqa.kernel import record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal


def seal_of(document: dict[str, Any]) -> str:
    """The SHA-256 of the document's canonical JSON (RFC 8785)."""
    return sha256(rfc8785.dumps(document)).hexdigest()


@transaction.atomic
def publish_version(
    *,
    edition: Edition,
    actor: Visitor,
    reason: str = "",
    **note: str,
) -> Version:
    """Freeze the programme as it is planned now, show it to everyone, and enter it in the record.

    Who has a place in a session whose time or room changed, or that is off, is told. Refuses an
    empty programme, one in which nothing changed, and, without a reason, one with clashes that
    keep people from being where they are announced.
    """
    require(rules.can_plan(actor))
    one_at_a_time(edition.pk)
    last = queries.last_version(edition)
    document = queries.document_of(edition, last.document if last else None)
    people = queries.people_of(edition, document)
    if not document["sessions"]:
        raise Refusal("version.empty")
    if last and (document, people) == (last.document, last.people):
        raise Refusal("version.nothing_changed")
    found = queries.clashes_of(queries.plan_of(edition))
    clash_count = sum(not clash.is_mild for clash in found)
    if clash_count and not reason.strip():
        raise Refusal("version.needs_reason", clashes=clash_count)
    version = Version.objects.create(
        edition=edition,
        number=last.number + 1 if last else 1,
        document=document,
        people=people,
        digest=seal_of(document),
        clash_count=clash_count,
        reason=reason.strip() if clash_count else "",
        published_by=actor if isinstance(actor, User) else None,
        published_at=timezone.now(),
        **note,
    )
    record.append(
        kind="programme.published",
        subject=edition.subject,
        facts={
            "edition": edition.number,
            "version": version.number,
            "sessions": sum(not one["is_cancelled"] for one in document["sessions"]),
            "digest": version.digest,
        },
    )
    if last:
        sessions = Session.objects.filter(edition=edition).select_related("edition", "room")
        changes = queries.changes_between(last.document, document)
        tell_changes({one.number: one for one in sessions}, changes)
    return version
