"""The worked example of how equal shares work: ten people, three projects, one envelope.

A test decides the same election with the engine, so that what the page says is what it would do.
"""

from dataclasses import dataclass
from typing import Any

ENVELOPE = 100_000
SHARE = 10_000  # of each of the ten
SQUARE, WATER, LIGHT = 48_000, 40_000, 40_000
TOWN, DOUAR = 6, 4
LIGHT_VOTERS = 5  # of the six in town
PAID = SQUARE // TOWN  # 8,000 of each of the six
LEFT_IN_TOWN = SHARE - PAID
HAD_FOR_LIGHT = LIGHT_VOTERS * LEFT_IN_TOWN

PURSE, GAP, HEIGHT = 30, 6, 100


@dataclass(frozen=True, slots=True)
class Purse:
    """One person's share, as the picture draws it: what is paid from it fills it from below."""

    x: int
    y: int
    height: int
    tone: str


def example() -> dict[str, Any]:
    """The example's numbers, and its picture."""
    purses = []
    for place in range(TOWN + DOUAR):
        is_town = place < TOWN
        height = HEIGHT * (PAID if is_town else SHARE) // SHARE
        purses.append(
            Purse(
                x=place * (PURSE + GAP),
                y=30 + HEIGHT - height,
                height=height,
                tone="square" if is_town else "water",
            )
        )
    return {
        "envelope": ENVELOPE,
        "share": SHARE,
        "square": SQUARE,
        "water": WATER,
        "light": LIGHT,
        "paid": PAID,
        "left": LEFT_IN_TOWN,
        "had": HAD_FOR_LIGHT,
        "missing": LIGHT - HAD_FOR_LIGHT,
        "purses": purses,
    }
