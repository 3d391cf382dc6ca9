"""What each column of a list is, and what each cell of it means."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from multaqa.apps.forum.models import Edition
from multaqa.apps.territory.models import Commune, Province
from multaqa.apps.territory.queries import CommuneFinder
from multaqa.kernel import arabic
from multaqa.kernel.tables import Table

MOST_VALUES = 40
AGES = ((18, 35), (36, 59), (60, 130))


class Role(StrEnum):
    """What a column of the list is taken for."""

    ID = "id"
    NAME = "name"
    BODY = "body"
    BODY_KIND = "body_kind"
    COMMUNE = "commune"
    PROVINCE = "province"
    SETTING = "setting"
    SEX = "sex"
    AGE = "age"
    BIRTH = "birth"
    PHONE = "phone"
    CATEGORY = "category"
    SENSITIVE = "sensitive"
    IGNORE = "ignore"


ONCE = frozenset(Role) - {Role.CATEGORY, Role.SENSITIVE, Role.IGNORE}

HEADERS: dict[Role, tuple[str, ...]] = {
    Role.ID: (
        "id",
        "الرقم",
        "رقم",
        "رقم الطلب",
        "numero",
        "n",
        "num",
        "ref",
        "identifiant",
        "code",
    ),
    Role.NAME: (
        "الاسم الكامل",
        "الاسم",
        "الاسم والنسب",
        "الاسم العائلي والشخصي",
        "nom",
        "nom complet",
        "nom et prenom",
        "name",
        "full name",
    ),
    Role.BODY: (
        "الهيئة",
        "اسم الهيئة",
        "الجمعية",
        "التعاونية",
        "اسم الجمعية",
        "organisme",
        "organisation",
        "organization",
        "association",
        "body",
        "structure",
    ),
    Role.BODY_KIND: (
        "نوع الهيئة",
        "صنف الهيئة",
        "type d organisme",
        "type de structure",
        "type",
        "kind",
        "kind of body",
        "body kind",
        "statut juridique",
    ),
    Role.COMMUNE: (
        "الجماعة",
        "الجماعة الترابية",
        "جماعة",
        "commune",
        "code commune",
        "municipality",
    ),
    Role.PROVINCE: ("الاقليم", "اقليم", "العمالة", "الاقليم او العمالة", "province", "prefecture"),
    Role.SETTING: ("الوسط", "وسط الاقامة", "milieu", "setting", "urban rural"),
    Role.SEX: ("الجنس", "النوع", "sexe", "genre", "sex", "gender"),
    Role.AGE: ("السن", "العمر", "age"),
    Role.BIRTH: (
        "تاريخ الميلاد",
        "تاريخ الازدياد",
        "سنة الميلاد",
        "سنة الازدياد",
        "date de naissance",
        "annee de naissance",
        "naissance",
        "date of birth",
        "birth date",
        "year of birth",
    ),
    Role.PHONE: ("الهاتف", "رقم الهاتف", "telephone", "tel", "gsm", "phone", "mobile"),
    Role.SENSITIVE: ("وضعية اعاقة", "الاعاقة", "في وضعية اعاقة", "handicap", "disability"),
}

WORDS: dict[Role, dict[str, tuple[str, ...]]] = {
    Role.SEX: {
        "female": (
            "انثي",
            "انثى",
            "امراه",
            "مراه",
            "نساء",
            "اناث",
            "f",
            "femme",
            "female",
            "woman",
        ),
        "male": ("ذكر", "رجل", "رجال", "ذكور", "m", "h", "homme", "male", "man", "masculin"),
    },
    Role.SETTING: {
        "rural": ("قروي", "قرويه", "الوسط القروي", "rural", "rurale"),
        "urban": ("حضري", "حضريه", "الوسط الحضري", "urbain", "urbaine", "urban"),
    },
    Role.BODY_KIND: {
        "association": ("جمعيه", "association", "asso"),
        "cooperative": ("تعاونيه", "cooperative", "coop"),
        "project_holder": (
            "حامل مشروع",
            "حامله مشروع",
            "حامل ه مشروع",
            "حاملي مشاريع",
            "porteur de projet",
            "porteuse de projet",
            "porteur se de projet",
            "project holder",
        ),
        "union": ("اتحاد تعاونيات", "اتحاد", "union"),
        "network": ("شبكه", "reseau", "network"),
    },
}
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
    """What each column most likely is: by its header, corrected by what it holds."""
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
        roles.append(role or _by_content(header, cells))
    return roles


def is_sensitive_header(header: str) -> bool:
    return _HEADER.get(arabic.fold(header)) == Role.SENSITIVE


def _is_read(role: Role, cells: list[str]) -> bool:
    """Whether we know the column's words; one that stands once may be a slip of the pen."""
    counts = Counter(_folded(cell) for cell in cells)
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


def known_as(category: str, value: str) -> tuple[str, str]:
    """The category and value that a file of quotas means, where it names ours in its own words."""
    role = _HEADER.get(arabic.fold(category))
    if role is None:
        return category, value
    return str(role), _READ.get(role, {}).get(arabic.fold(value), value)


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
            Role.CATEGORY: self._free,
            Role.SENSITIVE: self._sensitive,
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
            elif role in _READ:
                self._word(row, role, header, cell)
            else:
                self.read_cell[role](row, header, cell)
        return row

    def _name(self, row: ReadRow, _header: str, cell: str) -> None:
        row.name = cell[:300]

    def _body(self, row: ReadRow, _header: str, cell: str) -> None:
        row.body = cell[:300]

    def _phone(self, row: ReadRow, _header: str, cell: str) -> None:
        row.phone = arabic.digits(cell)[:40]

    def _word(self, row: ReadRow, role: Role, header: str, cell: str) -> None:
        value = _READ[role].get(_folded(cell))
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

    def _free(self, row: ReadRow, header: str, cell: str) -> None:
        row.values[header[:60]] = cell[:100]

    def _sensitive(self, row: ReadRow, header: str, cell: str) -> None:
        row.sensitive[header[:60]] = cell[:100]


@lru_cache(maxsize=4096)
def _folded(cell: str) -> str:
    """A list repeats few words many times."""
    return arabic.fold(cell)


def _bare(folded: str) -> str:
    for word in (
        "اقليم ",
        "عماله ",
        "province de ",
        "province d ",
        "prefecture de ",
        "prefecture d ",
    ):
        folded = folded.removeprefix(word)
    return folded
