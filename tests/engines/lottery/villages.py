"""Small pools made by hand, and what was sealed from them, computed once."""

import copy
from functools import cache
from hashlib import sha256

from multaqa.engines.evidence import Document
from multaqa.engines.lottery import Lottery, compute
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.evidence import seal_lottery
from multaqa.engines.lottery.problem import Method, Person, Problem, Quota
from multaqa.engines.lottery.sealed import PublicValue

VALUE = "07 12 23 31 44 49"


def village(*, groups: bool = False, must_include: frozenset[str] = frozenset()) -> Problem:
    """Thirty people, six seats: more women than men, few from the countryside."""
    people = tuple(
        Person(
            id=f"p{number:02}",
            values=(
                "woman" if number % 3 else "man",
                "rural" if number % 5 == 0 else "urban",
                "yes" if number % 7 == 0 else "no",
            ),
            group=f"house {number // 3}" if groups and number < 15 else "",
        )
        for number in range(30)
    )
    return Problem(
        categories=("gender", "setting", "disability"),
        people=people,
        quotas=(
            Quota("gender", "woman", 3, 3),
            Quota("gender", "man", 3, 3),
            Quota("setting", "urban", 3, 4),
            Quota("setting", "rural", 2, 3),
            Quota("disability", "yes", 1, 2),
            Quota("disability", "no", 4, 5),
        ),
        seats=6,
        must_include=must_include,
    )


@cache
def lottery_of(
    method: Method = "leximin",
    *,
    groups: bool = False,
    must_include: frozenset[str] = frozenset(),
    panels: int | None = None,
) -> Lottery:
    problem = village(groups=groups, must_include=must_include)
    return compute(problem, method=method, panels=panels)


def salt(person: str, column: str) -> bytes:
    """Salts that a test can make again; real ones are random."""
    return sha256(f"{person}:{column}".encode()).digest()[:16]


ANNOUNCED = PublicValue(
    "Moroccan lottery of 9 May 2026", "2026-05-09T20:00:00+01:00", "six whole numbers, ascending"
)


@cache
def _sealed(
    method: Method,
    groups: bool,
    must: frozenset[str],
    sensitive: frozenset[str],
    panels: int | None,
):
    return seal_lottery(
        lottery_of(method, groups=groups, must_include=must, panels=panels),
        sensitive=sensitive,
        salts=salt,
        public_value=ANNOUNCED,
        previous="ab" * 32,
        sealed_at="2026-05-02T10:00:00+01:00",
        excluded=("x1",),
    )


def sealed_village(
    method: Method = "leximin",
    *,
    groups: bool = False,
    must_include: frozenset[str] = frozenset(),
    sensitive: frozenset[str] = frozenset(),
    panels: int | None = None,
    value: str | None = VALUE,
) -> tuple[Document, Document | None]:
    """Evidence of the village, drawn unless told otherwise, and its opening; free to be changed."""
    document, opening = copy.deepcopy(_sealed(method, groups, must_include, sensitive, panels))
    return (document if value is None else with_draw(document, value, opening)), opening
