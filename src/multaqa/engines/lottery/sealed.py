"""What a lottery's evidence seals, read strictly: every place named, nothing taken on trust."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

from multaqa.engines.evidence import Document, is_hexadecimal
from multaqa.engines.lottery.problem import Method, Person, Problem, Quota
from multaqa.refusal import Refusal

By = Literal["people", "types"]
LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class PublicValue:
    """The public value that will pick the panel: where it is read, and the moment before which
    nobody can know it (ISO 8601 with its offset from UTC).

    ``form`` says how it is written down: "3 whole numbers in the order announced".
    """

    source: str
    known_at: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A category, its known values in the order of the quotas, and whether it is sensitive."""

    name: str
    values: tuple[str, ...]
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed part of a lottery's evidence.

    ``columns`` holds, per category, the index of each person's value, or None where the category
    is sensitive and ``commitments`` stand instead. ``groups`` are numbers, 0 for who stands alone.
    ``panels`` hold indexes of people, or of types when ``by`` is "types"; numbered from 1. A
    lottery with a sensitive category is veiled: its ``chances`` and ``panels`` are empty until
    opened, and commitments stand instead.
    """

    engine: Mapping[str, str]
    categories: tuple[Category, ...]
    ids: tuple[str, ...]
    columns: tuple[tuple[int, ...] | None, ...]
    groups: tuple[int, ...]
    types: tuple[int, ...]
    commitments: Mapping[str, tuple[str, ...]]
    quotas: tuple[Quota, ...]
    seats: int
    method: Method
    must_include: tuple[str, ...]
    excluded: tuple[str, ...]
    by: By
    chances: tuple[float, ...]
    panels: tuple[tuple[int, ...], ...]
    chances_commitment: str
    panel_commitments: tuple[str, ...]
    public_value: PublicValue | None
    previous: str
    sealed_at: str

    @property
    def sensitive(self) -> tuple[str, ...]:
        return tuple(category.name for category in self.categories if category.is_sensitive)

    @property
    def is_veiled(self) -> bool:
        return bool(self.sensitive)

    @property
    def is_whole(self) -> bool:
        """Whether columns, chances and panels can all be read, so that all can be checked."""
        return None not in self.columns and bool(self.panels)

    @property
    def panel_count(self) -> int:
        return len(self.panels) or len(self.panel_commitments)


def problem_of(sealed: Sealed) -> Problem:
    """The question that was asked, as the solver takes it; every column must be readable."""
    words: list[list[str]] = []
    for category, column in zip(sealed.categories, sealed.columns, strict=True):
        if column is None:
            raise Refusal("lottery.column_hidden", category=category.name)
        words.append([category.values[index] for index in column])
    groups = ["" if number == 0 else str(number) for number in sealed.groups]
    rows = zip(*words, strict=True) if words else iter([()] * len(sealed.ids))
    return Problem(
        categories=tuple(category.name for category in sealed.categories),
        people=tuple(
            Person(id=name, values=tuple(values), group=group)
            for name, values, group in zip(sealed.ids, rows, groups, strict=True)
        ),
        quotas=sealed.quotas,
        seats=sealed.seats,
        must_include=frozenset(sealed.must_include),
    )


KEYS = frozenset(
    {
        "engine",
        "categories",
        "people",
        "commitments",
        "quotas",
        "seats",
        "method",
        "must_include",
        "excluded",
        "by",
        "chances",
        "panels",
        "chances_commitment",
        "panel_commitments",
        "public_value",
        "previous",
        "sealed_at",
    }
)


def read_sealed(thing: object) -> Sealed:
    """Read the sealed part; refuses, naming the place, whatever is not as the format says."""
    sealed = _object(thing, "sealed", KEYS)
    categories = _categories(sealed["categories"])
    people = _object(sealed["people"], "people", {"ids", "values", "groups", "types"})
    ids = _ascending(_texts(people["ids"], "people.ids"), "people.ids")
    count = len(ids)
    by = _one_of(sealed["by"], "by", get_args(By))
    types = _types(people["types"], by, count)
    members = max(types) + 1 if by == "types" else count
    is_veiled = any(category.is_sensitive for category in categories)
    _check_veil(sealed, is_veiled=is_veiled)
    return Sealed(
        engine=_engine(sealed["engine"]),
        categories=categories,
        ids=ids,
        columns=_columns(people["values"], categories, count),
        groups=_numbers(people["groups"], "people.groups", below=count + 1, length=count),
        types=types,
        commitments=_commitments(sealed["commitments"], categories, count),
        quotas=_quotas(sealed["quotas"], categories),
        seats=_number(sealed["seats"], "seats", below=count + 1, at_least=1),
        method=_one_of(sealed["method"], "method", get_args(Method)),
        must_include=_ascending(_texts(sealed["must_include"], "must_include"), "must_include"),
        excluded=_ascending(_texts(sealed["excluded"], "excluded"), "excluded"),
        by=by,
        chances=() if is_veiled else _chances(sealed["chances"], count),
        panels=() if is_veiled else _panels(sealed["panels"], members),
        chances_commitment=sealed["chances_commitment"] or "",
        panel_commitments=tuple(sealed["panel_commitments"] or ()),
        public_value=_public_value(sealed["public_value"]),
        previous=_text(sealed["previous"], "previous"),
        sealed_at=_text(sealed["sealed_at"], "sealed_at"),
    )


def _wrong(place: str) -> Refusal:
    return Refusal("lottery.evidence_malformed", place=place)


def _object(thing: object, place: str, keys: Iterable[str]) -> Document:
    if not isinstance(thing, dict):
        raise _wrong(place)
    if strange := set(thing).symmetric_difference(keys):
        raise _wrong(f"{place}.{min(map(str, strange))[:LONGEST_SHOWN]}")
    return thing


def _list(thing: object, place: str, *, length: int | None = None, at_least: int = 0) -> list[Any]:
    if not isinstance(thing, list | tuple) or len(thing) < at_least:
        raise _wrong(place)
    if length is not None and len(thing) != length:
        raise _wrong(place)
    return list(thing)


def _text(thing: object, place: str) -> str:
    if not isinstance(thing, str):
        raise _wrong(place)
    try:
        thing.encode()
    except UnicodeEncodeError as error:
        raise _wrong(place) from error
    return thing


def _texts(thing: object, place: str) -> tuple[str, ...]:
    return tuple(_text(text, f"{place}[{index}]") for index, text in enumerate(_list(thing, place)))


def _ascending(texts: tuple[str, ...], place: str) -> tuple[str, ...]:
    # One order only, so that a person's number is the same for everyone, and nobody stands twice.
    for index, (before, after) in enumerate(pairwise(texts), start=1):
        if before >= after:
            raise _wrong(f"{place}[{index}]")
    return texts


def _number(thing: object, place: str, *, below: int, at_least: int = 0) -> int:
    # True is an int to Python, never to us.
    if type(thing) is not int or not at_least <= thing < below:
        raise _wrong(place)
    return thing


def _numbers(
    thing: object, place: str, *, below: int, length: int | None = None
) -> tuple[int, ...]:
    numbers = _list(thing, place, length=length)
    if all(type(number) is int and 0 <= number < below for number in numbers):
        return tuple(numbers)
    raise _wrong(place)


def _one_of(thing: object, place: str, known: tuple[str, ...]) -> Any:  # noqa: ANN401
    if not isinstance(thing, str) or thing not in known:
        raise _wrong(place)
    return thing


def _engine(thing: object) -> dict[str, str]:
    engine = _object(thing, "engine", {"name", "version", "numpy", "highs"})
    if engine["name"] != "lottery":
        raise _wrong("engine.name")
    return {key: _text(word, f"engine.{key}") for key, word in engine.items()}


def _categories(thing: object) -> tuple[Category, ...]:
    categories = []
    for index, item in enumerate(_list(thing, "categories")):
        place = f"categories[{index}]"
        read = _object(item, place, {"name", "values", "sensitive"})
        values = _texts(read["values"], f"{place}.values")
        if not isinstance(read["sensitive"], bool) or len(set(values)) < len(values):
            raise _wrong(place)
        categories.append(Category(_text(read["name"], place), values, read["sensitive"]))
    if len({category.name for category in categories}) < len(categories):
        raise _wrong("categories")
    return tuple(categories)


def _types(thing: object, by: str, count: int) -> tuple[int, ...]:
    if by == "people":
        if thing is not None:
            raise _wrong("people.types")
        return ()
    types = _numbers(thing, "people.types", below=count, length=count)
    if set(types) != set(range(len(set(types)))) or not types:
        raise _wrong("people.types")
    return types


def _columns(
    thing: object, categories: tuple[Category, ...], count: int
) -> tuple[tuple[int, ...] | None, ...]:
    columns: list[tuple[int, ...] | None] = []
    for index, (category, column) in enumerate(
        zip(categories, _list(thing, "people.values", length=len(categories)), strict=True)
    ):
        place = f"people.values[{index}]"
        if category.is_sensitive != (column is None):
            raise _wrong(place)
        if column is None:
            columns.append(None)
        else:
            columns.append(_numbers(column, place, below=len(category.values), length=count))
    return tuple(columns)


def _commitments(
    thing: object, categories: tuple[Category, ...], count: int
) -> dict[str, tuple[str, ...]]:
    hidden = {category.name for category in categories if category.is_sensitive}
    read = {}
    for name, texts in _object(thing, "commitments", hidden).items():
        place = f"commitments.{name[:LONGEST_SHOWN]}"
        commitments = _list(texts, place, length=count)
        if not all(is_hexadecimal(text, 32) for text in commitments):
            raise _wrong(place)
        read[name] = tuple(commitments)
    return read


def _quotas(thing: object, categories: tuple[Category, ...]) -> tuple[Quota, ...]:
    # A dict may not be asked for a list or another thing that has no hash.
    known = {(category.name, value) for category in categories for value in category.values}
    quotas = []
    for index, item in enumerate(_list(thing, "quotas")):
        place = f"quotas[{index}]"
        read = _object(item, place, {"category", "value", "minimum", "maximum"})
        cell = (_text(read["category"], place), _text(read["value"], place))
        if cell not in known:
            raise _wrong(place)
        known.remove(cell)
        minimum = _number(read["minimum"], f"{place}.minimum", below=2**53)
        maximum = _number(read["maximum"], f"{place}.maximum", below=2**53, at_least=minimum)
        quotas.append(Quota(*cell, minimum, maximum))
    return tuple(quotas)


def _chances(thing: object, count: int) -> tuple[float, ...]:
    chances = _list(thing, "chances", length=count)
    for index, chance in enumerate(chances):
        if type(chance) not in (int, float) or not math.isfinite(chance) or not 0 <= chance <= 1:
            raise _wrong(f"chances[{index}]")
    return tuple(float(chance) for chance in chances)


def _panels(thing: object, members: int) -> tuple[tuple[int, ...], ...]:
    return tuple(
        _numbers(panel, f"panels[{number}]", below=members)
        for number, panel in enumerate(_list(thing, "panels", at_least=1), start=1)
    )


def _check_veil(sealed: Document, *, is_veiled: bool) -> None:
    """Chances and panels are all open, or all behind commitments: types would tell them too."""
    kept, empty = ("chances_commitment", "panel_commitments"), ("chances", "panels")
    for place in empty if is_veiled else kept:
        if sealed[place] is not None:
            raise _wrong(place)
    if not is_veiled:
        return
    if sealed["by"] != "people":
        raise _wrong("by")
    if not is_hexadecimal(sealed["chances_commitment"], 32):
        raise _wrong("chances_commitment")
    commitments = _list(sealed["panel_commitments"], "panel_commitments", at_least=1)
    if not all(is_hexadecimal(text, 32) for text in commitments):
        raise _wrong("panel_commitments")


def _public_value(thing: object) -> PublicValue | None:
    if thing is None:
        return None
    read = _object(thing, "public_value", {"source", "known_at", "form"})
    return PublicValue(
        source=_text(read["source"], "public_value.source"),
        known_at=_text(read["known_at"], "public_value.known_at"),
        form=_text(read["form"], "public_value.form"),
    )
