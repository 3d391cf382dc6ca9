"""What follows a draw: told step by step, decided again by hand, and every forgery found."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.engines.evidence import sign
from multaqa.engines.lottery import Person, Problem, Quota, compute
from multaqa.engines.lottery.aftermath import begin, called, left_to_draw, named, replaced, state_of
from multaqa.engines.lottery.aftermath_check import verify
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.evidence import seal_lottery
from multaqa.refusal import Refusal
from tests.engines.lottery.sequels import (
    CALLED,
    FIRST,
    HEALTH,
    NAMED,
    called_by_hand,
    drawn_town,
    fits,
    named_by_hand,
    second_draw,
    story,
    town,
    written_again,
)

VEILS = [frozenset(), HEALTH]


@pytest.mark.parametrize("sensitive", VEILS, ids=["open", "veiled"])
def test_a_whole_story_holds(sensitive):
    document, openings = story(sensitive)
    found = verify(document, openings)
    assert found.holds, [one.code for one in found.findings if one.holds is False]
    state = state_of(document, openings[0] if openings else None)
    assert state.steps == 3
    assert fits(town(), state.panel)


def test_behind_a_veil_the_public_sees_the_public_quotas_alone():
    document, openings = story(HEALTH)
    found = verify(document)
    assert found.holds
    assert {one.code for one in found.hidden} > {
        one.code for one in verify(document, openings).hidden
    }
    ahead, call, _second = document["sealed"]["steps"]
    assert ahead["people"] is None
    assert state_of(document).alternates is None
    # Of the list, only those who were called can be told.
    hidden = state_of(begin(document["sealed"]["draw"]))
    assert set(call["came"]).isdisjoint(hidden.panel)


def test_alternates_and_calls_are_those_found_by_hand():
    document, _ = story()
    ahead, call, _second = document["sealed"]["steps"]
    draw = document["sealed"]["draw"]
    panel = draw["drawn"]["panel"]
    by_hand = named_by_hand(town(), panel, f"{draw['seal']}:{FIRST}", 4, ahead["away"])
    assert ahead["people"] == by_hand
    out = [*ahead["away"], *call["away"]]
    assert call["came"] == called_by_hand(town(), panel, list(call["gone"]), by_hand, out)


@st.composite
def villages(draw):
    """A small pool with loose quotas around a panel of it, and who leaves."""
    count = draw(st.integers(6, 12))
    people = tuple(
        Person(f"p{place:02}", (draw(st.sampled_from("ab")), draw(st.sampled_from("xy"))))
        for place in range(count)
    )
    seats = draw(st.integers(2, 4))
    held = [
        sum(person.values[place] == value for person in people[:seats])
        for place, values in ((0, "ab"), (1, "xy"))
        for value in values
    ]
    quotas = tuple(
        Quota(category, value, max(0, many - 1), many + 1)
        for (category, value), many in zip(
            (("first", "a"), ("first", "b"), ("second", "x"), ("second", "y")), held, strict=True
        )
    )
    return Problem(("first", "second"), people, quotas, seats), draw(st.integers(0, 5))


@given(villages(), st.integers(1, 2), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_every_step_of_any_small_story_is_found_by_hand(village, leaving, value):
    problem, count = village
    document, _ = seal_lottery(compute(problem, panels=20), salts=lambda *_: b"")
    drawn = with_draw(document, str(value))
    panel = drawn["drawn"]["panel"]
    followed = named(begin(drawn), count=count, at=NAMED)
    listed = list(state_of(followed).alternates)
    assert listed == named_by_hand(problem, panel, f"{drawn['seal']}:{value}", count, [])
    gone = dict.fromkeys(panel[:leaving], "silence")
    by_hand = called_by_hand(problem, panel, list(gone), listed, [])
    if by_hand is None:
        with pytest.raises(Refusal, match="alternates_do_not_fit"):
            called(followed, gone=gone, at=CALLED)
        return
    after = called(followed, gone=gone, at=CALLED)
    assert after["sealed"]["steps"][-1]["came"] == by_hand
    assert fits(problem, state_of(after).panel)
    assert verify(after).holds


def swapped(content):
    people = content["steps"][0]["people"]
    people[0], people[1] = people[1], people[0]


def another_called(content):
    """The last of the list comes in, in place of the first who was called."""
    ahead, call = content["steps"][:2]
    other = next(one for one in reversed(ahead["people"]) if one not in call["came"])
    first = call["came"][0]
    call["came"] = sorted([other, *call["came"][1:]])
    call["panel"] = sorted([other, *(one for one in call["panel"] if one != first)])


def a_friend_seated(content):
    call = content["steps"][1]
    friend = next(
        one
        for one in content["draw"]["sealed"]["people"]["ids"]
        if one not in call["panel"] and one not in call["gone"]
    )
    call["panel"] = sorted([friend, *call["panel"][1:]])


def dropped(content):
    del content["steps"][1]


def turned(content):
    content["steps"][1], content["steps"][2] = content["steps"][2], content["steps"][1]


def of_another_draw(content):
    other, _ = seal_lottery(compute(town(), panels=60), salts=lambda *_: b"")
    content["draw"] = with_draw(other, "1 1 1")


FORGERIES = [swapped, another_called, a_friend_seated, dropped, turned, of_another_draw]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda one: one.__name__)
def test_a_forgery_is_found_though_all_is_sealed_and_linked_again(forge):
    document, _ = story()
    forge(document["sealed"])
    assert not _holds(written_again(document))


def _holds(document):
    try:
        return verify(document).holds
    except Refusal:
        return False


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda one: one.__name__)
def test_a_forgery_is_found_where_it_broke_the_seal(forge):
    document, _ = story()
    forge(document["sealed"])
    assert not _holds(document)


def test_what_only_the_published_head_tells_is_told_by_it():
    """A reason changed, and steps cut off the end, leave a file that holds by itself."""
    document, _ = story()
    head = state_of(document).head
    assert verify(document, head=head).holds
    changed = copy.deepcopy(document)
    ticket = next(iter(changed["sealed"]["steps"][1]["gone"]))
    changed["sealed"]["steps"][1]["gone"][ticket] = "withdrawn"
    changed = written_again(changed)
    cut = copy.deepcopy(document)
    del cut["sealed"]["steps"][-1]
    cut = written_again(cut)
    for forged in (changed, cut):
        assert verify(forged).holds
        assert not verify(forged, head=head).holds


def test_the_site_signs_it_as_it_signs_a_draw():
    draw, _ = drawn_town()
    signed = sign(named(begin(sign(draw, bytes(32))), count=4, at=NAMED), bytes(32))
    key = signed["signature"]["public_key"]
    assert verify(signed, key=key).holds
    assert not verify(signed, key="0" * 64).holds


@pytest.mark.parametrize("sensitive", VEILS, ids=["open", "veiled"])
def test_steps_are_refused_out_of_turn(sensitive):
    draw, opening = drawn_town(sensitive)
    fresh = begin(draw)
    ahead = named(fresh, count=3, at=NAMED, opening=opening)
    member = draw["drawn"]["panel"][0]
    for deed, code in (
        (lambda: named(ahead, count=3, at=CALLED, opening=opening), "alternates_too_late"),
        (lambda: named(fresh, count=99, at=NAMED, opening=opening), "bad_alternate_count"),
        (lambda: named(fresh, count=3, at=NAMED, away=[member], opening=opening), "away_with_seat"),
        (
            lambda: called(ahead, gone={member: "because"}, at=CALLED, opening=opening),
            "unknown_reason",
        ),
        (
            lambda: called(ahead, gone={"stranger": "silence"}, at=CALLED, opening=opening),
            "gone_without_seat",
        ),
        (
            lambda: called(ahead, gone={member: "silence"}, at="2026-05-01T00:00:00+00:00"),
            "opening_missing" if sensitive else "step_too_early",
        ),
    ):
        with pytest.raises(Refusal, match=code):
            deed()


def test_a_second_draw_waits_until_the_alternates_cannot():
    document, gone, second, _ = second_draw()
    ahead = named(begin(document["sealed"]["draw"]), count=4, at=NAMED)
    one = {state_of(ahead).panel[0]: "silence"}
    with pytest.raises(Refusal, match="alternates_fit"):
        left_to_draw(ahead, gone=one)
    asked = copy.deepcopy(second)
    asked["sealed"]["quotas"][0]["maximum"] += 1
    with pytest.raises(Refusal):
        replaced(document, gone=gone, drawn=asked, at="2026-06-01T00:00:00+00:00")
