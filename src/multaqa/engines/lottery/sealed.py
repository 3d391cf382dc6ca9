"""What a lottery's evidence seals, read strictly: every place named, nothing taken on trust."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from multaqa.engines.evidence import LONGEST_SHOWN, Document, is_hexadecimal
from multaqa.engines.lottery.problem import Method, Person, Problem, Quota
from multaqa.engines.lottery.reading import (
    ascending,
    list_at,
    number_at,
    numbers_at,
    object_at,
    one_of,
    text_at,
    texts_at,
    wrong,
)
from multaqa.refusal import Refusal

By = Literal["people", "types"]


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


def readable_part(sealed: Sealed) -> Sealed:
    """The same question without the columns that are hidden, and without their quotas."""
    shown = [at for at, column in enumerate(sealed.columns) if column is not None]
    names = {sealed.categories[at].name for at in shown}
    return replace(
        sealed,
        categories=tuple(sealed.categories[at] for at in shown),
        columns=tuple(sealed.columns[at] for at in shown),
        quotas=tuple(quota for quota in sealed.quotas if quota.category in names),
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
    sealed = object_at(thing, "sealed", KEYS)
    categories = _categories(sealed["categories"])
    people = object_at(sealed["people"], "people", {"ids", "values", "groups", "types"})
    ids = ascending(texts_at(people["ids"], "people.ids"), "people.ids")
    count = len(ids)
    by = one_of(sealed["by"], "by", get_args(By))
    types = _types(people["types"], by, count)
    members = max(types) + 1 if by == "types" else count
    is_veiled = any(category.is_sensitive for category in categories)
    _check_veil(sealed, is_veiled=is_veiled)
    return Sealed(
        engine=_engine(sealed["engine"]),
        categories=categories,
        ids=ids,
        columns=_columns(people["values"], categories, count),
        groups=numbers_at(people["groups"], "people.groups", below=count + 1, length=count),
        types=types,
        commitments=_commitments(sealed["commitments"], categories, count),
        quotas=_quotas(sealed["quotas"], categories),
        seats=number_at(sealed["seats"], "seats", below=count + 1, at_least=1),
        method=one_of(sealed["method"], "method", get_args(Method)),
        must_include=ascending(texts_at(sealed["must_include"], "must_include"), "must_include"),
        excluded=ascending(texts_at(sealed["excluded"], "excluded"), "excluded"),
        by=by,
        chances=() if is_veiled else _chances(sealed["chances"], count),
        panels=() if is_veiled else _panels(sealed["panels"], members),
        chances_commitment=sealed["chances_commitment"] or "",
        panel_commitments=tuple(sealed["panel_commitments"] or ()),
        public_value=_public_value(sealed["public_value"]),
        previous=text_at(sealed["previous"], "previous"),
        sealed_at=text_at(sealed["sealed_at"], "sealed_at"),
    )


def _engine(thing: object) -> dict[str, str]:
    engine = object_at(thing, "engine", {"name", "version", "numpy", "highs"})
    if engine["name"] != "lottery":
        raise wrong("engine.name")
    return {key: text_at(word, f"engine.{key}") for key, word in engine.items()}


def _categories(thing: object) -> tuple[Category, ...]:
    categories = []
    for index, item in enumerate(list_at(thing, "categories")):
        place = f"categories[{index}]"
        read = object_at(item, place, {"name", "values", "sensitive"})
        values = texts_at(read["values"], f"{place}.values")
        if not isinstance(read["sensitive"], bool) or len(set(values)) < len(values):
            raise wrong(place)
        categories.append(Category(text_at(read["name"], place), values, read["sensitive"]))
    if len({category.name for category in categories}) < len(categories):
        raise wrong("categories")
    return tuple(categories)


def _types(thing: object, by: str, count: int) -> tuple[int, ...]:
    if by == "people":
        if thing is not None:
            raise wrong("people.types")
        return ()
    types = numbers_at(thing, "people.types", below=count, length=count)
    if set(types) != set(range(len(set(types)))) or not types:
        raise wrong("people.types")
    return types


def _columns(
    thing: object, categories: tuple[Category, ...], count: int
) -> tuple[tuple[int, ...] | None, ...]:
    columns: list[tuple[int, ...] | None] = []
    for index, (category, column) in enumerate(
        zip(categories, list_at(thing, "people.values", length=len(categories)), strict=True)
    ):
        place = f"people.values[{index}]"
        if category.is_sensitive != (column is None):
            raise wrong(place)
        if column is None:
            columns.append(None)
        else:
            columns.append(numbers_at(column, place, below=len(category.values), length=count))
    return tuple(columns)


def _commitments(
    thing: object, categories: tuple[Category, ...], count: int
) -> dict[str, tuple[str, ...]]:
    hidden = {category.name for category in categories if category.is_sensitive}
    read = {}
    for name, texts in object_at(thing, "commitments", hidden).items():
        place = f"commitments.{name[:LONGEST_SHOWN]}"
        commitments = list_at(texts, place, length=count)
        if not all(is_hexadecimal(text, 32) for text in commitments):
            raise wrong(place)
        read[name] = tuple(commitments)
    return read


def _quotas(thing: object, categories: tuple[Category, ...]) -> tuple[Quota, ...]:
    # A dict may not be asked for a list or another thing that has no hash.
    known = {(category.name, value) for category in categories for value in category.values}
    quotas = []
    for index, item in enumerate(list_at(thing, "quotas")):
        place = f"quotas[{index}]"
        read = object_at(item, place, {"category", "value", "minimum", "maximum"})
        cell = (text_at(read["category"], place), text_at(read["value"], place))
        if cell not in known:
            raise wrong(place)
        known.remove(cell)
        minimum = number_at(read["minimum"], f"{place}.minimum", below=2**53)
        maximum = number_at(read["maximum"], f"{place}.maximum", below=2**53, at_least=minimum)
        quotas.append(Quota(*cell, minimum, maximum))
    return tuple(quotas)


def _chances(thing: object, count: int) -> tuple[float, ...]:
    chances = list_at(thing, "chances", length=count)
    for index, chance in enumerate(chances):
        if type(chance) not in (int, float) or not math.isfinite(chance) or not 0 <= chance <= 1:
            raise wrong(f"chances[{index}]")
    return tuple(float(chance) for chance in chances)


def _panels(thing: object, members: int) -> tuple[tuple[int, ...], ...]:
    return tuple(
        numbers_at(panel, f"panels[{number}]", below=members)
        for number, panel in enumerate(list_at(thing, "panels", at_least=1), start=1)
    )


def _check_veil(sealed: Document, *, is_veiled: bool) -> None:
    """Chances and panels are all open, or all behind commitments: types would tell them too."""
    kept, empty = ("chances_commitment", "panel_commitments"), ("chances", "panels")
    for place in empty if is_veiled else kept:
        if sealed[place] is not None:
            raise wrong(place)
    if not is_veiled:
        return
    if sealed["by"] != "people":
        raise wrong("by")
    if not is_hexadecimal(sealed["chances_commitment"], 32):
        raise wrong("chances_commitment")
    commitments = list_at(sealed["panel_commitments"], "panel_commitments", at_least=1)
    if not all(is_hexadecimal(text, 32) for text in commitments):
        raise wrong("panel_commitments")


def _public_value(thing: object) -> PublicValue | None:
    if thing is None:
        return None
    read = object_at(thing, "public_value", {"source", "known_at", "form"})
    return PublicValue(
        source=text_at(read["source"], "public_value.source"),
        known_at=text_at(read["known_at"], "public_value.known_at"),
        form=text_at(read["form"], "public_value.form"),
    )
