from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.engines.lottery.after import (
    asked_again,
    call_alternates,
    choose_alternates,
    nearest,
    seats_left,
)
from multaqa.engines.lottery.problem import Quota
from multaqa.refusal import Refusal
from tests.engines.lottery.villages import lottery_of, village

values = st.text("0123456789", min_size=1, max_size=4)
panel_numbers = st.integers(0, 999)


def panel_of(number, *, groups=False):
    lottery = lottery_of(groups=groups)
    panel = lottery.panels[number % len(lottery.panels)]
    return [lottery.problem.people[person].id for person in panel]


ORDINARY = ("man", "urban", "no")


def panel_with_ordinary_men():
    """A panel on which two men are alike many others, and those men."""
    lottery = lottery_of()
    for number in range(len(lottery.panels)):
        panel = panel_of(number)
        seated = [person for person in village().people if person.id in panel]
        men = [person.id for person in seated if person.values == ORDINARY]
        if len(men) == 2:
            return panel, men
    raise AssertionError("no panel of the village seats two ordinary men")


def keeps_quotas(problem, panel):
    seated = [person for person in problem.people if person.id in panel]
    cells = Counter(
        cell for person in seated for cell in zip(problem.categories, person.values, strict=True)
    )
    houses = Counter(person.group for person in seated if person.group)
    return (
        len(seated) == problem.seats
        and all(
            quota.minimum <= cells[quota.category, quota.value] <= quota.maximum
            for quota in problem.quotas
        )
        and max(houses.values(), default=1) == 1
    )


def test_seats_left_counts_those_who_stay():
    problem, panel = village(), panel_of(0)
    left = seats_left(problem, panel, gone=panel[:1], away=["p29"])

    assert left.seats == 1
    assert {person.id for person in left.people}.isdisjoint({*panel, "p29"})
    assert sum(quota.maximum for quota in left.quotas if quota.category == "gender") == 1


def test_asked_again_keeps_the_bounds_and_seats_those_who_stay():
    problem, panel = village(groups=True), panel_of(3, groups=True)
    again = asked_again(problem, panel, gone=panel[:1], away=["p29"])
    left = seats_left(problem, panel, gone=panel[:1], away=["p29"])

    assert (again.quotas, again.seats) == (problem.quotas, problem.seats)
    assert again.must_include == set(panel[1:])
    assert {one.id for one in again.people} == {one.id for one in left.people} | set(panel[1:])


@pytest.mark.parametrize(
    ("gone", "code"), [((), "nobody_gone"), (("stranger",), "gone_without_seat")]
)
def test_seats_left_refuses(gone, code):
    with pytest.raises(Refusal, match=code):
        seats_left(village(), panel_of(0), gone=gone)


def test_seats_left_refuses_a_stranger_on_the_panel_and_an_empty_pool():
    problem, panel = village(), panel_of(0)
    everyone = [person.id for person in problem.people]

    with pytest.raises(Refusal, match="panel_stranger"):
        seats_left(problem, ["stranger"], gone=["stranger"])
    with pytest.raises(Refusal, match="too_few_left"):
        seats_left(problem, panel, gone=panel[:1], away=everyone)


def test_nearest_tells_bounds_of_the_whole_panel():
    (panel, (man, _)), problem = panel_with_ordinary_men(), village()
    away = [person.id for person in problem.people if person.values[0] == "man"]

    found = nearest(problem, panel, gone=[man], away=away)
    changes = {(change.value, change.bound, change.was) for change in found[0].changes}

    assert nearest(problem, panel, gone=[man]) is None
    assert ("man", "minimum", 3) in changes
    assert ("woman", "maximum", 3) in changes


@settings(max_examples=25, deadline=None)
@given(panel_numbers, values, st.integers(1, 8))
def test_choose_alternates_names_people_who_could_take_a_seat_alone(number, value, count):
    problem, panel = village(groups=True), panel_of(number, groups=True)
    found = choose_alternates(problem, panel, seed=value, count=count)

    assert len(set(found.people)) == len(found.people) <= count
    assert not set(found.people) & set(panel)
    for name, members in zip(found.people, found.covers, strict=True):
        assert members
        for member in members:
            assert keeps_quotas(problem, (set(panel) - {member}) | {name})


@settings(max_examples=25, deadline=None)
@given(panel_numbers, values)
def test_choose_alternates_covers_every_member_that_can_be(number, value):
    problem, panel = village(), panel_of(number)
    found = choose_alternates(problem, panel, seed=value, count=len(panel))
    covered = {member for members in found.covers for member in members}

    assert covered == set(panel) - set(found.uncovered)


@settings(max_examples=25, deadline=None)
@given(panel_numbers, st.sets(st.integers(0, 5), min_size=1, max_size=2), values)
def test_call_alternates_takes_the_earliest_with_whom_quotas_hold(number, seats, value):
    problem, panel = village(groups=True), panel_of(number, groups=True)
    listed = choose_alternates(problem, panel, seed=value, count=10).people
    gone = {panel[seat] for seat in seats}

    fits = any(
        keeps_quotas(problem, (set(panel) - gone) | set(some))
        for some in combinations(listed, len(gone))
    )
    if not fits:
        with pytest.raises(Refusal, match="alternates_do_not_fit"):
            call_alternates(problem, panel, gone=gone, alternates=listed)
        return
    called = call_alternates(problem, panel, gone=gone, alternates=listed)

    assert len(called) == len(gone)
    assert keeps_quotas(problem, (set(panel) - gone) | set(called))
    # combinations() speaks in the order of the list: the first that fits is the earliest.
    assert called == next(
        some
        for some in combinations(listed, len(gone))
        if keeps_quotas(problem, (set(panel) - gone) | set(some))
    )


def test_call_alternates_refuses_a_list_that_cannot_fill_the_seats():
    panel = panel_of(0)

    with pytest.raises(Refusal, match="alternates_do_not_fit"):
        call_alternates(village(), panel, gone=panel[:1], alternates=[])


def test_replacements_ask_nothing_of_must_include_who_left():
    must = frozenset({panel_of(0)[0]})
    problem = replace(village(), must_include=must)

    assert not seats_left(problem, panel_of(0), gone=must).must_include


def test_quotas_never_fall_below_zero():
    problem = replace(village(), quotas=(*village().quotas[:-1], Quota("disability", "no", 0, 6)))
    left = seats_left(problem, panel_of(0), gone=panel_of(0)[:1])

    assert all(0 <= quota.minimum <= quota.maximum for quota in left.quotas)
