"""What followed a draw, told once in full, and the rules of it found again the long way."""

import copy
from functools import cache
from hashlib import sha256
from itertools import combinations

from multaqa.engines.evidence import document_of, seal_of
from multaqa.engines.lottery import Lottery, Person, Problem, Quota, compute
from multaqa.engines.lottery.aftermath import begin, called, left_to_draw, named, replaced, state_of
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.evidence import seal_lottery
from multaqa.engines.lottery.sealed import PublicValue
from multaqa.refusal import Refusal
from tests.engines.lottery.villages import salt

HEALTH = frozenset({"health"})
FIRST, SECOND = "7 12 23", "4 1 6"
NAMED, CALLED = "2026-05-09T21:00:00+01:00", "2026-05-12T09:00:00+01:00"
REPLACED = "2026-05-20T21:00:00+01:00"


def town() -> Problem:
    """Forty people, eight seats, quotas with some room, one in four with the rarer health."""
    people = tuple(
        Person(
            id=f"t{number:02}",
            values=(
                "woman" if number % 2 else "man",
                "rural" if number % 5 < 2 else "urban",
                "fragile" if number % 4 == 0 else "sound",
            ),
            group=f"house {number // 2}" if number < 10 else "",
        )
        for number in range(40)
    )
    return Problem(
        categories=("gender", "setting", "health"),
        people=people,
        quotas=(
            Quota("gender", "woman", 3, 5),
            Quota("gender", "man", 3, 5),
            Quota("setting", "rural", 3, 4),
            Quota("setting", "urban", 4, 5),
            Quota("health", "fragile", 2, 2),
            Quota("health", "sound", 6, 6),
        ),
        seats=8,
    )


def sealed(lottery: Lottery, sensitive, *, known_at, sealed_at):
    return seal_lottery(
        lottery,
        sensitive=sensitive,
        salts=lambda *words: salt(sealed_at, ":".join(words)),
        public_value=PublicValue("the lottery", known_at, "whole numbers"),
        sealed_at=sealed_at,
    )


@cache
def _drawn_town(sensitive):
    document, opening = sealed(
        compute(town(), panels=60),
        sensitive,
        known_at="2026-05-09T20:00:00+01:00",
        sealed_at="2026-05-02T10:00:00+01:00",
    )
    return with_draw(document, FIRST, opening), opening


@cache
def _second(sensitive):
    """The file up to the call, what is sealed for the second draw, and who is gone for it."""
    draw, opening = _drawn_town(sensitive)
    drawn = draw["drawn"]["panel"]
    away = next(name for name in draw["sealed"]["people"]["ids"] if name not in drawn)
    document = named(begin(draw), count=4, at=NAMED, away=[away], opening=opening)
    gone = callable_pair(document, opening)
    document = called(document, gone=gone, at=CALLED, opening=opening)
    state = state_of(document, opening)
    gone = dict.fromkeys(state.panel[:3], "withdrawn")  # more than there are alternates
    lottery = left_to_draw(document, gone=gone, away=["t39"], opening=opening)
    second, second_opening = sealed(
        lottery,
        sensitive,
        known_at="2026-05-20T20:00:00+01:00",
        sealed_at="2026-05-13T10:00:00+01:00",
    )
    return document, gone, with_draw(second, SECOND, second_opening), second_opening


def callable_pair(document, opening):
    """The first two members whose seats the alternates can take, and why they leave."""
    for pair in combinations(state_of(document).panel, 2):
        gone = dict(zip(pair, ("silence", "declined"), strict=True))
        try:
            called(document, gone=gone, at=CALLED, opening=opening)
        except Refusal:
            continue
        return gone
    raise AssertionError("the alternates can take no two seats")


@cache
def _story(sensitive):
    _draw, opening = _drawn_town(sensitive)
    document, gone, second, second_opening = _second(sensitive)
    document = replaced(
        document,
        gone=gone,
        drawn=second,
        at=REPLACED,
        opening=opening,
        drawn_opening=second_opening,
    )
    return document, [one for one in (opening, second_opening) if one]


def drawn_town(sensitive=frozenset()):
    return copy.deepcopy(_drawn_town(sensitive))


def second_draw(sensitive=frozenset()):
    return copy.deepcopy(_second(sensitive))


def story(sensitive=frozenset()):
    """Alternates named, two called, then three replaced by a second draw; and the openings."""
    return copy.deepcopy(_story(sensitive))


def written_again(document, *, link=True):
    """What a forger does after an edit: a new seal, and links that follow from it."""
    content = document["sealed"]
    if link:
        before = seal_of(content["draw"])
        for step in content["steps"]:
            step["previous"] = before
            before = seal_of(step)
    return document_of(document["kind"], content)


def _number(words):
    return int(sha256(words.encode()).hexdigest(), 16)


def _picked(count, words):
    turn = 0
    while _number(f"{words}:{turn}") >= 2**256 // count * count:
        turn += 1
    return _number(f"{words}:{turn}") % count


def fits(problem, panel):
    """Whether these people, by id, fill the seats, one per group, with every quota kept."""
    seated = [person for person in problem.people if person.id in panel]
    groups = [person.group for person in seated if person.group]
    held = [
        cell for person in seated for cell in zip(problem.categories, person.values, strict=True)
    ]
    return (
        len(seated) == len(panel) == problem.seats
        and len(groups) == len(set(groups))
        and all(
            quota.minimum <= held.count((quota.category, quota.value)) <= quota.maximum
            for quota in problem.quotas
        )
    )


def named_by_hand(problem, panel, words, count, away):
    left = sorted({person.id for person in problem.people} - set(panel) - set(away))
    able = {
        member: [one for one in left if fits(problem, set(panel) - {member} | {one})]
        for member in sorted(panel, key=lambda one: _number(f"{words}:member:{one}"))
    }
    people = []
    while len(people) < count:
        waiting = [member for member in able if set(able[member]) - set(people)]
        if not waiting:
            break
        member = min(waiting, key=lambda one: len(set(able[one]) & set(people)))
        free = [one for one in able[member] if one not in people]
        people.append(free[_picked(len(free), f"{words}:alternate:{len(people)}")])
    return people


def called_by_hand(problem, panel, gone, alternates, out):
    """``combinations`` speaks in the order of the list: the first that fits is the earliest."""
    ready = [name for name in alternates if name not in {*out, *panel}]
    for some in combinations(ready, len(gone)):
        if fits(problem, (set(panel) - set(gone)) | set(some)):
            return sorted(some)
    return None
