"""The quorum and the majority of a cooperative, by property and by cases of the law."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.engines.assembly import SHARES, find_quorum, is_adopted
from multaqa.refusal import Refusal


@pytest.mark.parametrize(
    ("kind", "call", "members", "needed"),
    [
        ("ordinary", 1, 31, 16),
        ("ordinary", 1, 30, 15),
        ("ordinary", 2, 31, 8),
        ("ordinary", 3, 31, 4),
        ("extraordinary", 1, 31, 24),
        ("extraordinary", 2, 31, 16),
        ("extraordinary", 3, 5, 2),
        ("ordinary", 3, 20, 2),
        ("ordinary", 3, 60, 6),
    ],
)
def test_the_law_counts(kind, call, members, needed):
    found = find_quorum(kind, call=call, members=members, present=needed, represented=0)
    assert (found.needed, found.is_reached) == (needed, True)
    short = find_quorum(kind, call=call, members=members, present=needed - 1, represented=0)
    assert not short.is_reached


@given(
    kind=st.sampled_from(sorted(SHARES)),
    call=st.integers(1, 3),
    members=st.integers(5, 5000),
    data=st.data(),
)
def test_a_quorum_is_the_smallest_number_that_is_its_share(kind, call, members, data):
    present = data.draw(st.integers(0, members))
    represented = data.draw(st.integers(0, min(present, members - present)))
    found = find_quorum(kind, call=call, members=members, present=present, represented=represented)
    share = Fraction(found.needed, members)
    assert share >= SHARES[kind][call - 1]
    smaller = Fraction(found.needed - 1, members)
    assert smaller < SHARES[kind][call - 1] or (call == 3 and found.needed == 2)
    assert found.is_reached == (present + represented >= found.needed)
    assert found.is_doubtful == (call == 3 and members > 20)


@pytest.mark.parametrize(
    ("present", "represented", "code"),
    [(4, 5, "too_many_mandates"), (8, 3, "more_than_members"), (0, 1, "too_many_mandates")],
)
def test_mandates_and_members_are_bounded(present, represented, code):
    with pytest.raises(Refusal, match=code):
        find_quorum("ordinary", call=1, members=10, present=present, represented=represented)


@pytest.mark.parametrize(
    ("kind", "votes_for", "against", "tie", "adopted"),
    [
        ("ordinary", 6, 5, None, True),
        ("ordinary", 5, 5, None, False),
        ("ordinary", 5, 5, True, True),
        ("ordinary", 5, 5, False, False),
        ("ordinary", 0, 0, True, False),
        ("extraordinary", 8, 4, None, True),
        ("extraordinary", 7, 4, None, False),
        ("extraordinary", 5, 5, True, False),
    ],
)
def test_votes_decide(kind, votes_for, against, tie, adopted):
    assert is_adopted(kind, votes_for=votes_for, against=against, breaks_tie=tie) is adopted
