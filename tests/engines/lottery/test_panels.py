from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from multaqa.engines.lottery import Person, Problem, Quota, achieved, compute, histogram
from multaqa.refusal import Refusal
from tests.engines.lottery.pools import problems

SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def within_two(lottery):
    """Nobody is more than two panels from their chance, rounded."""
    times = Counter(number for panel in lottery.panels for number in panel)
    assert lottery.by == "people"
    for number, chance in enumerate(lottery.chances):
        assert lottery.counts[number] == times[number]
        assert abs(times[number] - round(chance * len(lottery.panels))) <= 2
    return True


@SETTINGS
@given(problem=problems(most_people=12), panels=st.sampled_from([None, 7, 100, 1000]))
def test_compute_puts_everyone_on_their_share_of_panels(problem, panels):
    try:
        lottery = compute(problem, panels=panels)
    except Refusal:
        assume(False)
    assert len(lottery.panels) == panels or panels is None
    assert within_two(lottery)


def town(people, *, seats, seed, households=False):
    """A skewed town with quotas nearer to even than the pool is."""
    generator = np.random.default_rng(seed)
    sizes = (2, 3, 4, 3)
    shares = [generator.dirichlet(np.full(size, 4.0)) for size in sizes]
    columns = [generator.choice(len(share), people, p=share) for share in shares]
    quotas = []
    for at, share in enumerate(shares):
        for value, part in enumerate(0.7 * share + 0.3 / len(share)):
            low, high = int(part * seats) - 1, int(part * seats) + 2
            quotas.append(Quota(f"c{at}", f"v{value}", max(low, 0), high))
    homes = generator.integers(0, people // 2, people)
    pool = tuple(
        Person(
            f"p{number:05}",
            tuple(f"v{column[number]}" for column in columns),
            f"h{homes[number]}" if households else "",
        )
        for number in range(people)
    )
    return Problem(tuple(f"c{at}" for at in range(len(sizes))), pool, tuple(quotas), seats)


@pytest.mark.parametrize("households", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_compute_keeps_the_shares_of_a_town(seed, households):
    problem = town(300, seats=30, seed=seed, households=households)
    lottery = compute(problem)
    assert lottery.is_proven
    assert within_two(lottery)
    for panel in set(lottery.panels):
        assert len(set(panel)) == 30
        assert all(row.minimum <= row.seated <= row.maximum for row in achieved(problem, panel))
        homes = [problem.people[number].group for number in panel]
        assert not households or len(set(homes)) == 30


def test_compute_draws_panels_of_types_for_a_large_pool():
    problem = town(21_000, seats=60, seed=3)
    lottery = compute(problem)
    assert lottery.by == "types"
    assert len(lottery.panels) == 10_000
    assert {len(panel) for panel in lottery.panels} == {60}
    assert max(map(max, lottery.panels)) <= max(lottery.type_of)
    for count, chance in zip(lottery.counts, lottery.chances, strict=True):
        assert abs(count - chance * 10_000) <= 2
    assert compute(problem, panels=50).by == "people"


def test_histogram_counts_everyone_once():
    lottery = compute(town(100, seats=20, seed=4))
    bars = histogram(lottery, bars=7)
    assert len(bars) == 7
    assert sum(bar.people for bar in bars) == 100
    assert bars[-1].high == pytest.approx(lottery.most)
    assert bars[-1].people


def test_achieved_counts_seats_and_pool():
    problem = replace(town(50, seats=5, seed=5))
    rows = achieved(problem, range(5))
    assert sum(row.pool for row in rows if row.category == "c0") == 50
    assert sum(row.seated for row in rows if row.category == "c2") == 5
