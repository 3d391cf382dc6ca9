from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, assume, given, settings

from multaqa.engines.lottery import Change, Person, Problem, Quota, check, feasibility
from multaqa.refusal import Refusal
from tests.engines.lottery.pools import panels_of, problems

SETTINGS = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def repaired(problem, changes):
    quotas = {(quota.category, quota.value): quota for quota in problem.quotas}
    for change in changes:
        quota = quotas[change.category, change.value]
        assert getattr(quota, change.bound) == change.was
        quotas[change.category, change.value] = replace(quota, **{change.bound: change.becomes})
    return replace(problem, quotas=tuple(quotas.values()))


def smallest_price(problem):
    """The fewest seats by which the quotas miss any panel that the groups allow."""
    free = replace(problem, quotas=())
    prices = []
    for panel in panels_of(free):
        price = 0
        for quota in problem.quotas:
            place = problem.categories.index(quota.category)
            held = sum(problem.people[one].values[place] == quota.value for one in panel)
            price += max(0, quota.minimum - held) + max(0, held - quota.maximum)
        prices.append(price)
    return min(prices, default=None)


@SETTINGS
@given(problem=problems())
def test_feasibility_finds_the_smallest_changes(problem):
    # The quotas of one pool, asked of a part of it, seldom fit.
    problem = replace(problem, people=problem.people[: max(problem.seats, 4)])
    try:
        problem = check(problem)
    except Refusal:
        assume(False)
    answer = feasibility(problem)
    assert answer.is_feasible == bool(panels_of(problem))
    if answer.is_feasible:
        assert answer.alternatives == ()
        return
    smallest = smallest_price(problem)
    assert (smallest is None) == (not answer.alternatives)
    assert smallest is None or answer.alternatives[0].price == smallest
    prices = [way.price for way in answer.alternatives]
    assert prices == sorted(prices)
    touched = [
        {(change.category, change.value, change.bound) for change in way.changes}
        for way in answer.alternatives
    ]
    assert not any(first <= second for first, second in combinations(touched, 2))
    for way in answer.alternatives:
        assert way.price == sum(abs(change.becomes - change.was) for change in way.changes)
        assert panels_of(repaired(problem, way.changes))


def town(*quotas, seats=4):
    people = [Person(f"p{at:02}", ("rural" if at < 3 else "urban",)) for at in range(10)]
    return Problem(("area",), tuple(people), quotas, seats)


def test_feasibility_prices_a_minimum_that_the_pool_cannot_fill():
    answer = feasibility(town(Quota("area", "rural", 4, 4), Quota("area", "urban", 0, 4)))
    assert answer.alternatives[0].changes == (Change("area", "rural", "minimum", 4, 3),)
    assert answer.alternatives[0].price == 1


def test_feasibility_repairs_minima_that_add_up_to_too_many_seats():
    answer = feasibility(town(Quota("area", "rural", 2, 3), Quota("area", "urban", 3, 4)))
    assert {way.changes for way in answer.alternatives} == {
        (Change("area", "rural", "minimum", 2, 1),),
        (Change("area", "urban", "minimum", 3, 2),),
    }


def test_feasibility_repairs_maxima_that_leave_seats_empty():
    answer = feasibility(town(Quota("area", "rural", 0, 1), Quota("area", "urban", 0, 2)))
    assert {way.changes for way in answer.alternatives} == {
        (Change("area", "rural", "maximum", 1, 2),),
        (Change("area", "urban", "maximum", 2, 3),),
    }


def test_feasibility_repairs_a_minimum_above_its_maximum():
    answer = feasibility(town(Quota("area", "rural", 3, 1), Quota("area", "urban", 0, 4)))
    assert not answer.is_feasible
    assert {way.price for way in answer.alternatives} == {2}


def test_feasibility_moves_no_quota_past_its_cap():
    problem = town(Quota("area", "rural", 3, 3), Quota("area", "urban", 3, 4))
    caps = {("area", "rural"): 1, ("area", "urban"): 1}
    answer = feasibility(problem, caps=caps)
    assert [way.price for way in answer.alternatives] == [2]
    assert {abs(one.becomes - one.was) for one in answer.alternatives[0].changes} == {1}
    assert feasibility(problem, caps=dict.fromkeys(caps, 0)).alternatives == ()


def test_feasibility_says_when_groups_leave_too_few_to_sit():
    problem = town(Quota("area", "rural", 0, 4), Quota("area", "urban", 0, 4))
    people = tuple(replace(one, group="one house") for one in problem.people)
    answer = feasibility(replace(problem, people=people))
    assert (answer.is_feasible, answer.alternatives, answer.most_seats) == (False, (), 1)
