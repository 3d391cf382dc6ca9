"""The rules against their plain twins, on small elections that are rich in ties."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multaqa.engines.budgeting import equal_shares
from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.election import BallotKind
from multaqa.engines.budgeting.outcome import Completion, Rule, Utility
from multaqa.refusal import Refusal
from tests.engines.budgeting import plain
from tests.engines.budgeting.making import election_of, plain_of

IDS = ["A", "B", "C", "D", "E", "F"]
COSTS = st.one_of(st.integers(0, 6), st.sampled_from([30, 60, 90, 100, 997, 10**12]))
PROJECTS = st.dictionaries(st.sampled_from(IDS), COSTS, min_size=1)


@st.composite
def votes(draw, kind):
    costs = draw(PROJECTS)
    ids = list(costs)
    if kind is BallotKind.ORDINAL:
        row = st.lists(st.sampled_from(ids), unique=True).map(tuple)
    elif kind is BallotKind.CUMULATIVE:
        row = st.dictionaries(st.sampled_from(ids), st.integers(1, 5)).map(
            lambda chosen: tuple(chosen.items())
        )
    else:
        row = st.frozensets(st.sampled_from(ids)).map(lambda chosen: tuple(sorted(chosen)))
    rows = draw(st.lists(row, min_size=1, max_size=12))
    budget = draw(st.one_of(st.integers(1, 40), st.sampled_from([100, 1000, 10**12])))
    return costs, budget, rows


KINDS = [
    (BallotKind.APPROVAL, Utility.COST),
    (BallotKind.APPROVAL, Utility.CARDINALITY),
    (BallotKind.CUMULATIVE, Utility.POINTS),
    (BallotKind.ORDINAL, Utility.BORDA),
]


@pytest.fixture(params=["as it is", "purchase by purchase", "one by one"])
def way(request, monkeypatch):
    """Purchases counted at once or late, and what nobody can pay found one by one or all at once.

    Whatever the sizes at which the engine changes its way, each way decides alike.
    """
    if request.param == "purchase by purchase":
        monkeypatch.setattr(equal_shares, "LOOSE", 0.0)
        monkeypatch.setattr(equal_shares, "MISSES", 1)
    elif request.param == "one by one":
        monkeypatch.setattr(equal_shares, "LOOSE", 2.0**-8)
        monkeypatch.setattr(equal_shares, "FEW", 0)
        monkeypatch.setattr(equal_shares, "DOTS", 0)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("kind", "utility"), KINDS)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=st.data())
def test_equal_shares_equal_plain_fractions(kind, utility, chosen):
    costs, budget, rows = chosen.draw(votes(kind))
    twin = plain_of(costs, budget, rows, kind, worth_is_cost=utility is Utility.COST)
    won, prices, ties = plain.equal_shares(twin, Fraction(budget, len(rows)))

    outcome = decide(election_of(costs, budget, rows, kind), utility=utility)

    assert list(outcome.winners) == won
    assert [step.price for step in outcome.steps] == prices
    assert [(tie.step, tie.projects) for tie in outcome.ties] == ties
    assert outcome.spent == sum(costs[one] for one in won) <= budget


@pytest.mark.parametrize(("kind", "utility"), KINDS)
@settings(max_examples=100, deadline=None)
@given(chosen=st.data())
def test_completion_equals_plain_fractions(kind, utility, chosen):
    costs, budget, rows = chosen.draw(votes(kind))
    budget = min(budget, 300)  # add-1 takes a step for each unit
    twin = plain_of(costs, budget, rows, kind, worth_is_cost=utility is Utility.COST)
    added, share = plain.add_one(twin)

    outcome = decide(
        election_of(costs, budget, rows, kind), utility=utility, completion=(Completion.ADD1,)
    )
    whole = decide(
        election_of(costs, budget, rows, kind),
        utility=utility,
        completion=(Completion.ADD1, Completion.GREEDY),
    )

    assert (list(outcome.winners), outcome.share) == (added, share)
    assert list(whole.winners) == plain.greedy(twin, added)


@pytest.mark.parametrize(("kind", "utility"), KINDS)
@settings(max_examples=100, deadline=None)
@given(chosen=st.data())
def test_greedy_equals_plain_fractions(kind, utility, chosen):
    costs, budget, rows = chosen.draw(votes(kind))
    twin = plain_of(costs, budget, rows, kind, worth_is_cost=utility is Utility.COST)
    outcome = decide(election_of(costs, budget, rows, kind), rule=Rule.GREEDY, utility=utility)
    assert list(outcome.winners) == plain.greedy(twin)


@settings(max_examples=250, deadline=None)
@given(vote=votes(BallotKind.APPROVAL))
def test_phragmen_equals_plain_fractions(vote):
    costs, budget, rows = vote
    outcome = decide(election_of(costs, budget, rows), rule=Rule.PHRAGMEN)
    assert list(outcome.winners) == plain.phragmen(plain_of(costs, budget, rows))


@settings(max_examples=60, deadline=None)
@given(vote=votes(BallotKind.CUMULATIVE), chosen=st.data())
def test_decide_ignores_the_order_of_ballots_and_of_projects(vote, chosen):
    costs, budget, rows = vote
    mixed = dict(chosen.draw(st.permutations(list(costs.items()))))
    election = election_of(costs, budget, rows, BallotKind.CUMULATIVE)
    other = election_of(mixed, budget, chosen.draw(st.permutations(rows)), BallotKind.CUMULATIVE)
    one, two = decide(election), decide(other)
    assert (one.winners, one.steps, one.ties) == (two.winners, two.steps, two.ties)
    assert set(one.reasons) == set(two.reasons)


def test_the_case_worked_by_hand():
    costs = {"library": 50, "road": 50, "well": 40}
    rows = [("road", "library")] * 5 + [("road",)] + [("well",)] * 4
    election = election_of(costs, 100, rows)

    outcome = decide(election, completion=(Completion.ADD1, Completion.GREEDY))

    assert outcome.winners == ("road", "well")
    assert [step.price for step in outcome.steps] == [Fraction(50, 6), 10]
    assert [(step.payers, step.emptied) for step in outcome.steps] == [(6, 0), (0, 4)]
    assert outcome.spent == 90
    library = next(reason for reason in outcome.reasons if reason.project == "library")
    assert (library.fell_at, library.held, library.missing, library.cost_that_wins) == (
        1,
        Fraction(25, 3),
        Fraction(125, 3),
        8,
    )
    assert decide(election, rule=Rule.GREEDY).winners == ("road", "library")


def test_a_project_that_costs_the_whole_envelope_is_bought_by_all():
    # 295110 / 1511 a voter is no float: their shares sum to a little less or more than the cost
    outcome = decide(election_of({"A": 295110}, 295110, [("A",)] * 1511))
    assert outcome.winners == ("A",)
    assert (outcome.steps[0].price, outcome.steps[0].emptied) == (Fraction(295110, 1511), 1511)


@pytest.mark.parametrize("voters", [3, 7, 49, 1511, 9973])
def test_a_project_one_unit_dearer_than_its_supporters_hold_is_not_bought(voters):
    rows = [("A",)] * voters + [("B",)]
    budget = 10**6 * (voters + 1)
    assert decide(election_of({"A": 10**6 * voters, "B": budget}, budget, rows)).winners == ("A",)
    assert not decide(election_of({"A": 10**6 * voters + 1, "B": budget}, budget, rows)).winners


def test_prices_closer_than_floats_tell_are_compared_as_fractions():
    # 10^15 + 1 over 3 * 10^6 voters and 10^15 over as many: one part in 10^15 apart
    rows = [("A",)] * 3 + [("B",)] * 3
    costs = {"A": 10**15 + 1, "B": 10**15}
    outcome = decide(election_of(costs, 4 * 10**15, rows), utility=Utility.CARDINALITY)
    assert (outcome.winners, outcome.ties) == (("B", "A"), ())
    outcome = decide(election_of(costs | {"A": 10**15}, 4 * 10**15, rows))
    assert (outcome.winners, outcome.ties[0].projects) == (("A", "B"), ("A", "B"))


def test_a_removed_project_is_never_bought_and_says_so():
    outcome = decide(election_of({"A": 0, "B": 5}, 10, [("A", "B"), ("A",)]))
    assert outcome.winners == ("B",)
    assert {reason.project: reason.code for reason in outcome.reasons}["A"] == "removed"


def test_who_names_nothing_has_a_share_that_nobody_else_spends():
    assert not decide(election_of({"A": 10}, 10, [("A",), ()])).winners


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("budgeting.no_ballots", {"rows": []}),
        ("budgeting.no_envelope", {"budget": 0}),
        ("budgeting.too_large", {"costs": {"A": 2**53}}),
    ],
)
def test_decide_refuses(code, changed):
    given = {"costs": {"A": 5}, "budget": 10, "rows": [("A",)]} | changed
    with pytest.raises(Refusal, match=code):
        decide(election_of(**given))


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("budgeting.no_points", {"utility": Utility.POINTS}),
        ("budgeting.no_order", {"utility": Utility.BORDA}),
        (
            "budgeting.completion_of_another",
            {"rule": Rule.GREEDY, "completion": (Completion.ADD1,)},
        ),
    ],
)
def test_decide_refuses_what_does_not_go_together(code, how):
    with pytest.raises(Refusal, match=code):
        decide(election_of({"A": 5}, 10, [("A",)]), **how)


def test_phragmen_refuses_ballots_that_approve_nothing():
    election = election_of({"A": 5}, 10, [(("A", 2),)], BallotKind.CUMULATIVE)
    with pytest.raises(Refusal, match="no_approvals"):
        decide(election, rule=Rule.PHRAGMEN)
