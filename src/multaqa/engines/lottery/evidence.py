"""The evidence of a lottery: what is sealed before the public value is known, and its opening.

A sensitive column is not in the public file. For each person it holds a commitment, the SHA-256 of
the canonical bytes of ``[column, id, salt, value]``; the opening, which the auditor keeps, holds
the salts (hexadecimal) and the values, and names the seal that it opens. A category without a quota
decides nothing, and is left out. Groups are told as numbers.

What a commitment cannot hide: people of one type have one chance, so who reads the chances and the
quotas may guess that two people differ in a hidden value. Ids are tickets, never names, for that.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from multaqa.engines.evidence import Document, canonical, document_of, is_hexadecimal
from multaqa.engines.lottery import VERSION, Lottery
from multaqa.engines.lottery.problem import Problem
from multaqa.engines.lottery.sealed import Category, PublicValue, Sealed
from multaqa.refusal import Refusal

KIND = "lottery"
OPENING_FORMAT = "multaqa-opening/1"
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
    """The evidence to publish before the draw, and the opening of its sensitive columns, if any.

    ``salts(id, column)`` gives at least 16 secret bytes, new for each person and column.
    ``previous`` is the hash of the public record's last entry; the moments are ISO 8601 with an
    offset from UTC. Refuses a sensitive column that has no quota, salts that are missing or short,
    and a seal that is not older than the public value.
    """
    problem = lottery.problem
    _check_moments(public_value, sealed_at)
    with_quota = {quota.category for quota in problem.quotas}
    for column in sorted(sensitive):
        if column not in with_quota:
            raise Refusal("lottery.unknown_sensitive", category=column)
    opened = {column: _opened(problem, column, salts) for column in sorted(sensitive)}
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
                "groups": _group_numbers(problem),
                "types": list(map(int, lottery.type_of)) if lottery.by == "types" else None,
            },
            "commitments": {
                column: [
                    commitment(column, person.id, one["salt"], one["value"])
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
            "chances": [round(float(chance), DIGITS) for chance in lottery.chances],
            "panels": [list(map(int, panel)) for panel in lottery.panels],
            "public_value": _named(public_value),
            "previous": previous,
            "sealed_at": sealed_at,
        },
    )
    if not opened:
        return document, None
    return document, {
        "format": OPENING_FORMAT,
        "kind": KIND,
        "seal": document["seal"],
        "columns": opened,
    }


def commitment(column: str, person: str, salt: str, value: str) -> str:
    """What the public file shows of a sensitive value: the SHA-256 of all four together."""
    return sha256(canonical([column, person, salt, value])).hexdigest()


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
    held = []
    for person in problem.people:
        salt = salts(person.id, column)
        if len(salt) < SHORTEST_SALT:
            raise Refusal("lottery.short_salt", bytes=len(salt), least=SHORTEST_SALT)
        held.append({"salt": salt.hex(), "value": person.values[place]})
    return held


def _column(problem: Problem, name: str) -> list[int]:
    place = problem.categories.index(name)
    known = [quota.value for quota in problem.quotas if quota.category == name]
    number = {value: index for index, value in enumerate(known)}
    return [number[person.values[place]] for person in problem.people]


def _group_numbers(problem: Problem) -> list[int]:
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


@dataclass(frozen=True, slots=True)
class Opening:
    """What the auditor holds: per sensitive column, each person's salt and value in order."""

    seal: str
    columns: dict[str, tuple[tuple[str, str], ...]]


def read_opening(document: object) -> Opening:
    """Read an opening strictly; refuses, naming the place, what is not as the format says."""
    keys = {"format", "kind", "seal", "columns"}
    if not isinstance(document, dict) or set(document) != keys:
        raise Refusal("lottery.opening_malformed", place="file")
    if document["format"] != OPENING_FORMAT or document["kind"] != KIND:
        raise Refusal("lottery.opening_malformed", place="format")
    if not is_hexadecimal(document["seal"], 32):
        raise Refusal("lottery.opening_malformed", place="seal")
    if not isinstance(document["columns"], dict):
        raise Refusal("lottery.opening_malformed", place="columns")
    columns = {str(name): _held(str(name), held) for name, held in document["columns"].items()}
    return Opening(document["seal"], columns)


def _held(column: str, held: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401
    if not isinstance(held, list):
        raise Refusal("lottery.opening_malformed", place=f"columns.{column}")
    read = []
    for index, one in enumerate(held):
        if (
            not isinstance(one, dict)
            or set(one) != {"salt", "value"}
            or not isinstance(one["salt"], str)
            or not isinstance(one["value"], str)
        ):
            raise Refusal("lottery.opening_malformed", place=f"columns.{column}[{index}]")
        read.append((one["salt"], one["value"]))
    return tuple(read)


def unopened(sealed: Sealed, opening: Opening) -> tuple[tuple[str, str], ...]:
    """The (column, id) whose commitment the opening does not answer, in order.

    A column absent from it, or of another length, is told once, with an empty id.
    """
    wrong = []
    for column, committed in sealed.commitments.items():
        held = opening.columns.get(column, ())
        if len(held) != len(committed):
            wrong.append((column, ""))
            continue
        values = _values_of(sealed, column)
        for person, (salt, value), shown in zip(sealed.ids, held, committed, strict=True):
            if value not in values or not _answers(column, person, salt, value, shown):
                wrong.append((column, person))
    return tuple(wrong)


def _answers(column: str, person: str, salt: str, value: str, shown: str) -> bool:
    try:
        return commitment(column, person, salt, value) == shown
    except Refusal:
        return False


def _values_of(sealed: Sealed, column: str) -> tuple[str, ...]:
    return next(category.values for category in sealed.categories if category.name == column)


def with_opening(sealed: Sealed, opening: Opening) -> Sealed:
    """The same sealed part with every column readable; the commitments are checked beforehand."""
    return replace(
        sealed,
        columns=tuple(
            column if column is not None else _opened_column(category, opening)
            for category, column in zip(sealed.categories, sealed.columns, strict=True)
        ),
    )


def _opened_column(category: Category, opening: Opening) -> tuple[int, ...]:
    number = {value: index for index, value in enumerate(category.values)}
    return tuple(number[value] for _, value in opening.columns[category.name])
