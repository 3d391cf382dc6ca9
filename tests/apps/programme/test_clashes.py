"""Clashes, beside the plainest reading of the rules: every pair, every person."""

from datetime import date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.apps.programme import queries
from multaqa.apps.programme.models import FOR_ALL, PAUSES, Kind, Programme
from multaqa.apps.programme.queries import Clash, Code, Hall, Plan, Planned
from tests.factories.forum import EditionFactory
from tests.factories.programme import (
    InterpretationFactory,
    InterpreterFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    at,
)

DAY = date(2027, 1, 7)
MORNING = datetime(2027, 1, 7, 8, tzinfo=ZoneInfo("Africa/Casablanca"))
HALLS = [
    None,
    Hall(1, "", 30, True),
    Hall(2, "a", 20, False),
    Hall(3, "b", 50, True),
    Hall(4, "b", 10, True),
]
spans = st.none() | st.tuples(st.integers(-60, 140), st.integers(1, 20)).map(
    lambda told: (
        MORNING + timedelta(minutes=15 * told[0]),
        MORNING + timedelta(minutes=15 * (told[0] + told[1])),
    )
)
people = st.frozensets(st.integers(1, 4), max_size=3)


@st.composite
def plans(draw):
    sessions = tuple(
        Planned(
            number=number,
            kind=draw(st.sampled_from(list(Kind))),
            span=draw(spans),
            hall=draw(st.sampled_from(HALLS)),
            capacity=draw(st.none() | st.integers(1, 40)),
            held_count=draw(st.integers(0, 40)),
            needs_step_free=draw(st.booleans()),
            speakers=draw(people),
            interpreters=draw(people),
            tongues=draw(people),
        )
        for number in range(1, draw(st.integers(0, 7)) + 1)
    )
    away = draw(st.dictionaries(st.integers(1, 4), st.lists(spans.filter(bool), max_size=2)))
    return Plan(
        sessions=sessions,
        first_day=DAY,
        last_day=DAY + timedelta(days=1),
        walk=timedelta(minutes=draw(st.sampled_from([0, 10, 30]))),
        away={who: tuple(found) for who, found in away.items()},
    )


def meet(one, other):
    """Whether some minute lies in both."""
    return max(one[0], other[0]) < min(one[1], other[1])


def by_brute_force(plan):  # noqa: C901, PLR0912  plain on purpose
    found = set()
    for one in plan.sessions:
        if one.span is None:
            found.add(Clash(Code.NO_TIME, one.number))
        else:
            if one.hall is None and one.kind not in PAUSES:
                found.add(Clash(Code.NO_ROOM, one.number))
            first, last = one.span
            after = (last - timedelta(hours=6)).date()
            if first.date() < plan.first_day or max(first.date(), after) > plan.last_day:
                found.add(Clash(Code.OUTSIDE_DAYS, one.number))
            found |= {
                Clash(Code.SPEAKER_AWAY, one.number, who=who)
                for who in one.speakers
                for span in plan.away.get(who, ())
                if meet(one.span, span)
            }
        if one.hall and one.capacity and one.capacity > one.hall.capacity:
            found.add(Clash(Code.ABOVE_ROOM, one.number))
        if one.hall and one.needs_step_free and not one.hall.is_step_free:
            found.add(Clash(Code.NO_ACCESS, one.number))
        places = one.capacity or (one.hall.capacity if one.hall else None)
        if places and one.held_count > places:
            found.add(Clash(Code.OVERBOOKED, one.number))
        found |= {Clash(Code.TONGUE, one.number, who=who) for who in one.tongues}
    for one, other in combinations(plan.sessions, 2):
        pair = (one.number, other.number)
        if not one.span or not other.span:
            continue
        together = meet(one.span, other.span)
        if together and one.hall and one.hall == other.hall:
            found.add(Clash(Code.ROOM_TAKEN, *pair))
        kinds = {one.kind, other.kind}
        if (
            together
            and kinds & set(FOR_ALL)
            and Kind.EXHIBITION not in kinds
            and not kinds <= set(PAUSES)
        ):
            found.add(Clash(Code.BESIDE_ALL, *pair))
        is_far = (
            one.hall
            and other.hall
            and one.hall.building
            and other.hall.building
            and one.hall.building != other.hall.building
        )
        first, then = sorted((one, other), key=lambda session: session.span)
        hurried = not together and is_far and then.span[0] - first.span[1] < plan.walk
        for shared, twice, walks in (
            (one.speakers & other.speakers, Code.SPEAKER_TWICE, Code.SPEAKER_WALKS),
            (one.interpreters & other.interpreters, Code.INTERPRETER_TWICE, Code.INTERPRETER_WALKS),
        ):
            for who in shared:
                if together:
                    found.add(Clash(twice, *pair, who))
                elif hurried:
                    found.add(Clash(walks, *pair, who))
    return found


@given(plans())
def test_clashes_are_those_of_brute_force_each_once(plan):
    found = queries.clashes_of(plan)
    assert set(found) == by_brute_force(plan)
    assert len(found) == len(set(found))


@given(plans(), st.randoms(use_true_random=False))
def test_clashes_do_not_depend_on_the_order_of_the_sessions(plan, chance):
    shuffled = list(plan.sessions)
    chance.shuffle(shuffled)
    other = Plan(tuple(shuffled), plan.first_day, plan.last_day, plan.walk, plan.away)
    assert queries.clashes_of(plan) == queries.clashes_of(other)


@given(plans())
def test_a_trial_tells_what_the_whole_plan_tells_of_that_session(plan):
    found = queries.clashes_of(plan)
    for one in plan.sessions:
        assert queries.clashes_if(plan, one) == [
            clash for clash in found if clash.concerns(one.number)
        ]


@pytest.mark.django_db
def test_a_plan_is_read_from_rows_with_all_that_is_amiss_in_them():
    edition = EditionFactory()
    Programme.objects.create(edition=edition, walk_minutes=20)
    here = RoomFactory(edition=edition, building_ar="دار الثقافة", capacity=20, is_step_free=False)
    there = RoomFactory(edition=edition, building_ar="دار الشباب")
    speaker = SpeakerFactory(edition=edition)
    speaker.unavailabilities.create(starts_at=at(edition, 11), ends_at=at(edition, 12))
    first = SessionFactory(edition=edition, room=here, needs_step_free=True, capacity=25)
    second = SessionFactory(edition=edition, room=here, starts_at=at(edition, 11))
    third = SessionFactory(edition=edition, room=there, starts_at=at(edition, 12, 40))
    late = SessionFactory(edition=edition, starts_at=at(edition, 9, day=2))
    off = SessionFactory(edition=edition, room=here, is_cancelled=True)
    for session in (first, second, third, off):
        SessionSpeakerFactory(session=session, speaker=speaker)
    InterpretationFactory(
        session=first,
        interpreter=InterpreterFactory(edition=edition, languages=["ar", "xms"]),
        language="fr",
    )
    found = queries.clashes_of(queries.plan_of(edition))
    assert {(one.code, one.session, one.other) for one in found} == {
        (Code.ROOM_TAKEN, first.number, second.number),
        (Code.SPEAKER_TWICE, first.number, second.number),
        (Code.SPEAKER_AWAY, first.number, 0),
        (Code.SPEAKER_AWAY, second.number, 0),
        (Code.OUTSIDE_DAYS, late.number, 0),
        (Code.ABOVE_ROOM, first.number, 0),
        (Code.NO_ACCESS, first.number, 0),
        (Code.SPEAKER_WALKS, second.number, third.number),
        (Code.TONGUE, first.number, 0),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_a_plan_costs_the_same_for_many(django_assert_num_queries, count):
    edition = EditionFactory()
    for session in SessionFactory.create_batch(count, edition=edition):
        SessionSpeakerFactory(session=session)
        InterpretationFactory(session=session)
    with django_assert_num_queries(7):
        queries.plan_of(edition)
