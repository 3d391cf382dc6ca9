"""Real and field-made pools, with answers that other people published or computed."""

import csv
from pathlib import Path

import pytest

from multaqa.engines.lottery import Person, Problem, Quota, compute

CASES = Path(__file__).parents[4] / "shared" / "cases" / "lottery"

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason="the shared cases of the lottery are not beside this repository"
)


def case(name):
    with (CASES / name / "features.csv").open(encoding="utf-8-sig", newline="") as file:
        quotas = tuple(
            Quota(row["feature"], row["value"].casefold(), int(row["min"]), int(row["max"]))
            for row in csv.DictReader(file)
        )
    categories = tuple(dict.fromkeys(quota.category for quota in quotas))
    with (CASES / name / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        people = tuple(
            Person(row["id"], tuple(row[category].casefold() for category in categories))
            for row in csv.DictReader(file)
        )
    return Problem(categories, people, quotas, int((CASES / name / "k").read_text()))


@pytest.mark.parametrize(
    ("name", "smallest", "unseatable"),
    [
        ("example_small_20", 0.1, 0),
        ("fixture_150_22", 1 / 11, 0),
        ("like_hd_30", 0.009346, 26),
        ("like_sfa_35", 0.044643, 0),
        ("syn_1k_50", 0.0269, 0),
    ],
)
def test_compute_reaches_the_known_smallest_chance(name, smallest, unseatable):
    lottery = compute(case(name))
    assert lottery.least == pytest.approx(smallest, abs=1e-5)
    assert lottery.least == pytest.approx(lottery.bound, abs=1e-6)
    assert lottery.is_proven
    assert len(lottery.unseatable) == unseatable
    shares = [
        abs(count - round(chance * len(lottery.panels)))
        for count, chance in zip(lottery.counts, lottery.chances, strict=True)
    ]
    assert max(shares) <= 2


def test_compute_gives_everyone_the_same_chance_where_that_is_possible():
    lottery = compute(case("example_small_20"))
    assert lottery.chances == pytest.approx([0.1] * 200)
