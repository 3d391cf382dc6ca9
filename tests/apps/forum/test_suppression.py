"""What is published of small counts, attacked by whoever tries every possibility."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from multaqa.apps.forum.queries.suppression import SMALL, Shown, shown_column


def possible(counts, shown):
    """Every column that has the published counts, the published total, and the same signs."""
    hidden = [key for key in counts if shown[key] != Shown.PLAIN]
    total = sum(counts[key] for key in hidden)
    ranges = [
        range(SMALL) if shown[key] == Shown.SMALL else range(SMALL, total + 1) for key in hidden
    ]
    for told in product(*ranges):
        if sum(told) == total:
            yield dict(zip(hidden, told, strict=True))


@pytest.mark.parametrize(
    ("counts", "plain"),
    [
        ({"a": 30, "b": 78}, {"a", "b"}),
        ({"a": 3, "b": 78}, set()),  # 81 minus 78 would tell the 3
        ({"a": 3, "b": 12, "c": 78}, {"c"}),
        ({"a": 4, "b": 4, "c": 78}, set()),  # two fours: their sum, 8, would tell both
        ({"a": 2, "b": 3, "c": 78}, set()),  # their sum is 5: the first cannot be more than 4
        ({"a": 0, "b": 0, "c": 40, "d": 41}, {"d"}),
        ({"a": 2, "b": 2, "c": 78}, {"c"}),  # a sum of 4: each may be anything from 0 to 4
    ],
)
def test_counts_beside_small_ones_are_withheld_where_they_must(counts, plain):
    shown = shown_column(counts)
    assert {key for key, one in shown.items() if one == Shown.PLAIN} == plain


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
def test_nobody_computes_a_small_count_from_the_others(numbers):
    counts = dict(enumerate(numbers))
    assume(sum(numbers) >= SMALL)
    shown = shown_column(counts)
    small = [key for key, one in shown.items() if one == Shown.SMALL]
    assert all(counts[key] >= SMALL for key, one in shown.items() if one == Shown.PLAIN)
    worlds = list(possible(counts, shown))
    for key in small:
        assert {world[key] for world in worlds} >= {0, SMALL - 1}, (counts, shown)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_who_knows_the_rule_cannot_compute_it_either(numbers):
    """The reader also asks which columns this very rule would have published in this very way."""
    counts = dict(enumerate(numbers))
    assume(sum(numbers) >= SMALL)
    shown = shown_column(counts)
    small = [key for key, one in shown.items() if one == Shown.SMALL]
    plain = {key: counts[key] for key, one in shown.items() if one == Shown.PLAIN}
    same = [world for world in possible(counts, shown) if shown_column(plain | world) == shown]
    for key in small:
        assert len({world[key] for world in same}) > 1, (counts, shown)
