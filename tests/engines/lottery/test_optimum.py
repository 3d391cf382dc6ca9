from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from multaqa.engines.lottery import Person, Problem, Quota, check, compute
from multaqa.refusal import Refusal
from tests.engines.lottery.pools import (
    leximin_by_hand,
    maximin_by_hand,
    panels_of,
    problems,
)

SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def checked(problem):
    try:
        return check(problem)
    except Refusal:
        assume(False)


@SETTINGS
@given(problem=problems())
def test_compute_leximin_agrees_with_every_panel_listed(problem):
    problem = checked(problem)
    panels = panels_of(problem)
    if not panels:
        with pytest.raises(Refusal, match=r"lottery\.infeasible"):
            compute(problem)
        return
    lottery = compute(problem)
    assert lottery.is_proven
    assert lottery.chances == pytest.approx(leximin_by_hand(len(problem.people), panels), abs=1e-6)
    assert set(lottery.panels) <= set(panels)


@SETTINGS
@given(problem=problems(most_people=7))
def test_compute_maximin_agrees_with_every_panel_listed(problem):
    problem = checked(problem)
    panels = panels_of(problem)
    assume(panels)
    lottery = compute(problem, method="maximin")
    highest = maximin_by_hand(len(problem.people), panels)
    assert lottery.least == pytest.approx(highest, abs=1e-6)
    assert lottery.bound == pytest.approx(highest, abs=1e-6)


@SETTINGS
@given(problem=problems(most_people=7))
def test_compute_nash_leaves_no_panel_that_pulls_harder(problem):
    """At the largest product no panel's sum of 1 / chance passes the number of seatable people."""
    problem = checked(problem)
    panels = panels_of(problem)
    assume(panels)
    lottery = compute(problem, method="nash")
    seatable = {number for panel in panels for number in panel}
    assert all(lottery.chances[number] > 0 for number in seatable)
    pulls = [sum(1 / lottery.chances[number] for number in panel) for panel in panels]
    assert max(pulls) <= len(seatable) * (1 + 1e-4)


@SETTINGS
@given(problem=problems())
def test_compute_names_exactly_those_whom_no_panel_holds(problem):
    problem = checked(problem)
    panels = panels_of(problem)
    assume(panels)
    lottery = compute(problem)
    seatable = {number for panel in panels for number in panel}
    assert {one.person for one in lottery.unseatable} == set(range(len(problem.people))) - seatable
    for one in lottery.unseatable:
        assert lottery.chances[one.person] == 0
        if one.why == "quotas":
            opened = {(change.category, change.value): change for change in one.changes}
            quotas = tuple(
                changed(quota, opened[quota.category, quota.value])
                if (quota.category, quota.value) in opened
                else quota
                for quota in problem.quotas
            )
            wider = panels_of(replace(problem, quotas=quotas))
            assert any(one.person in panel for panel in wider)


def changed(quota, change):
    assert getattr(quota, change.bound) == change.was
    return replace(quota, **{change.bound: change.becomes})


@SETTINGS
@given(problem=problems(), order=st.randoms(use_true_random=False))
def test_compute_ignores_the_order_of_the_pool(problem, order):
    problem = checked(problem)
    assume(panels_of(problem))
    people = list(problem.people)
    order.shuffle(people)
    assert compute(replace(problem, people=tuple(people))) == compute(problem)


def village(*, seats=2, minimum=1):
    """Four women and two men, a panel of two with one of each: worked by hand in the paper."""
    women = tuple(Person(f"w{number}", ("woman",)) for number in range(4))
    men = tuple(Person(f"m{number}", ("man",)) for number in range(2))
    quotas = (Quota("sex", "woman", minimum, 1), Quota("sex", "man", minimum, 1))
    return Problem(("sex",), women + men, quotas, seats)


def test_compute_gives_the_village_of_the_paper_a_quarter_and_a_half():
    lottery = compute(village())
    assert lottery.chances == pytest.approx([0.5] * 2 + [0.25] * 4)
    assert (lottery.least, lottery.mean, lottery.most) == pytest.approx((0.25, 1 / 3, 0.5))
    assert lottery.counts == (*[Fraction(500)] * 2, *[Fraction(250)] * 4)
    cost = max(lottery.costs, key=lambda one: one.gain)
    assert (cost.value, cost.bound) in {("woman", "maximum"), ("man", "minimum")}
    assert sum(one.gain for one in lottery.costs) == pytest.approx(1 / 4)


def test_compute_gives_who_must_sit_a_seat_on_every_panel():
    lottery = compute(replace(village(), must_include=frozenset({"w3"})))
    assert dict(zip([one.id for one in lottery.problem.people], lottery.chances, strict=True)) == {
        "m0": pytest.approx(0.5),
        "m1": pytest.approx(0.5),
        "w0": 0,
        "w1": 0,
        "w2": 0,
        "w3": pytest.approx(1),
    }
    assert {one.why for one in lottery.unseatable} == {"quotas"}


def test_compute_seats_one_of_a_household_at_most():
    people = tuple(replace(one, group="home" * one.id.startswith("m")) for one in village().people)
    quotas = (Quota("sex", "woman", 1, 3), Quota("sex", "man", 0, 2))
    lottery = compute(replace(village(seats=3), people=people, quotas=quotas))
    men = [number for number, one in enumerate(lottery.problem.people) if one.group]
    assert all(len(set(panel) & set(men)) <= 1 for panel in lottery.panels)
    assert lottery.chances == pytest.approx([0.5] * 6)


def test_compute_bars_who_lives_with_someone_who_must_sit():
    people = tuple(replace(one, group="home" * one.id.startswith("m")) for one in village().people)
    problem = replace(village(), people=people, must_include=frozenset({"m0"}))
    lottery = compute(problem)
    assert [(lottery.problem.people[one.person].id, one.why) for one in lottery.unseatable] == [
        ("m1", "group")
    ]


def test_compute_tells_its_steps_and_lets_its_caller_stop_it():
    told = []
    compute(village(), progress=lambda step, done: told.append((step, done)))
    steps = list(dict.fromkeys(step for step, _ in told))
    assert steps == ["lottery.types", "lottery.optimum", "lottery.panels", "lottery.reasons"]
    assert all(0 <= done <= 1 for _, done in told)

    def stop(step, done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compute(village(), progress=stop)
