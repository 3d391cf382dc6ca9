"""What follows a draw: told step by step, decided again by hand, and every forgery found."""

import contextlib
import copy

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from multaqa.engines.evidence import sign
from multaqa.engines.lottery import Person, Problem, Quota, compute
from multaqa.engines.lottery.aftermath import begin, called, left_to_draw, named, replaced, state_of
from multaqa.engines.lottery.aftermath_check import verify
from multaqa.engines.lottery.ahead import alternate_commitment
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.evidence import seal_lottery
from multaqa.refusal import Refusal
from tests.engines.lottery.forgery import HOSTILE, changed, paths_of, sealed_again, things
from tests.engines.lottery.sequels import (
    CALLED,
    FIRST,
    HEALTH,
    NAMED,
    REPLACED,
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
    count, pairs = draw(st.integers(6, 12)), draw(st.integers(0, 1))
    people = tuple(
        Person(
            f"p{place:02}",
            (draw(st.sampled_from("ab")), draw(st.sampled_from("xy"))),
            # Pairs at the end: the panel that the quotas are made around seats one of each at most.
            f"house {(count - place) // 2}" if place >= count - 2 * pairs else "",
        )
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


@given(villages(), st.lists(st.integers(1, 2), min_size=1, max_size=3), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_every_step_of_any_small_story_is_found_by_hand(village, leaving, value):
    """Some leave, then others, until the list is spent; one of the pool is away from the start."""
    problem, count = village
    document, _ = seal_lottery(compute(problem, panels=20), salts=lambda *_: b"")
    drawn = with_draw(document, str(value))
    panel = list(drawn["drawn"]["panel"])
    out = {next(one.id for one in problem.people if one.id not in panel)}
    file = named(begin(drawn), count=count, at=NAMED, away=out)
    listed = list(state_of(file).alternates)
    assert listed == named_by_hand(problem, panel, f"{drawn['seal']}:{value}", count, out)
    for many in leaving:
        gone = dict.fromkeys(panel[:many], "silence")
        by_hand = called_by_hand(problem, panel, list(gone), listed, out)
        if by_hand is None:
            with pytest.raises(Refusal, match=r"alternates_do_not_fit|too_few_left"):
                called(file, gone=gone, at=CALLED)
            break
        file = called(file, gone=gone, at=CALLED)
        assert file["sealed"]["steps"][-1]["came"] == by_hand
        out |= gone.keys()
        panel = sorted({*panel, *by_hand} - gone.keys())
        assert state_of(file).panel == tuple(panel)
        assert fits(problem, panel)
    assert verify(file).holds


@pytest.mark.parametrize("sensitive", VEILS, ids=["open", "veiled"])
def test_the_second_draw_is_among_those_who_stay_and_all_who_are_left(sensitive):
    document, openings = story(sensitive)
    ahead, call, second = document["sealed"]["steps"]
    asked = second["draw"]["sealed"]
    left = {person.id: person.group for person in town().people}
    for step in (ahead, call, second):
        for name in [*step["away"], *step.get("gone", ())]:
            del left[name]
    stay = set(call["panel"]) - set(second["gone"])
    homes = {left[name] for name in stay} - {""}
    able = [name for name, home in left.items() if name in stay or home not in homes]
    assert asked["people"]["ids"] == sorted(able)
    assert asked["must_include"] == sorted(stay)
    assert stay < set(second["panel"]) == set(second["draw"]["drawn"]["panel"])
    assert not openings or [one["seal"] for one in openings] == [
        document["sealed"]["draw"]["seal"],
        second["draw"]["seal"],
    ]


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


def of_a_lesser_question(content):
    """The second draw asks less than the first did, and is drawn anew."""
    second = content["steps"][2]["draw"]
    second["sealed"]["quotas"][0]["maximum"] += 1
    content["steps"][2]["draw"] = sealed_again(second)


def without_alternates(content):
    content["steps"][0]["people"] = []


def away_though_seated(content):
    content["steps"][0]["away"] = [content["draw"]["drawn"]["panel"][0]]


def backdated(content):
    content["steps"][1]["at"] = "2026-05-09T20:30:00+01:00"


def reason_of_no_sort(content):
    gone = content["steps"][1]["gone"]
    gone[next(iter(gone))] = "because"


FORGERIES = {
    swapped: "lottery.alternates_differ",
    without_alternates: "lottery.alternates_differ",
    another_called: "lottery.call_differs",
    a_friend_seated: "lottery.panel_after_differs",
    dropped: "lottery.left_without_seat",
    turned: "lottery.left_without_seat",
    of_another_draw: "lottery.alternates_differ",
    of_a_lesser_question: "lottery.question_differs",
    away_though_seated: "lottery.away_differs",
    backdated: "lottery.step_untimely",
    reason_of_no_sort: "lottery.structure_differs",
}


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda one: one.__name__)
def test_a_forgery_is_found_though_all_is_sealed_and_linked_again(forge):
    document, _ = story()
    forge(document["sealed"])
    assert FORGERIES[forge] in codes(verify(written_again(document)).differing)


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda one: one.__name__)
def test_a_forgery_is_found_where_it_broke_the_seal(forge):
    document, _ = story()
    forge(document["sealed"])
    assert "evidence.seal_differs" in codes(verify(document).differing)


def codes(findings):
    return {one.code for one in findings}


def test_a_list_beside_the_sealed_part_is_found():
    document, _ = story()
    document["drawn"] = document["sealed"]["draw"]["drawn"]
    assert codes(verify(document).differing) == {"lottery.structure_differs"}
    with pytest.raises(Refusal, match="evidence_malformed"):
        state_of(document)


def test_a_link_that_was_not_mended_is_found():
    document, _ = story()
    document["sealed"]["steps"][0]["count"] += 1
    told = verify(written_again(document, link=False)).differing
    assert "lottery.link_differs" in codes(told)


@pytest.mark.parametrize("is_opened", [False, True], ids=["public", "opened"])
def test_behind_a_veil_who_was_not_listed_is_found_by_all_and_who_was_not_due_by_the_auditor(
    is_opened,
):
    document, openings = story(HEALTH)
    known = openings if is_opened else ()
    call = document["sealed"]["steps"][1]
    call["salts"][0] = "0" * 64
    told = codes(verify(written_again(document), known).differing)
    assert "lottery.called_unlisted" in told

    document, openings = story(HEALTH)
    shown = document["sealed"]["steps"][0]["commitments"]
    spare = next(place for place in range(4) if not _is_called(document, shown[place]))
    shown[spare] = "0" * 64
    shown.sort()
    told = codes(verify(written_again(document), known).differing)
    assert ("lottery.hidden_list_differs" in told) is is_opened


def _is_called(document, commitment):
    call = document["sealed"]["steps"][1]
    return commitment in map(alternate_commitment, call["salts"], call["came"])


@given(st.data())
@settings(HOSTILE, max_examples=60)
def test_nothing_changed_anywhere_passes_or_breaks_the_verification(data):
    """Any place of the file holds anything: it is told that something differs, and nothing falls.

    What no rule can tell is left out: a reason for another, a moment in its time, a longer away.
    """
    document, openings = story(data.draw(st.sampled_from(VEILS)))
    path = data.draw(st.sampled_from(sorted(paths_of(document), key=repr)))
    thing = data.draw(things)
    assume(place_of(document, path) != thing)
    forged = changed(document, path, thing)
    assert not verify(forged, openings, head=state_of(document).head).holds
    if path[:1] == ("sealed",) and len(path) > 3:
        with contextlib.suppress(Refusal):  # what JSON cannot say exactly
            verify(written_again(forged), openings)


def place_of(document, path):
    for key in path:
        document = document[key]
    return document


@given(things)
@settings(HOSTILE, max_examples=30)
def test_any_opening_is_only_ever_told_to_be_of_no_draw(thing):
    document, _ = story(HEALTH)
    assert "lottery.opening_of_no_draw" in codes(verify(document, [thing]).differing)


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
    file, gone, second, _ = second_draw()
    for at, code in (
        ("2026-05-20T19:00:00+01:00", "step_too_early"),  # its value was not known yet
        (REPLACED, None),
    ):
        with pytest.raises(Refusal, match=code) if code else contextlib.nullcontext():
            replaced(file, gone=gone, drawn=second, at=at)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("quotas", lambda asked: asked["quotas"][0].update(maximum=6)),
        ("must_include", lambda asked: asked["must_include"].pop()),
        ("method", lambda asked: asked.update(method="maximin")),
        ("seats", lambda asked: asked.update(seats=7)),
    ],
)
def test_a_second_draw_that_asks_something_else_is_not_written_down(place, change):
    document, gone, second, _ = second_draw()
    change(second["sealed"])
    with pytest.raises(Refusal, match="second_draw_differs") as refused:
        replaced(document, gone=gone, drawn=sealed_again(second), at=REPLACED)
    assert refused.value.facts["place"] == place


def test_a_second_draw_may_not_show_what_the_first_one_hid():
    document, gone, _second, _ = second_draw(HEALTH)
    _draw, opening = drawn_town(HEALTH)
    lottery = left_to_draw(document, gone=gone, away=["t39"], opening=opening)
    shown, _ = seal_lottery(lottery, salts=lambda *_: b"")
    with pytest.raises(Refusal, match="second_draw_differs"):
        replaced(document, gone=gone, drawn=with_draw(shown, "1"), at=REPLACED, opening=opening)


def test_a_second_draw_sealed_before_the_last_step_is_not_written_down():
    document, gone, second, _ = second_draw()
    second["sealed"]["sealed_at"] = "2026-05-12T08:59:00+01:00"
    with pytest.raises(Refusal, match="step_too_early"):
        replaced(document, gone=gone, drawn=sealed_again(second), at=REPLACED)


def test_nobody_is_drawn_where_nobody_left_fits():
    """The nearest ways are told, in the bounds of the whole panel."""
    draw, _ = drawn_town()
    file, men = begin(draw), {one.id for one in town().people if one.values[0] == "man"}
    seated = men & set(state_of(file).panel)
    with pytest.raises(Refusal, match="no_replacement") as refused:
        left_to_draw(file, gone=sorted(seated)[:3], away=men - seated)
    assert any(
        (change.category, change.value) == ("gender", "man")
        for change in refused.value.facts["alternatives"][0].changes
    )


def test_what_was_not_drawn_or_was_changed_begins_nothing():
    draw, _ = drawn_town()
    with pytest.raises(Refusal, match=r"lottery\.undrawn"):
        begin(draw | {"drawn": None})
    draw["sealed"]["quotas"][0]["maximum"] += 1
    with pytest.raises(Refusal, match="seal_broken"):
        begin(draw)
