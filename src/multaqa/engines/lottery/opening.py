"""The opening of a veiled lottery: what the commitments of the public file stand for.

A lottery with a sensitive column is veiled: chances, and how often people are on the panels, would
tell the hidden values. The public file holds only commitments, each the SHA-256 of the canonical
bytes of

- ``[column, id, salt, value]`` for a person's sensitive value,
- ``[number, salt, [ids in the order of the pool]]`` for a numbered panel,
- ``[salt, [chances in the order of the pool]]`` for the chances,

with salts in hexadecimal. The opening, which the auditor keeps, holds what was committed, and names
the seal that it opens. The draw publishes one panel with its salt, and nothing else of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from multaqa.engines.evidence import canonical, is_hexadecimal
from multaqa.engines.lottery.sealed import Category, Sealed
from multaqa.refusal import Refusal

KIND = "lottery"
OPENING_FORMAT = "multaqa-opening/1"


@dataclass(frozen=True, slots=True)
class Opening:
    """What the auditor holds, all in the order of the sealed part, each after its salt.

    ``columns``: per sensitive column, a value for each person. ``panels``: the numbers of the
    people on each, from the first panel on.
    """

    seal: str
    columns: dict[str, tuple[tuple[str, str], ...]]
    chances: tuple[str, tuple[float, ...]]
    panels: tuple[tuple[str, tuple[int, ...]], ...]


def value_commitment(column: str, person: str, salt: str, value: str) -> str:
    return _hash([column, person, salt, value])


def panel_commitment(number: int, salt: str, ids: Sequence[str]) -> str:
    return _hash([number, salt, list(ids)])


def chances_commitment(salt: str, chances: Sequence[float]) -> str:
    return _hash([salt, list(chances)])


def _hash(thing: object) -> str:
    return sha256(canonical(thing)).hexdigest()


def read_opening(document: object) -> Opening:
    """Read an opening strictly; refuses, naming the place, what is not as the format says."""
    keys = {"format", "kind", "seal", "columns", "chances", "panels"}
    if not isinstance(document, dict) or set(document) != keys:
        raise _wrong("file")
    if document["format"] != OPENING_FORMAT or document["kind"] != KIND:
        raise _wrong("format")
    if not is_hexadecimal(document["seal"], 32):
        raise _wrong("seal")
    if not isinstance(document["columns"], dict):
        raise _wrong("columns")
    return Opening(
        seal=document["seal"],
        columns={str(name): _column(str(name), held) for name, held in document["columns"].items()},
        chances=_chances(document["chances"]),
        panels=_panels(document["panels"]),
    )


def _wrong(place: str) -> Refusal:
    return Refusal("lottery.opening_malformed", place=place)


def _salted(thing: object, place: str, name: str) -> tuple[str, Any]:
    if not isinstance(thing, dict) or set(thing) != {"salt", name}:
        raise _wrong(place)
    if not isinstance(thing["salt"], str):
        raise _wrong(place)
    return thing["salt"], thing[name]


def _column(column: str, held: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(held, list):
        raise _wrong(f"columns.{column}")
    read = []
    for index, one in enumerate(held):
        place = f"columns.{column}[{index}]"
        salt, value = _salted(one, place, "value")
        if not isinstance(value, str):
            raise _wrong(place)
        read.append((salt, value))
    return tuple(read)


def _chances(held: object) -> tuple[str, tuple[float, ...]]:
    salt, values = _salted(held, "chances", "values")
    if not isinstance(values, list):
        raise _wrong("chances")
    for index, chance in enumerate(values):
        if type(chance) not in (int, float) or not math.isfinite(chance) or not 0 <= chance <= 1:
            raise _wrong(f"chances.values[{index}]")
    return salt, tuple(map(float, values))


def _panels(held: object) -> tuple[tuple[str, tuple[int, ...]], ...]:
    if not isinstance(held, list):
        raise _wrong("panels")
    read = []
    for number, one in enumerate(held, start=1):
        place = f"panels[{number}]"
        salt, people = _salted(one, place, "people")
        if not isinstance(people, list) or not all(type(person) is int for person in people):
            raise _wrong(place)
        read.append((salt, tuple(people)))
    return tuple(read)


def unopened_values(sealed: Sealed, opening: Opening) -> tuple[tuple[str, str], ...]:
    """The (column, id) whose commitment the opening does not answer, in order.

    A column that one of the two lacks, or of another length, is told once, with an empty id.
    """
    strange = opening.columns.keys() - set(sealed.sensitive)
    wrong = [(column, "") for column in sorted(strange)]
    for column, committed in sealed.commitments.items():
        held = opening.columns.get(column, ())
        if len(held) != len(committed):
            wrong.append((column, ""))
            continue
        values = _values_of(sealed, column)
        for person, (salt, value), shown in zip(sealed.ids, held, committed, strict=True):
            if value not in values or not _answers([column, person, salt, value], shown):
                wrong.append((column, person))
    return tuple(wrong)


def unopened_panels(sealed: Sealed, opening: Opening) -> tuple[int, ...]:
    """The numbers of the panels whose commitment the opening does not answer."""
    numbers = range(1, max(len(opening.panels), sealed.panel_count) + 1)
    return tuple(number for number in numbers if opened_panel(sealed, opening, number) is None)


def opened_panel(
    sealed: Sealed, opening: Opening, number: int
) -> tuple[str, tuple[str, ...]] | None:
    """The salt and the ids of one panel; None where the opening does not answer its commitment."""
    if not 1 <= number <= min(len(opening.panels), len(sealed.panel_commitments)):
        return None
    salt, people = opening.panels[number - 1]
    if not all(0 <= person < len(sealed.ids) for person in people):
        return None
    ids = tuple(sealed.ids[person] for person in people)
    shown = sealed.panel_commitments[number - 1]
    return (salt, ids) if _answers([number, salt, list(ids)], shown) else None


def opens_chances(sealed: Sealed, opening: Opening) -> bool:
    salt, chances = opening.chances
    return len(chances) == len(sealed.ids) and _answers(
        [salt, list(chances)], sealed.chances_commitment
    )


def answers_panel(sealed: Sealed, number: int, salt: str, ids: Sequence[str]) -> bool:
    """Whether these ids with this salt are what the commitment of that number holds."""
    return _answers([number, salt, list(ids)], sealed.panel_commitments[number - 1])


def _answers(thing: object, shown: str) -> bool:
    try:
        return _hash(thing) == shown
    except Refusal:
        return False


def _values_of(sealed: Sealed, column: str) -> tuple[str, ...]:
    return next(category.values for category in sealed.categories if category.name == column)


def opened_by(sealed: Sealed, seal: str, document: object) -> Sealed:
    """The same sealed part with all of it readable; refuses an opening that does not answer it."""
    opening = read_opening(document)
    if opening.seal != seal:
        raise Refusal("lottery.opening_of_another_seal", opened=opening.seal, seal=seal)
    if (
        unopened_values(sealed, opening)
        or unopened_panels(sealed, opening)
        or not opens_chances(sealed, opening)
    ):
        raise Refusal("lottery.opening_does_not_answer")
    return with_opening(sealed, opening)


def opened_values(sealed: Sealed, seal: str, opening: Opening) -> Sealed:
    """The same sealed part with its columns and chances readable, panels taken as the opening
    has them; refuses an opening whose values or chances do not answer."""
    if opening.seal != seal:
        raise Refusal("lottery.opening_of_another_seal", opened=opening.seal, seal=seal)
    if unopened_values(sealed, opening) or not opens_chances(sealed, opening):
        raise Refusal("lottery.opening_does_not_answer")
    return with_opening(sealed, opening)


def with_opening(sealed: Sealed, opening: Opening) -> Sealed:
    """The same sealed part with all of it readable; the commitments are checked beforehand."""
    return replace(
        sealed,
        columns=tuple(
            column if column is not None else _opened_column(category, opening)
            for category, column in zip(sealed.categories, sealed.columns, strict=True)
        ),
        chances=opening.chances[1],
        panels=tuple(people for _salt, people in opening.panels),
    )


def _opened_column(category: Category, opening: Opening) -> tuple[int, ...]:
    number = {value: index for index, value in enumerate(category.values)}
    return tuple(number[value] for _salt, value in opening.columns[category.name])
