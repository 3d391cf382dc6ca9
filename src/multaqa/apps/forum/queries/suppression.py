"""Counts of people that are published, and those too small to be.

A count under five could point at somebody. Hiding it alone is not enough: the total minus the other
counts would tell it. So other counts of its column are hidden with it, until whoever reads the
whole table, and knows how it was made, still has to take each small count for anything from nought
to four.
"""

from collections.abc import Mapping
from enum import StrEnum

SMALL = 5  # what is under it is hidden


class Shown(StrEnum):
    """How a count stands in a published table."""

    PLAIN = "plain"
    SMALL = "small"  # hidden: less than five
    WITHHELD = "withheld"  # hidden so that a small one cannot be computed


def shown_column(counts: Mapping[str, int]) -> dict[str, Shown]:
    """How each count of one column is published beside the column's total.

    Where no choice of counts to withhold keeps the small ones safe, the whole column is withheld.
    """
    small = {key for key, count in counts.items() if count < SMALL}
    if not small:
        return dict.fromkeys(counts, Shown.PLAIN)
    large = sorted(counts.keys() - small, key=lambda key: (counts[key], key))
    for taken in range(len(large) + 1):
        if _is_safe(counts, small, large[:taken], large[taken:]):
            withheld = set(large[:taken])
            return {
                key: Shown.SMALL
                if key in small
                else Shown.WITHHELD
                if key in withheld
                else Shown.PLAIN
                for key in counts
            }
    return dict.fromkeys(counts, Shown.WITHHELD)


def _is_safe(
    counts: Mapping[str, int], small: set[str], withheld: list[str], plain: list[str]
) -> bool:
    """Whether each small count could be nought, and could be four, for all that a reader knows.

    A reader knows the total, that a small count is from 0 to 4, and that a withheld one is at least
    5 and at most the smallest that is still shown.
    """
    rest = sum(counts[key] for key in (*small, *withheld))  # the total minus what is shown
    most = min((counts[key] for key in plain), default=rest)
    could_be_nought = rest <= (SMALL - 1) * (len(small) - 1) + most * len(withheld)
    could_be_four = rest >= (SMALL - 1) + SMALL * len(withheld)
    return could_be_nought and could_be_four
