"""Floors and caps."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.outcome import (
    Bound,
    BoundAbout,
    BoundKind,
    Completion,
    Rule,
)
from multaqa.refusal import Refusal
from tests.engines.budgeting.making import election_of

ROWS = [("U1", "U2", "U3")] * 70 + [("R1", "R2")] * 30
COSTS = {"U1": 400, "U2": 300, "U3": 300, "R1": 350, "R2": 200}
WHOLE = (Completion.ADD1, Completion.GREEDY)


def floor(amount, name="rural"):
    return Bound(BoundKind.FLOOR, BoundAbout.TERRITORY, name, amount)


def cap(amount, name="urban"):
    return Bound(BoundKind.CAP, BoundAbout.TERRITORY, name, amount)


def with_settings(election):
    return replace(
        election,
        projects=tuple(
            one._replace(
                territory="rural" if one.id.startswith("R") else "urban",
                groups=("women",) if one.id.endswith("2") else (),
            )
            for one in election.projects
        ),
    )


VILLAGE = with_settings(election_of(COSTS, 1000, ROWS))


def spent(outcome, letter):
    return sum(COSTS[one] for one in outcome.winners if one.startswith(letter))


@pytest.mark.parametrize("rule", list(Rule))
def test_a_floor_that_holds_by_itself_changes_nothing(rule):
    without = decide(VILLAGE, rule=rule)
    amount = spent(without, "R")
    outcome = decide(VILLAGE, rule=rule, bounds=(floor(amount),))
    assert outcome.steps == without.steps
    assert (outcome.bounds[0].is_met, outcome.bounds[0].stepped_in) == (True, False)


def test_a_floor_that_would_be_missed_is_shared_among_its_own():
    assert spent(decide(VILLAGE, rule=Rule.GREEDY), "R") == 0
    outcome = decide(VILLAGE, rule=Rule.GREEDY, bounds=(floor(200),))
    assert outcome.winners == ("R2", "U1", "U2")
    assert [step.floor for step in outcome.steps] == ["rural", "", ""]
    assert (outcome.bounds[0].spent, outcome.bounds[0].stepped_in) == (200, True)


def test_a_floor_that_no_project_fits_exactly_takes_the_next_one_too():
    outcome = decide(VILLAGE, rule=Rule.GREEDY, bounds=(floor(210),))
    assert spent(outcome, "R") == 550
    assert outcome.bounds[0].is_met


def test_a_cap_passes_over_what_would_exceed_it_and_says_so():
    outcome = decide(VILLAGE, rule=Rule.GREEDY, bounds=(cap(400),))
    assert spent(outcome, "U") == 400
    told = {reason.project: reason for reason in outcome.reasons}
    assert (told["U2"].code, told["U2"].cap) == ("capped", "urban")
    assert outcome.bounds[0].stepped_in


def test_a_bound_of_a_group():
    women = Bound(BoundKind.FLOOR, BoundAbout.GROUP, "women", 500)
    outcome = decide(VILLAGE, rule=Rule.GREEDY, bounds=(women,))
    assert {"U2", "R2"} <= set(outcome.winners)


@settings(max_examples=250, deadline=None)
@given(
    costs=st.dictionaries(
        st.sampled_from(["U1", "U2", "U3", "R1", "R2", "R3"]), st.integers(0, 12), min_size=1
    ),
    budget=st.integers(1, 30),
    chosen=st.data(),
)
def test_no_cap_is_exceeded_and_floors_are_met_or_nothing_of_theirs_fits(costs, budget, chosen):
    rows = chosen.draw(
        st.lists(st.frozensets(st.sampled_from(list(costs))).map(tuple), min_size=1, max_size=8)
    )
    rule = chosen.draw(st.sampled_from(list(Rule)))
    rural = sum(cost for one, cost in costs.items() if one[0] == "R")
    least = chosen.draw(st.integers(0, min(rural, budget)))
    most = chosen.draw(st.integers(0, 30))
    outcome = decide(
        with_settings(election_of(costs, budget, rows)),
        rule=rule,
        completion=WHOLE if rule is Rule.EQUAL_SHARES else (),
        bounds=(floor(least), cap(most)),
    )
    got = {kind: sum(costs[one] for one in outcome.winners if one[0] == kind) for kind in "UR"}
    assert got["U"] <= most
    assert outcome.spent == sum(got.values()) <= budget
    assert len(set(outcome.winners)) == len(outcome.winners)
    told = outcome.bounds[0]
    assert told.is_met == (got["R"] >= least)
    if not told.is_met:
        voted = {one for row in rows for one in row}
        assert all(
            costs[one] > budget - outcome.spent
            for one in voted
            if one[0] == "R" and costs[one] and one not in outcome.winners
        )


@pytest.mark.parametrize(
    ("code", "bounds"),
    [
        ("budgeting.bound_below_nothing", (floor(-1),)),
        ("budgeting.bound_twice", (floor(1), floor(2))),
        ("budgeting.floor_above_cap", (floor(300), cap(200, "rural"))),
        ("budgeting.floors_above_envelope", (floor(500), floor(501, "urban"))),
        ("budgeting.floor_above_projects", (floor(551),)),
        ("budgeting.floor_above_projects", (floor(1, "nowhere"),)),
    ],
)
def test_bounds_that_contradict_are_refused(code, bounds):
    with pytest.raises(Refusal, match=code):
        decide(VILLAGE, bounds=bounds)
