"""What is proven of a span of shares holds for each share in it, by the plain rule."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.election import BallotKind
from multaqa.engines.budgeting.many_shares import ManyShares
from multaqa.engines.budgeting.outcome import Completion, Utility
from multaqa.engines.budgeting.support import support_of
from tests.engines.budgeting import plain
from tests.engines.budgeting.making import election_of, plain_of
from tests.engines.budgeting.test_decide import KINDS, votes


def many_of(election, utility):
    worth = [max(one.cost, 1) if utility is Utility.COST else 1 for one in election.projects]
    ids = [one.id for one in election.projects]
    return ManyShares(support_of(election, utility), worth, [sorted(ids).index(one) for one in ids])


@pytest.mark.parametrize(("kind", "utility"), KINDS)
@settings(max_examples=250, deadline=None)
@given(chosen=st.data())
def test_each_share_of_a_span_buys_what_was_proven(kind, utility, chosen):
    costs, budget, rows = chosen.draw(votes(kind))
    election = election_of(costs, budget, rows, kind)
    twin = plain_of(costs, budget, rows, kind, worth_is_cost=utility is Utility.COST)
    share = Fraction(budget, len(rows))
    widths = chosen.draw(st.lists(st.integers(0, 40), min_size=1, max_size=6))
    spans = [
        (share + step, share + step + width / Fraction(8)) for step, width in enumerate(widths)
    ]
    every = np.ones(len(costs), np.bool_)
    ids = list(costs)

    for (first, last), order in zip(
        spans, many_of(election, utility).orders(spans, every), strict=True
    ):
        for at in (first, (first + 2 * last) / 3, last):
            if order is not None:
                assert [ids[one] for one in order] == plain.equal_shares(twin, at)[0]


def test_spans_are_proven_where_nothing_is_near():
    rows = [("A", "B")] * 6 + [("C",)] * 3 + [("D",)]
    many = many_of(election_of({"A": 60, "B": 50, "C": 35, "D": 70}, 100, rows), Utility.COST)
    spans = [(Fraction(21, 2), Fraction(23, 2)), (Fraction(12), Fraction(17))]
    assert many.orders(spans, np.ones(4, np.bool_)) == [(0,), (0, 2)]


def test_equal_projects_are_told_apart_in_every_share():
    rows = [("A", "B", "C")] * 3 + [("B", "C")] * 2 + [("A",)] * 5
    many = many_of(election_of({"C": 20, "B": 20, "A": 60}, 100, rows), Utility.COST)
    assert many.orders([(Fraction(10), Fraction(12))], np.ones(3, np.bool_)) == [(2, 1)]


def test_add_one_takes_a_million_steps_as_it_takes_ten():
    rows = [("A", "B")] * 6 + [("C",)] * 3 + [("D",)]
    completion = (Completion.ADD1,)
    small = decide(
        election_of({"A": 60, "B": 50, "C": 35, "D": 70}, 100, rows), completion=completion
    )
    scaled = {"A": 60 * 10**6, "B": 50 * 10**6, "C": 35 * 10**6, "D": 70 * 10**6}
    large = decide(election_of(scaled, 100 * 10**6, rows), completion=completion)
    assert large.winners == small.winners == ("A", "C")
    assert (small.share, large.share) == (12, 11_666_667)  # C's three can pay for it


def test_equal_projects_of_ballots_with_points():
    rows = [(("A", 2), ("B", 2)), (("A", 1), ("B", 1)), (("C", 3),)]
    election = election_of({"B": 6, "A": 6, "C": 9}, 30, rows, BallotKind.CUMULATIVE)
    spans = [(Fraction(10), Fraction(11))]
    assert many_of(election, Utility.POINTS).orders(spans, np.ones(3, np.bool_)) == [(1, 0, 2)]
