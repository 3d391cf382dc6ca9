"""Chance that anyone can check: SHA-256 over words that are public (RFC 3797 in spirit)."""

from hashlib import sha256

SPACE = 1 << 256


def ticket(seed: str, *parts: object) -> int:
    """The number, below 2**256, that the words ``seed:part:part`` stand for in any language."""
    words = ":".join(str(part) for part in (seed, *parts))
    return int.from_bytes(sha256(words.encode()).digest())


def choose(count: int, seed: str, *parts: object) -> int:
    """One index below ``count``, each equally likely.

    A ticket past the last whole multiple of ``count`` is thrown back and the next turn taken, so
    that no index is favoured by a remainder.
    """
    fair = SPACE - SPACE % count
    turn = 0
    while (drawn := ticket(seed, *parts, turn)) >= fair:
        turn += 1
    return drawn % count
