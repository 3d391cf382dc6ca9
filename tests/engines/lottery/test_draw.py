from collections import Counter
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.engines.lottery.draw import drawn_ids, normalise, panel_number, with_draw
from multaqa.engines.lottery.sealed import Sealed, read_sealed
from multaqa.refusal import Refusal
from tests.engines.lottery.villages import VALUE, sealed_village

SEAL = "5e" * 32


def number_elsewhere(seal, value, panels):
    """The published recipe, written again without the engine."""
    turn = 0
    while True:
        drawn = int(sha256(f"{seal}:{value}:{turn}".encode()).hexdigest(), 16)
        if drawn < 2**256 - 2**256 % panels:
            return 1 + drawn % panels
        turn += 1


@given(st.text("0123456789 ", min_size=1).filter(str.strip), st.integers(1, 10_000))
def test_panel_number_follows_the_published_recipe(value, panels):
    assert panel_number(SEAL, value, panels) == number_elsewhere(
        SEAL, " ".join(value.split()), panels
    )


def test_panel_number_is_that_of_the_paper():
    """The example of docs/engines/lottery.md, computed there by sha256sum."""
    assert panel_number(SEAL, "٤-١-٦", 1000) == 84


def test_panel_number_favours_no_panel():
    counts = Counter(panel_number(SEAL, str(value), 10) for value in range(5000))

    assert set(counts) == set(range(1, 11))
    assert all(400 < count < 600 for count in counts.values())


@pytest.mark.parametrize(
    "written",
    [
        *("4 1 6", "  4   1   6\n", "4\u00a01\t6", "\u20664 1 6\u2069", "4 1 6\u200f"),
        *("4-1-6", "4,1,6", "4, 1, 6.", "(4; 1; 6)", "4 – 1 – 6", "4/1/6"),
        *(
            "٤ ١ ٦",
            "٤، ١، ٦",
            "۴ ۱ ۶",
            "\uff14 \uff11 \uff16",
            "4\ufe0f\u20e3 1\ufe0f\u20e3 6\ufe0f\u20e3",
        ),
    ],
)
def test_normalise_hears_one_value_in_all_its_spellings(written):
    assert normalise(written) == "4 1 6"


def test_normalise_keeps_apart_what_is_another_value():
    assert len({normalise(text) for text in ("416", "4 1 6", "41 6", "4 1 06", "6 1 4")}) == 5


@pytest.mark.parametrize(
    ("written", "heard"),
    [("e\u0301", "é"), ("ÉTÉ", "été"), ("Straße", "strasse"), ("مُحَمَّـد", "محمد"), ("İ", "i")],
)
def test_normalise_hears_letters_as_they_are_read(written, heard):
    assert normalise(written) == heard


@given(st.text())
def test_normalise_leaves_alone_what_it_made(written):
    try:
        value = normalise(written)
    except Refusal:
        return
    assert normalise(value) == value == " ".join(value.split())


@pytest.mark.parametrize("written", ["", "   ", "\u200f", "\ud800", "-.,"])
def test_normalise_refuses_what_is_empty(written):
    with pytest.raises(Refusal, match="empty_public_value"):
        normalise(written)


def test_with_draw_lists_the_panel_that_the_value_picks():
    before, _ = sealed_village(value=None)
    drawn = with_draw(before, f"  {VALUE} ")["drawn"]
    sealed = read_sealed(before["sealed"])
    panel = sealed.panels[number_elsewhere(before["seal"], VALUE, len(sealed.panels)) - 1]

    assert drawn["public_value"] == VALUE
    assert drawn["panel"] == [sealed.ids[person] for person in sorted(panel)]


def test_with_draw_refuses_a_second_draw():
    with pytest.raises(Refusal, match="already_drawn"):
        with_draw(sealed_village()[0], "another")


@st.composite
def typed_pools(draw) -> Sealed:
    """A pool by types: one who must sit, some alone, some in houses of two that differ."""
    alone, houses = draw(st.integers(2, 12)), draw(st.integers(1, 8))
    sealed = read_sealed(sealed_village(value=None)[0]["sealed"])
    kinds = [0] + [1] * alone + [2, 3] * houses
    groups = [0] * (1 + alone) + [1 + at // 2 for at in range(2 * houses)]
    first = draw(st.integers(0, houses))
    second = draw(st.integers(0, houses - first))
    panel = [0] + [1] * draw(st.integers(1, alone)) + [2] * first + [3] * second
    ids = tuple(f"p{number:02}" for number in range(len(kinds)))
    return replace(
        sealed,
        by="types",
        ids=ids,
        types=tuple(kinds),
        groups=tuple(groups),
        must_include=(ids[0],),
        panels=(tuple(panel),),
        seats=len(panel),
    )


@given(typed_pools(), st.text("0123456789", min_size=1))
def test_drawn_ids_seats_as_many_of_each_type_and_one_per_house(sealed, value):
    ids = drawn_ids(sealed, seal=SEAL, value=value, number=1)
    seated = [sealed.ids.index(name) for name in ids]
    houses = [sealed.groups[person] for person in seated if sealed.groups[person]]

    assert Counter(sealed.types[person] for person in seated) == Counter(sealed.panels[0])
    assert len(set(ids)) == sealed.seats
    assert len(set(houses)) == len(houses)
    assert sealed.ids[0] in ids


def test_drawn_ids_gives_each_of_a_type_the_same_chance():
    sealed = read_sealed(sealed_village(value=None)[0]["sealed"])
    pool = replace(
        sealed,
        by="types",
        ids=tuple(f"p{number}" for number in range(8)),
        types=(0, 1) * 4,
        groups=(1, 1, 2, 2, 3, 3, 4, 4),
        must_include=(),
        panels=((0, 1),),
    )
    seated = Counter(
        name
        for value in range(4000)
        for name in drawn_ids(pool, seal=SEAL, value=str(value), number=1)
    )

    assert len(seated) == 8
    assert all(900 < count < 1100 for count in seated.values())


def test_drawn_ids_refuses_a_type_that_is_too_small():
    sealed = read_sealed(sealed_village(value=None)[0]["sealed"])
    pool = replace(sealed, by="types", types=tuple(range(30)), panels=((0, 0),))

    with pytest.raises(Refusal, match="type_too_small"):
        drawn_ids(pool, seal=SEAL, value="1", number=1)
