"""The ballots of a round as a whole: their fingerprint, how many came by which way.

A blank ballot chooses no project: only a paper can be one.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, Q

from multaqa.apps.budget.models import Ballot, Channel, Round
from multaqa.apps.forum.queries.suppression import Shown, shown_column


def ballots_digest(voting: Round) -> str:
    """The fingerprint of all ballots in the order of their receipts, as they are published.

    SHA-256 over one line for each, ``["receipt",["3","7"],[]]`` without spaces, in UTF-8, each
    ended by a line feed.
    """
    digest = sha256()
    rows = Ballot.objects.filter(round=voting).values_list("receipt", "choices", "points")
    for row in sorted(rows.iterator()):
        digest.update(digest_line(*row))
    return digest.hexdigest()


def digest_line(receipt: str, choices: list[str], points: list[int]) -> bytes:
    """The line of one ballot of which the fingerprint of all is made."""
    told = json.dumps([receipt, choices, points], ensure_ascii=False, separators=(",", ":"))
    return f"{told}\n".encode()


@dataclass(frozen=True, slots=True)
class Part:
    """The ballots that came by one way from one setting; ``blank`` of them choose no project."""

    way: str
    setting: str
    count: int
    blank: int

    @property
    def choosing(self) -> int:
        return self.count - self.blank


def parts_of(voting: Round) -> list[Part]:
    """All ballots of a round by way and setting, in one query."""
    rows = (
        Ballot.objects.filter(round=voting)
        .order_by()
        .values_list("channel", "setting")
        .annotate(count=Count("pk"), blank=Count("pk", filter=Q(choices=[])))
    )
    return [Part(*row) for row in rows]


def ways_told(parts: Iterable[Part]) -> dict[str, int | None]:
    """How many came by which way; None for ways hidden, such that no difference tells a small one.

    How many are blank is told however few, and that blank ones are papers: so of the papers only
    those that choose a project are looked at.
    """
    counts, choosing = dict.fromkeys(Channel.values, 0), Counter[str]()
    for one in parts:
        counts[one.way] += one.count
        choosing[one.way] += one.choosing
    shown = shown_column({name: choosing[name] for name, count in counts.items() if count})
    return {
        name: count if not count or shown[name] == Shown.PLAIN else None
        for name, count in counts.items()
    }
