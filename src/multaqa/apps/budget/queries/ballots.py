"""The ballots of a round as a whole: their fingerprint, how many came by which way."""

import json
from collections.abc import Mapping
from hashlib import sha256

from django.db.models import Count

from multaqa.apps.budget.models import Ballot, Channel, Round

SMALLEST = 5  # what is counted of fewer people is shown to nobody


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


def channel_counts(voting: Round) -> dict[str, int]:
    """How many ballots came by which way, every way named."""
    rows = Ballot.objects.filter(round=voting).order_by().values_list("channel")
    found = dict(rows.annotate(n=Count("pk")))
    return {channel: found.get(channel, 0) for channel in Channel.values}


def without_small(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts with those of fewer than five hidden, and one more, that no difference tells."""
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST}
    others = sorted((count, name) for name, count in counts.items() if count and name not in hidden)
    if hidden and sum(counts[name] for name in hidden) < SMALLEST * len(hidden) and others:
        hidden.add(others[0][1])
    return {name: None if name in hidden else count for name, count in counts.items()}
