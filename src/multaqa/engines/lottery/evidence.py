"""The evidence of a lottery: what is sealed before the public value is known, and its opening.

With a sensitive column the lottery is veiled: the public file holds commitments in place of that
column, of every numbered panel and of the chances (the head of ``opening`` tells how), because
people with equal public values and unequal chances differ in a hidden one. Without any, all of it
is public. A category without a quota decides nothing, and is left out. Groups are told as numbers.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from importlib.metadata import version

from multaqa.engines.evidence import Document, document_of
from multaqa.engines.lottery.lottery import LARGE, ROOM, VERSION, Lottery
from multaqa.engines.lottery.opening import (
    KIND,
    OPENING_FORMAT,
    chances_commitment,
    panel_commitment,
    value_commitment,
)
from multaqa.engines.lottery.problem import Problem
from multaqa.engines.lottery.sealed import PublicValue
from multaqa.refusal import Refusal

DIGITS = 12
SHORTEST_SALT = 16

Salts = Callable[[str, str], bytes]


def seal_lottery(
    lottery: Lottery,
    *,
    sensitive: Collection[str] = frozenset(),
    salts: Salts | None = None,
    public_value: PublicValue | None = None,
    previous: str = "",
    sealed_at: str = "",
    excluded: Collection[str] = (),
) -> tuple[Document, Document | None]:
    """The evidence to publish before the draw, and its opening when a column is sensitive.

    ``salts(id, column)`` gives at least 16 secret random bytes, new at each call: for each person
    and column, and with an empty column for each panel's number and for "chances". ``previous`` is
    the hash of the public record's last entry; the moments are ISO 8601 with an offset from UTC.
    Refuses a sensitive column that has no quota or whose panels are of types, salts that are
    missing or short, and a seal that is not older than the public value.
    """
    problem = lottery.problem
    _check_moments(public_value, sealed_at)
    with_quota = {quota.category for quota in problem.quotas}
    for column in sorted(sensitive):
        if column not in with_quota:
            raise Refusal("lottery.unknown_sensitive", category=column)
    if sensitive and lottery.by == "types":
        most = ROOM // problem.seats
        raise Refusal(
            "lottery.sensitive_crowd", columns=tuple(sorted(sensitive)), people=LARGE, most=most
        )
    opened = {column: _opened(problem, column, salts) for column in sorted(sensitive)}
    chances = [round(float(chance), DIGITS) for chance in lottery.chances]
    veil = _Veil(lottery, chances, salts) if salts and sensitive else None
    document = document_of(
        KIND,
        {
            "engine": _engine(),
            "categories": [
                {
                    "name": name,
                    "values": [quota.value for quota in problem.quotas if quota.category == name],
                    "sensitive": name in sensitive,
                }
                for name in problem.categories
                if name in with_quota
            ],
            "people": {
                "ids": [person.id for person in problem.people],
                "values": [
                    None if name in sensitive else _column(problem, name)
                    for name in problem.categories
                    if name in with_quota
                ],
                "groups": group_numbers(problem),
                "types": list(map(int, lottery.type_of)) if lottery.by == "types" else None,
            },
            "commitments": {
                column: [
                    value_commitment(column, person.id, one["salt"], one["value"])
                    for person, one in zip(problem.people, held, strict=True)
                ]
                for column, held in opened.items()
            },
            "quotas": [
                {
                    "category": quota.category,
                    "value": quota.value,
                    "minimum": quota.minimum,
                    "maximum": quota.maximum,
                }
                for quota in problem.quotas
            ],
            "seats": problem.seats,
            "method": lottery.method,
            "must_include": sorted(problem.must_include),
            "excluded": sorted(set(excluded)),
            "by": lottery.by,
            "chances": None if veil else chances,
            "panels": None if veil else [list(map(int, panel)) for panel in lottery.panels],
            "chances_commitment": veil.chances_commitment if veil else None,
            "panel_commitments": veil.panel_commitments if veil else None,
            "public_value": _named(public_value),
            "previous": previous,
            "sealed_at": sealed_at,
        },
    )
    if veil is None:
        return document, None
    return document, {
        "format": OPENING_FORMAT,
        "kind": KIND,
        "seal": document["seal"],
        "columns": opened,
        "chances": veil.chances,
        "panels": veil.panels,
    }


def _engine() -> dict[str, str]:
    return {
        "name": KIND,
        "version": str(VERSION),
        "numpy": version("numpy"),
        "highs": version("highspy"),
    }


def _opened(problem: Problem, column: str, salts: Salts | None) -> list[dict[str, str]]:
    if salts is None:
        raise Refusal("lottery.salts_missing", category=column)
    place = problem.categories.index(column)
    return [
        {"salt": _salt(salts, person.id, column), "value": person.values[place]}
        for person in problem.people
    ]


def _salt(salts: Salts, name: str, column: str) -> str:
    salt = salts(name, column)
    if len(salt) < SHORTEST_SALT:
        raise Refusal("lottery.short_salt", bytes=len(salt), least=SHORTEST_SALT)
    return salt.hex()


class _Veil:
    """Chances and panels as the opening holds them, and the commitments that stand for them."""

    def __init__(self, lottery: Lottery, chances: list[float], salts: Salts) -> None:
        ids = [person.id for person in lottery.problem.people]
        salt = _salt(salts, "chances", "")
        self.chances: Document = {"salt": salt, "values": chances}
        self.chances_commitment = chances_commitment(salt, chances)
        self.panels: list[Document] = []
        self.panel_commitments: list[str] = []
        for number, panel in enumerate(lottery.panels, start=1):
            salt, people = _salt(salts, str(number), ""), sorted(map(int, panel))
            self.panels.append({"salt": salt, "people": people})
            seated = [ids[person] for person in people]
            self.panel_commitments.append(panel_commitment(number, salt, seated))


def _column(problem: Problem, name: str) -> list[int]:
    place = problem.categories.index(name)
    known = [quota.value for quota in problem.quotas if quota.category == name]
    number = {value: index for index, value in enumerate(known)}
    return [number[person.values[place]] for person in problem.people]


def group_numbers(problem: Problem) -> list[int]:
    """Groups numbered from 1 as the pool meets them: a household's name is nobody's business."""
    number: dict[str, int] = {}
    return [
        number.setdefault(person.group, len(number) + 1) if person.group else 0
        for person in problem.people
    ]


def _named(public_value: PublicValue | None) -> Document | None:
    if public_value is None:
        return None
    return {
        "source": public_value.source,
        "known_at": public_value.known_at,
        "form": public_value.form,
    }


def moment(text: str) -> datetime:
    """An ISO 8601 moment; refuses one that does not say its offset from UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal("lottery.bad_moment", text=text) from error
    if read.utcoffset() is None:
        raise Refusal("lottery.bad_moment", text=text)
    return read


def _check_moments(public_value: PublicValue | None, sealed_at: str) -> None:
    known = moment(public_value.known_at) if public_value else None
    sealed = moment(sealed_at) if sealed_at else None
    if known and sealed and sealed >= known:
        raise Refusal("lottery.sealed_too_late", sealed_at=sealed_at, known_at=known.isoformat())
