"""A pool so large that panels are of types: sealed, drawn, verified, and tampered with."""

import copy
from collections import Counter
from functools import cache

import pytest

from multaqa.engines.evidence import canonical
from multaqa.engines.lottery import Person, Problem, Quota, compute
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.evidence import seal_lottery
from multaqa.engines.lottery.panel_check import panel_findings
from multaqa.engines.lottery.sealed import read_sealed
from multaqa.engines.lottery.verification import verify
from multaqa.refusal import Refusal

PEOPLE = 20_010


@cache
def _lottery():
    people = tuple(
        Person(
            id=f"t{number:05}",
            values=("woman" if number % 3 else "man", "rural" if number % 7 == 0 else "urban"),
            group=f"house {number // 2}" if number < 900 else "",
        )
        for number in range(PEOPLE)
    )
    quotas = (
        Quota("gender", "woman", 10, 10),
        Quota("gender", "man", 10, 10),
        Quota("setting", "rural", 8, 12),
        Quota("setting", "urban", 8, 12),
    )
    problem = Problem(
        ("gender", "setting"), people, quotas, 20, must_include=frozenset({"t00000", "t19999"})
    )
    return compute(problem)


@cache
def _sealed():
    return seal_lottery(_lottery())[0]


@cache
def crowd():
    return with_draw(_sealed(), "907")


def test_crowd_is_not_sealed_with_a_sensitive_column():
    """Types would tell each person's hidden value."""
    with pytest.raises(Refusal, match="sensitive_crowd") as told:
        seal_lottery(_lottery(), sensitive={"setting"}, salts=lambda *_: bytes(16))

    assert told.value.facts == {"columns": ("setting",), "people": 20_000, "most": 250_000}


def differing(document):
    return {finding.code: finding.facts for finding in verify(document).differing}


def test_crowd_is_sealed_by_types_drawn_and_verified():
    document = crowd()
    sealed, panel = document["sealed"], document["drawn"]["panel"]
    place = {name: person for person, name in enumerate(sealed["people"]["ids"])}
    groups = Counter(sealed["people"]["groups"][place[name]] for name in panel)

    assert sealed["by"] == "types"
    assert len(canonical(document)) < 3_000_000
    assert verify(document).holds
    assert len(panel) == 20
    assert {"t00000", "t19999"} <= set(panel)
    assert all(count == 1 for group, count in groups.items() if group)


def _barred(sealed):
    """The type of whoever shares a house with one who must sit."""
    return sealed["people"]["types"][1]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda sealed: sealed["panels"][4].pop(), "panel_of_another_size"),
        (
            lambda sealed: sealed["panels"][4].__setitem__(
                slice(None), [max(sealed["panels"][4])] * 20
            ),
            "panel_breaks_quota",
        ),
        (
            lambda sealed: sealed["panels"][4].__setitem__(-1, _barred(sealed)),
            "panel_overfills_type",
        ),
        (
            lambda sealed: sealed["people"]["types"].__setitem__(
                19_000, sealed["people"]["types"][19_002]
            ),
            "type_mixed",
        ),
    ],
)
def test_crowd_shows_what_was_changed(edit, code):
    sealed = copy.deepcopy(_sealed()["sealed"])
    edit(sealed)

    assert f"lottery.{code}" in {finding.code for finding in panel_findings(read_sealed(sealed))}


def test_crowd_shows_one_changed_seat():
    document = crowd() | {"drawn": copy.deepcopy(crowd()["drawn"])}
    gone = document["drawn"]["panel"][3]
    document["drawn"]["panel"][3] = "t05555"

    assert differing(document)["lottery.list_differs"]["missing"] == (gone,)
