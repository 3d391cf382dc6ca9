"""All that a person was told, whoever told it, in one place: the newest first, the new marked.

An app that keeps messages of its own adds an ``Inbox`` to ``INBOXES`` from its receivers.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from multaqa.apps.accounts.models import Notice, User
from multaqa.apps.accounts.queries.notices import notices_of
from multaqa.kernel.house import TOPICS

Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as its person reads it; ``note`` says of what, ``key`` is its place."""

    key: str
    title: str
    text: str
    url: str
    at: datetime
    is_new: bool
    why: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What one app keeps for a person, newest first, and its entries by the keys of its rows."""

    messages_of: Callable[[User], Rows]
    entries_of: Callable[[User, Collection[int]], dict[int, Entry]]


def _entries(user: User, keys: Collection[int]) -> dict[int, Entry]:
    return {
        one.pk: Entry(
            key=f"notice-{one.pk}",
            title=one.title,
            text=one.text,
            url=one.url,
            at=one.created_at,
            is_new=one.read_at is None,
            why=str(TOPICS[one.topic].why) if one.topic in TOPICS else "",
        )
        for one in Notice.objects.filter(user=user, pk__in=keys)
    }


INBOXES: dict[str, Inbox] = {"notice": Inbox(notices_of, _entries)}


def inbox_of(user: User, *, unread: bool = False) -> Rows:
    """The (source, key) of every message, in the order in which they came, in one question."""
    parts = []
    for source, inbox in INBOXES.items():
        rows = inbox.messages_of(user).order_by()
        if unread:
            rows = rows.filter(read_at=None)
        named = rows.annotate(source=Value(source, output_field=CharField()), at=F("created_at"))
        parts.append(named.values_list("source", "pk", "at"))
    union: Rows = parts[0].union(*parts[1:], all=True).order_by("-at", "-pk")
    return union


def entries_of(user: User, rows: Collection[tuple[str, int, datetime]]) -> list[Entry]:
    """The messages of these rows, in their order: one question for each source."""
    found = {
        source: inbox.entries_of(user, [pk for named, pk, _at in rows if named == source])
        for source, inbox in INBOXES.items()
    }
    return [found[source][pk] for source, pk, _at in rows if pk in found[source]]


def unread_count(user: User) -> int:
    return inbox_of(user, unread=True).count()
