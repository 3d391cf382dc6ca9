"""Why a project lost: its moment, what lacked, and the cost at which it would have won."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.election import BallotKind
from multaqa.engines.budgeting.outcome import Completion, Rule, Utility
from tests.engines.budgeting import plain
from tests.engines.budgeting.making import election_of, plain_of
from tests.engines.budgeting.test_decide import KINDS, votes


def held_after_each(vote, share, won, prices, one):
    purse = [Fraction(share)] * len(vote.voters)
    yield sum(purse[voter] for voter in vote.supporters(one))
    for taken, price in zip(won, prices, strict=True):
        for voter in vote.supporters(taken):
            purse[voter] -= min(purse[voter], price * vote.voters[voter][taken])
        yield sum(purse[voter] for voter in vote.supporters(one))


@pytest.mark.parametrize(("kind", "utility"), KINDS)
@settings(max_examples=200, deadline=None)
@given(chosen=st.data())
def test_a_project_falls_when_its_supporters_hold_less_than_its_cost(kind, utility, chosen):
    costs, budget, rows = chosen.draw(votes(kind))
    is_cost = utility is Utility.COST
    twin = plain_of(costs, budget, rows, kind, worth_is_cost=is_cost)
    share = Fraction(budget, len(rows))
    won, prices, _ties = plain.equal_shares(twin, share)

    for reason in decide(election_of(costs, budget, rows, kind), utility=utility).reasons:
        one, cost = reason.project, costs[reason.project]
        if not cost or one in won or not twin.supporters(one):
            assert reason.code in {"removed", "bought_equal_shares", "no_supporter"}
            continue
        held = list(held_after_each(twin, share, won, prices, one))
        first = next(number for number, money in enumerate(held) if money < cost)
        assert (reason.fell_at, reason.held) == (first, held[first])
        assert reason.missing == cost - held[first]


@pytest.mark.parametrize(("kind", "utility"), KINDS)
@settings(max_examples=200, deadline=None)
@given(chosen=st.data())
def test_the_cost_that_wins_wins_and_one_unit_more_does_not(kind, utility, chosen):
    costs, budget, rows = chosen.draw(votes(kind))
    is_cost = utility is Utility.COST
    for reason in decide(election_of(costs, budget, rows, kind), utility=utility).reasons:
        if reason.code != "too_little_left":
            continue
        for cost, wins in ((reason.cost_that_wins, True), (reason.cost_that_wins + 1, False)):
            changed = costs | {reason.project: cost}
            twin = plain_of(changed, budget, rows, kind, worth_is_cost=is_cost)
            won = plain.equal_shares(twin, Fraction(budget, len(rows)))[0]
            assert (reason.project in won) == (wins and cost > 0), (cost, reason)


def test_reasons_of_what_completion_buys_and_leaves():
    rows = [("A", "B")] * 6 + [("C",)] * 3 + [("D",)]
    election = election_of({"A": 60, "B": 50, "C": 35, "D": 70, "E": 1}, 100, rows)
    outcome = decide(election, completion=(Completion.ADD1, Completion.GREEDY))
    told = {reason.project: reason for reason in outcome.reasons}
    assert outcome.winners == ("A", "C", "E")
    assert told["A"].code == "bought_equal_shares"
    assert told["E"].code == "bought_greedy"  # nobody asked for it; it still fits
    assert told["D"].code == "too_little_left"
    assert told["D"].cost_that_wins == outcome.share.__floor__()


def test_reasons_of_greedy_tell_what_was_left_of_the_envelope():
    outcome = decide(election_of({"A": 60, "B": 50}, 100, [("A", "B"), ("A",)]), rule=Rule.GREEDY)
    lost = outcome.reasons[1]
    assert (lost.code, lost.held, lost.missing) == ("does_not_fit", 40, 10)


def test_explanations_can_be_left_out():
    election = election_of({"A": 60, "B": 90}, 100, [("A",), ("B",)], BallotKind.APPROVAL)
    short = decide(election, explain=False)
    assert short.reasons == () == short.steps
    assert replace(decide(election), reasons=(), steps=()) == short
