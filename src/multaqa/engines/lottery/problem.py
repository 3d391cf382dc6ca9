"""What a balanced draw is asked: people, quotas, seats."""

from dataclasses import dataclass
from typing import Literal

Method = Literal["leximin", "maximin", "nash"]


@dataclass(frozen=True, slots=True)
class Quota:
    """At least ``minimum`` and at most ``maximum`` seats for people with this value."""

    category: str
    value: str
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Person:
    """One of the pool: a pseudonymous id and a value per category, in the problem's order.

    ``group`` names a household or body of which one person at most may sit; empty: stands alone.
    """

    id: str
    values: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A pool, its quotas and the seats; ``must_include`` are ids that sit on every panel."""

    categories: tuple[str, ...]
    people: tuple[Person, ...]
    quotas: tuple[Quota, ...]
    seats: int
    must_include: frozenset[str] = frozenset()
