"""What each row of a list says, under what its columns are taken for; nothing is kept here."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from multaqa.apps.network.models import BodyKind, Declaration
from multaqa.apps.network.queries.numbers import ICE_DIGITS, check_register_number, read_ice
from multaqa.apps.network.services.columns import DECLARED, LONGEST_NAME
from multaqa.apps.network.services.imports import cells as read
from multaqa.apps.network.services.imports.vocabulary import (
    Column,
    fields_said,
    groups_said,
    kind_of_name,
    kind_said,
)
from multaqa.apps.territory.models import Province, Region
from multaqa.apps.territory.queries import Answer, CommuneFinder
from multaqa.kernel import arabic
from multaqa.kernel.sheets import unharmed
from multaqa.refusal import Refusal

# Where a body need not sit in a commune: it may sit in another country.
SEATLESS = {BodyKind.FUNDER, BodyKind.NETWORK}
SHOWN = 80  # signs of a cell that a fault repeats
MOST_PEOPLE = 9_999_999
LONGEST_REGISTER = 60
LONGEST_LOCALITY = 150
LONGEST_ABOUT = 3000
WHOLE_ROW = -1
FaultRow = dict[str, Any]


@dataclass(slots=True)
class ReadRow:
    """What one row says, and what is wrong with it."""

    told: dict[str, Any] = field(default_factory=dict)
    faults: list[FaultRow] = field(default_factory=list)

    def wrong(self, place: int, code: str, **facts: Any) -> None:
        self.faults.append({"place": place, "code": code, "facts": facts})


class RowReader:
    """Reads rows under the same columns, one after the other."""

    def __init__(self, columns: Sequence[str], default_kind: str = "") -> None:
        self.columns = [Column(column) for column in columns]
        self.default_kind = default_kind
        self.region = Region.objects.filter(pk=settings.REGION).first()
        self.finder = CommuneFinder(self.region)
        self.provinces = list(Province.objects.select_related("region"))
        self.places: dict[Column, list[int]] = {}
        for place, column in enumerate(self.columns):
            self.places.setdefault(column, []).append(place)
        self._area = lru_cache(maxsize=4096)(self._area_named)
        self.today = timezone.localdate().isoformat()
        # The name first, for the kind may stand in it; the commune before what depends on it.
        self.steps: list[Callable[[ReadRow, Sequence[str]], None]] = [
            self._names,
            self._kind,
            self._commune,
            self._phones,
            self._numbers,
            self._declared,
            self._lines,
            self._founded,
            self._counts,
            self._lists,
        ]

    def read(self, cells: Sequence[str], *, is_wide: bool = False) -> ReadRow:
        row, told = ReadRow(), [unharmed(cell) for cell in cells]
        if is_wide:
            row.wrong(WHOLE_ROW, "entry.row_too_wide", count=len(cells))
        for step in self.steps:
            step(row, told)
        row.told = {name: value for name, value in row.told.items() if value not in ("", [])}
        return row

    def _told(self, column: Column, cells: Sequence[str]) -> list[tuple[int, str]]:
        """The cells of a kind that say something, each with its place."""
        return [
            (place, cells[place])
            for place in self.places.get(column, ())
            if not read.is_nothing(cells[place])
        ]

    def _place(self, *columns: Column) -> int:
        """Where a fault of an empty cell stands."""
        return next((self.places[column][0] for column in columns if column in self.places), -1)

    def _names(self, row: ReadRow, cells: Sequence[str]) -> None:
        ours = latin = ""
        for _place, cell in self._told(Column.NAME, cells):
            ours, latin = read.names(cell)
        for _place, cell in self._told(Column.NAME_FR, cells):
            in_arabic, in_french = read.names(cell)
            latin, ours = in_french or latin, ours or in_arabic
        for name in (ours, latin):
            if len(name) > LONGEST_NAME:
                place = self._place(Column.NAME, Column.NAME_FR)
                row.wrong(place, "entry.name_too_long", limit=LONGEST_NAME)
                return
        if not arabic.has_letters(ours or latin):
            row.wrong(self._place(Column.NAME, Column.NAME_FR), "entry.no_name")
            return
        # A list in French alone: the name stands as it is known until somebody writes it.
        row.told["name_ar"], row.told["name_fr"] = ours or latin, latin
        others = [
            name for _place, cell in self._told(Column.OTHER_NAMES, cells) for name in [cell[:200]]
        ]
        row.told["other_names"] = "\n".join(dict.fromkeys(others))

    def _kind(self, row: ReadRow, cells: Sequence[str]) -> None:
        name = row.told.get("name_ar", "")
        said = self._told(Column.KIND, cells)
        for place, cell in said:
            kind = kind_said(cell)
            if kind is None:
                row.wrong(place, "entry.kind_unknown", value=cell[:SHOWN])
            row.told["kind"] = kind or ""
        if not said:
            kind = kind_of_name(name) or kind_of_name(row.told.get("name_fr", ""))
            kind = kind or self.default_kind
            if not kind and name:
                place = self._place(Column.KIND, Column.NAME)
                row.wrong(place, "entry.kind_missing")
            row.told["kind"] = kind

    def _commune(self, row: ReadRow, cells: Sequence[str]) -> None:
        province = next((cell for _place, cell in self._told(Column.PROVINCE, cells)), "")
        said = self._told(Column.COMMUNE, cells)
        if not said:
            if row.told.get("kind") and row.told["kind"] not in SEATLESS:
                row.wrong(self._place(Column.COMMUNE), "entry.commune_missing")
            return
        place, cell = said[0]
        found = self.finder.find(*_with_province(cell, province))
        if found.commune is not None:
            row.told["commune_id"] = found.commune.pk
        elif found.state == "outside" and len(found.candidates) == 1:
            row.told["commune_id"] = found.candidates[0].pk
        else:
            row.faults.append(_commune_fault(place, cell, found))

    def _phones(self, row: ReadRow, cells: Sequence[str]) -> None:
        found: list[str] = []
        for place, cell in self._told(Column.PHONE, cells):
            phones = read.phones(cell)
            if phones is None:
                row.wrong(place, "entry.phone_bad", value=cell[:SHOWN])
            found += phones or []
        first, *others = list(dict.fromkeys(found)) or [""]
        row.told["phone"], row.told["other_phones"] = first, "\n".join(others)

    def _numbers(self, row: ReadRow, cells: Sequence[str]) -> None:
        """As when they are typed: an ICE whose digits do not fit is doubted, not refused."""
        kind, year = row.told.get("kind", ""), int(self.today[:4])
        for place, cell in self._told(Column.REGISTER, cells):
            if len(cell) > LONGEST_REGISTER:
                row.wrong(place, "entry.cell_too_long", limit=LONGEST_REGISTER)
            elif len(re.sub(r"\D", "", arabic.digits(cell))) == ICE_DIGITS:
                self._ice(row, place, cell)
            else:
                try:
                    number = check_register_number(cell, kind=kind, year=year)
                    row.told["register_number"] = number
                except Refusal as refusal:
                    row.wrong(place, refusal.code, **refusal.facts)
        for place, cell in self._told(Column.ICE, cells):
            self._ice(row, place, cell)

    @staticmethod
    def _ice(row: ReadRow, place: int, cell: str) -> None:
        try:
            ice = read_ice(cell)
            row.told["ice"] = ice.digits if ice else ""
        except Refusal as refusal:
            row.wrong(place, refusal.code, **refusal.facts)

    def _declared(self, row: ReadRow, cells: Sequence[str]) -> None:
        """Which receipt an association holds, and its day; of a year alone the receipt is kept.

        The final one stands before the provisional one.
        """
        if row.told.get("kind") not in DECLARED:
            return
        for column, receipt in (
            (Column.PROVISIONAL_ON, Declaration.PROVISIONAL),
            (Column.RECEIPT_ON, Declaration.FINAL),
        ):
            for place, cell in self._told(column, cells):
                day = read.founded(cell)
                if day is None:
                    row.wrong(place, "entry.receipt_bad", value=cell[:SHOWN])
                elif day > self.today[: len(day)]:
                    row.wrong(place, "entry.receipt_ahead", value=cell[:SHOWN])
                else:
                    row.told["declared"] = f"{receipt} {day if len(day) > 4 else ''}".strip()

    def _lines(self, row: ReadRow, cells: Sequence[str]) -> None:
        for place, cell in self._told(Column.EMAIL, cells):
            row.told["email"] = read.email(cell)
            if row.told["email"] is None:
                row.wrong(place, "entry.email_bad", value=cell[:SHOWN])
        for place, cell in self._told(Column.WEBSITE, cells):
            row.told["website"] = read.website(cell)
            if row.told["website"] is None:
                row.wrong(place, "entry.website_bad", value=cell[:SHOWN])
        for name, column, longest in (
            ("locality", Column.LOCALITY, LONGEST_LOCALITY),
            ("about", Column.ABOUT, LONGEST_ABOUT),
        ):
            said = self._told(column, cells)
            text = " · ".join(dict.fromkeys(cell for _place, cell in said))
            if len(text) > longest:
                row.wrong(said[0][0], "entry.cell_too_long", limit=longest)
            row.told[name] = text

    def _founded(self, row: ReadRow, cells: Sequence[str]) -> None:
        for place, cell in self._told(Column.FOUNDED, cells):
            told = read.founded(cell)
            if told is None:
                row.wrong(place, "entry.founded_bad", value=cell[:SHOWN])
            elif told > self.today[: len(told)]:
                row.wrong(place, "entry.founded_ahead", value=cell[:SHOWN])
            else:
                row.told["founded"] = told

    def _counts(self, row: ReadRow, cells: Sequence[str]) -> None:
        for name, column in (("women_count", Column.WOMEN), ("men_count", Column.MEN)):
            for place, cell in self._told(column, cells):
                told = read.count(cell)
                if told is None or told > MOST_PEOPLE:
                    row.wrong(place, "entry.count_bad", value=cell[:SHOWN])
                else:
                    row.told[name] = told

    def _lists(self, row: ReadRow, cells: Sequence[str]) -> None:
        self._items(row, cells, "fields", Column.FIELDS, fields_said, "entry.field_unknown")
        self._items(row, cells, "groups", Column.GROUPS, groups_said, "entry.group_unknown")
        self._items(row, cells, "work_areas", Column.WORK, self._area, "entry.area_unknown")

    def _items(
        self,
        row: ReadRow,
        cells: Sequence[str],
        name: str,
        column: Column,
        meaning: Callable[[str], Iterable[str]],
        code: str,
    ) -> None:
        found: list[str] = []
        for place, cell in self._told(column, cells):
            for item in read.items(cell):
                said = list(meaning(item))
                if not said:
                    row.wrong(place, code, value=item[:SHOWN])
                found += said
        row.told[name] = list(dict.fromkeys(found))

    def _area_named(self, item: str) -> list[str]:
        """A commune, a province, or the region, by whatever it is called."""
        name = arabic.fold(item)
        for word in ("جهه", "region", "كل", "جميع", "toute la", "la region", "de"):
            name = name.removeprefix(f"{word} ").strip()
        if self.region is not None and (
            name in {"جهه", "الجهه", "region", "la region", "اقاليم الجهه"}
            or name in {arabic.fold(self.region.name_ar), arabic.fold(self.region.name_fr or "")}
        ):
            return [self.region.pk]
        is_province = any(word in arabic.fold(item) for word in ("اقليم", "عماله", "province"))
        found = self.finder.find(item)
        if found.commune is not None and not is_province:
            return [found.commune.pk]
        for word in ("اقليم", "عماله", "province", "prefecture"):
            name = name.removeprefix(f"{word} ").removeprefix("de ").removeprefix("d ").strip()
        for province in self.provinces:
            if name in {arabic.fold(province.name_ar), arabic.fold(province.name_fr or "")}:
                return [province.pk]
        return []


def _with_province(cell: str, province: str) -> tuple[str, str]:
    """A commune's cell may hold its province too: after a comma, a dash, or in brackets."""
    for apart in ("(", "،", ",", " - ", "/"):
        name, found, rest = cell.partition(apart)
        if found and name.strip() and not province:
            return name.strip(), rest.strip(" )،,-/")
    return cell, province


def _commune_fault(place: int, cell: str, found: Answer) -> FaultRow:
    facts: dict[str, Any] = {"value": cell[:SHOWN]}
    near = found.candidates or found.nearest
    if found.state == "ambiguous" and len(found.candidates) == 1:
        # The name is clear; it is the province beside it that says otherwise.
        code = "entry.province_contradicts"
    else:
        code = "entry.commune_several" if found.candidates else "entry.commune_unknown"
    return {"place": place, "code": code, "facts": facts | {"near": [one.pk for one in near]}}
