"""What each column of a list is, and what each cell of it means."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.services.vocabulary import (
    HEADERS,
    NO_BODY,
    ONCE,
    WORDS,
    Guard,
    Role,
    folded,
    guard_of_cells,
    guard_of_header,
    spelling,
)
from multaqa.apps.territory.models import Commune, Province
from multaqa.apps.territory.queries import CommuneFinder
from multaqa.kernel import arabic
from multaqa.kernel.tables import Table

__all__ = ["HEADERS", "ONCE", "WORDS", "Reader", "Reading", "Role", "guess"]

MOST_VALUES = 40
LONGEST_KEY = 60
AGES = ((18, 35), (36, 59), (60, 130))
# The categories that a census or the site's own words stand behind; every other one is free.
OURS = ("setting", "province", "sex", "age", "body_kind")
FREE = (Role.CATEGORY, Role.SENSITIVE)


# Each word in its folded spelling, so that a cell is looked up and never searched.
_READ = {
    role: {arabic.fold(word): value for value, words in values.items() for word in words}
    for role, values in WORDS.items()
}
_HEADER = {arabic.fold(word): role for role, words in HEADERS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: where, and the refusal's code and facts."""

    line: int
    header: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ReadRow:
    """One row as it will be kept, or its faults; filled cell by cell."""

    line: int
    source_id: str
    name: str = ""
    body: str = ""
    phone: str = ""
    commune: Commune | None = None
    values: dict[str, str] = field(default_factory=dict)
    sensitive: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, header: str, code: str, **facts: Any) -> None:
        self.faults.append(Fault(self.line, header, code, facts))


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole table read under given roles."""

    rows: tuple[ReadRow, ...]

    @property
    def good(self) -> list[ReadRow]:
        return [row for row in self.rows if not row.faults]

    @property
    def faulty(self) -> list[ReadRow]:
        return [row for row in self.rows if row.faults]


def guess(table: Table) -> list[Role]:
    """What each column most likely is: by its header, corrected by what it holds.

    What may not be held is left out; what the law guards is sensitive, or left out where it could
    not balance anything.
    """
    roles: list[Role] = []
    for place, header in enumerate(table.headers):
        role = _HEADER.get(arabic.fold(header))
        cells = [row[place] for row in table.rows if row[place]]
        if role in ONCE and role in roles:
            role = None
        if role in _READ and not _is_read(role, cells):
            role = None
        if role == Role.AGE and not all(_age_of(cell) for cell in cells[:200]):
            role = None
        guard = guard_of_header(header) or (None if role else guard_of_cells(cells))
        if guard is None:
            roles.append(role or _by_content(header, cells))
        elif guard == Guard.SENSITIVE and _by_content(header, cells) == Role.CATEGORY:
            roles.append(Role.SENSITIVE)
        else:
            roles.append(Role.IGNORE)
    return roles


def guards(table: Table, roles: Iterable[Role]) -> list[Guard | None]:
    """What keeps each column out, or among the sensitive ones, if it comes in under its role.

    A heading tells it whatever the role; the values only where the heading means nothing to us,
    for a body may well be called after the disabled.
    """
    found: list[Guard | None] = []
    for place, (header, role) in enumerate(zip(table.headers, roles, strict=True)):
        is_free = role in FREE or (role == Role.IGNORE and arabic.fold(header) not in _HEADER)
        cells = (row[place] for row in table.rows) if is_free else ()
        found.append(guard_of_header(header) or guard_of_cells(cells))
    return found


def _is_read(role: Role, cells: list[str]) -> bool:
    """Whether we know the column's words; one that stands once may be a slip of the pen."""
    counts = Counter(folded(cell) for cell in cells)
    unknown = [count for cell, count in counts.items() if cell not in _READ[role]]
    return max(unknown, default=0) <= 1 and sum(unknown) * 2 < max(len(cells), 1)


def _by_content(header: str, cells: list[str]) -> Role:
    """A column with few values, each held by several people, can balance a panel."""
    few = len(set(cells)) <= min(MOST_VALUES, max(2, len(cells) // 3))
    return Role.CATEGORY if header and cells and few else Role.IGNORE


def _age_of(text: str) -> int | None:
    digits = arabic.digits(text).strip()
    return int(digits) if digits.isdecimal() and 0 < int(digits) <= 120 else None


def _born(text: str) -> date | int | None:
    """A day of birth, or only its year, as people write them."""
    digits = arabic.digits(text).strip()
    if re.fullmatch(r"(19|20)\d\d", digits):
        return int(digits)
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", digits)
    ours = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", digits)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(ours[3]), int(ours[2]), int(ours[1])) if ours else None
    except ValueError:
        return None


def age_on(born: date | int, day: date) -> int:
    """Whole years on ``day``; with a year alone, the age reached in that year."""
    if isinstance(born, int):
        return day.year - born
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_bracket(age: int) -> str | None:
    for low, high in AGES:
        if low <= age <= high:
            return f"{low}+" if high == AGES[-1][1] else f"{low}-{high}"
    return None


def known_category(name: str) -> str | None:
    """Our own category that a file of quotas names in words of its own."""
    role = _HEADER.get(arabic.fold(name))
    return str(role) if role in OURS else None


def known_value(category: str, value: str) -> str | None:
    """Our own value of one of our categories, named in words of its own."""
    return _READ[Role(category)].get(arabic.fold(value)) if category in _READ else None


def keys_of(headers: Sequence[str], roles: Iterable[Role]) -> dict[int, str]:
    """How the category of each free column is called: its header, and a number if that is taken.

    Taken are our own names, whatever a column of the file is called, and a longer header that
    begins with the same words.
    """
    taken, keys = set(OURS), {}
    for place, role in enumerate(roles):
        if role not in FREE:
            continue
        key, number = headers[place][:LONGEST_KEY].strip(), 2
        while key in taken:
            suffix = f" ({number})"
            key = headers[place][: LONGEST_KEY - len(suffix)].strip() + suffix
            number += 1
        taken.add(key)
        keys[place] = key
    return keys


def in_order(counts: Counter[str]) -> list[str]:
    """The values of a category: in their own order where they have one, else most held first."""
    known = [f"{low}-{high}" for low, high in AGES[:-1]] + [f"{AGES[-1][0]}+"]
    for words in WORDS.values():
        known.extend(words)
    return sorted(
        counts,
        key=lambda value: (known.index(value) if value in known else -1, -counts[value], value),
    )


class Reader:
    """Reads the rows of one edition's list under given roles."""

    def __init__(self, edition: Edition, headers: Iterable[str], roles: Iterable[Role]) -> None:
        self.edition = edition
        self.headers = list(headers)
        self.roles = list(roles)
        self.keys = keys_of(self.headers, self.roles)
        self.finder = CommuneFinder(edition.region)
        self.provinces = {
            arabic.fold(name): province
            for province in Province.objects.filter(region=edition.region)
            for name in (province.name_ar, province.name_fr, province.code)
            if name
        }
        self.read_cell: dict[Role, Callable[[ReadRow, str, str], None]] = {
            Role.NAME: self._name,
            Role.BODY: self._body,
            Role.PHONE: self._phone,
            Role.COMMUNE: self._commune,
            Role.PROVINCE: self._province,
            Role.AGE: self._age,
            Role.BIRTH: self._birth,
        }
        # The commune comes first: it gives province and setting where no column tells them.
        self.order = sorted(
            (place for place, role in enumerate(self.roles) if role != Role.IGNORE),
            key=lambda place: self.roles[place] != Role.COMMUNE,
        )
        self.province_place = (
            self.roles.index(Role.PROVINCE) if Role.PROVINCE in self.roles else None
        )

    def read(self, table: Table) -> Reading:
        """Every row, its faults named; an id that stands twice is a fault of both rows."""
        rows = [self._row(cells, line) for cells, line in zip(table.rows, table.lines, strict=True)]
        lines: dict[str, list[int]] = {}
        for row in rows:
            lines.setdefault(row.source_id, []).append(row.line)
        header = self.headers[self.roles.index(Role.ID)] if Role.ID in self.roles else ""
        for row in rows:
            if len(same := lines[row.source_id]) > 1:
                other = next(line for line in same if line != row.line)
                row.wrong(header, "row.id_twice", id=row.source_id, other=other)
        _spell_alike(rows, self.keys.values())
        return Reading(tuple(rows))

    def _row(self, cells: tuple[str, ...], line: int) -> ReadRow:
        row = ReadRow(line=line, source_id=str(line))
        place = self.province_place
        self.province_text = cells[place] if place is not None else ""
        for place in self.order:
            role, header, cell = self.roles[place], self.headers[place], cells[place]
            if role == Role.ID:
                row.source_id = cell[:64] or row.source_id
                if not cell:
                    row.wrong(header, "row.id_missing")
            elif not cell:
                if role not in {Role.NAME, Role.BODY, Role.PHONE}:
                    row.wrong(header, "row.cell_empty")
            elif role in FREE:
                told = row.values if role == Role.CATEGORY else row.sensitive
                told[self.keys[place]] = cell[:100].strip()
            elif role in _READ:
                self._word(row, role, header, cell)
            else:
                self.read_cell[role](row, header, cell)
        return row

    def _name(self, row: ReadRow, _header: str, cell: str) -> None:
        row.name = cell[:300]

    def _body(self, row: ReadRow, _header: str, cell: str) -> None:
        row.body = "" if folded(cell) in NO_BODY else cell[:300]

    def _phone(self, row: ReadRow, _header: str, cell: str) -> None:
        row.phone = arabic.digits(cell)[:40]

    def _word(self, row: ReadRow, role: Role, header: str, cell: str) -> None:
        value = _READ[role].get(folded(cell))
        if value is None:
            known = tuple(WORDS[role])
            row.wrong(header, "row.unknown_value", value=cell[:60], role=role, known=known)
        elif role == Role.SETTING and row.values.get("setting", value) != value:
            row.wrong(header, "row.setting_contradicts", commune=str(row.commune))
        else:
            row.values[str(role)] = value

    def _commune(self, row: ReadRow, header: str, cell: str) -> None:
        found = self.finder.find(cell, self.province_text)
        if found.commune is not None:
            row.commune = found.commune
            row.values["setting"] = found.commune.setting
            row.values["province"] = found.commune.province.name_fr
        elif found.state == "ambiguous" and len(found.candidates) == 1:
            # The name is clear; it is the province beside it that says otherwise.
            row.wrong(header, "row.province_contradicts", commune=found.candidates[0].name)
        else:
            near = tuple(commune.code for commune in found.candidates or found.nearest)
            row.wrong(header, f"row.commune_{found.state}", value=cell[:60], near=near)

    def _province(self, row: ReadRow, header: str, cell: str) -> None:
        province = self.provinces.get(_bare(arabic.fold(cell)))
        if province is None:
            row.wrong(header, "row.unknown_province", value=cell[:60])
        elif row.values.get("province", province.name_fr) != province.name_fr:
            row.wrong(header, "row.province_contradicts", commune=str(row.commune))
        else:
            row.values["province"] = province.name_fr

    def _age(self, row: ReadRow, header: str, cell: str) -> None:
        age = _age_of(cell)
        if age is None:
            row.wrong(header, "row.bad_age", value=cell[:60])
        else:
            self._aged(row, header, age)

    def _birth(self, row: ReadRow, header: str, cell: str) -> None:
        born = _born(cell)
        if born is None:
            row.wrong(header, "row.bad_birth", value=cell[:60])
        else:
            self._aged(row, header, age_on(born, self.edition.starts_on))

    def _aged(self, row: ReadRow, header: str, age: int) -> None:
        bracket = age_bracket(age)
        if bracket is None:
            row.wrong(header, "row.age_outside", age=age)
        else:
            row.values["age"] = bracket


def _spell_alike(rows: list[ReadRow], keys: Iterable[str]) -> None:
    """One value, one spelling: the one most often met takes the place of the others."""
    for key in keys:
        holders = [told for row in rows for told in (row.values, row.sensitive) if key in told]
        common: dict[tuple[str, str], str] = {}
        for value, _ in Counter(told[key] for told in holders).most_common():
            common.setdefault(spelling(value), value)
        for told in holders:
            told[key] = common[spelling(told[key])]


def _bare(name: str) -> str:
    for word in (
        "اقليم ",
        "عماله ",
        "province de ",
        "province d ",
        "prefecture de ",
        "prefecture d ",
    ):
        name = name.removeprefix(word)
    return name
