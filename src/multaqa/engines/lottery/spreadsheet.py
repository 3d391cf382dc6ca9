"""The sortition field's own files: quotas (``feature,value,min,max``) and people, a row each.

Columns and values are matched after trimming and folding case, as the field's tools do; a value is
then spelt as the quotas spell it. The separator is a comma, a semicolon or a tab; the encoding is
UTF-8, UTF-16 with its mark, or the one named. Every refusal names the file, line and column.
"""

import codecs
import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from multaqa.engines.lottery.problem import Person, Quota
from multaqa.refusal import Refusal

SEPARATORS = ",;\t"
MOST_SHOWN = 12
LARGEST = 10**9
CATEGORY_NAMES = ("feature", "category")
VALUE_NAMES = ("value", "name")
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header and its rows, each with the line on which it begins."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def place(self, *names: str) -> int:
        """Where the column of one of these names stands; refuses when there is none."""
        folded = [fold(column) for column in self.header]
        for name in names:
            if fold(name) in folded:
                return folded.index(fold(name))
        raise Refusal(
            "lottery.file_column_missing",
            file=self.name,
            column=names[0],
            columns=_listed(self.header),
        )


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The people read, and their rows as they stood, by id."""

    people: tuple[Person, ...]
    header: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]


def fold(text: str) -> str:
    """The form under which two spellings of one word meet."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def read_table(content: bytes, *, name: str, encoding: str = "") -> Table:
    """Read a CSV file with a header; refuses one that is empty or holds a column twice."""
    text = _decoded(content, name, encoding)
    rows = list(_rows(text, name))
    if not rows:
        raise Refusal("lottery.file_empty", file=name)
    header = tuple(cell.strip() for cell in rows[0][1])
    while header and not header[-1]:
        header = header[:-1]
    seen: dict[str, str] = {}
    for column in header:
        if column and fold(column) in seen:
            raise Refusal("lottery.file_column_twice", file=name, column=column)
        seen[fold(column)] = column
    if len(rows) == 1:
        raise Refusal("lottery.file_without_rows", file=name)
    width = len(header)
    return Table(
        name, header, tuple((line, _fitted(row, width, name, line)) for line, row in rows[1:])
    )


def _decoded(content: bytes, name: str, encoding: str) -> str:
    if content.startswith(b"PK\x03\x04"):
        raise Refusal("lottery.file_is_workbook", file=name)
    known = next((word for mark, word in MARKS.items() if content.startswith(mark)), "")
    try:
        text = content.decode(known or encoding or "utf-8")
    except LookupError as error:
        raise Refusal("lottery.encoding_unknown", encoding=encoding) from error
    except ValueError as error:
        at = getattr(error, "start", 0)
        facts: dict[str, object] = {
            "file": name,
            "line": content.count(b"\n", 0, at) + 1,
            "byte": f"0x{content[at]:02X}",
        }
        if encoding and not known:
            raise Refusal("lottery.file_not_in_encoding", encoding=encoding, **facts) from error
        raise Refusal("lottery.file_not_utf8", **facts) from error
    if "\0" in text:
        raise Refusal("lottery.file_not_text", file=name)
    return text


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, with the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise Refusal("lottery.file_bad_quotes", file=name, line=line) from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _separator(text: str) -> str:
    """The separator that the header uses most, what stands between quotes left aside."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _fitted(row: Sequence[str], width: int, name: str, line: int) -> tuple[str, ...]:
    cells = [cell.strip() for cell in row]
    if any(cells[width:]):
        raise Refusal(
            "lottery.file_row_too_long", file=name, line=line, cells=len(cells), columns=width
        )
    return (*cells[:width], *[""] * (width - len(cells)))


def read_quotas(content: bytes, *, name: str, encoding: str = "") -> tuple[Quota, ...]:
    """Read the quotas; columns other than the four are left alone."""
    table = read_table(content, name=name, encoding=encoding)
    category_at, value_at = table.place(*CATEGORY_NAMES), table.place(*VALUE_NAMES)
    bounds_at = table.place("min"), table.place("max")
    spelt: dict[str, str] = {}
    lines: dict[tuple[str, str], int] = {}
    quotas = []
    for line, row in table.rows:
        for place in (category_at, value_at):
            if not row[place]:
                raise _empty(table, line, place)
        category = spelt.setdefault(fold(row[category_at]), row[category_at])
        cell = (fold(category), fold(row[value_at]))
        if cell in lines:
            raise Refusal(
                "lottery.file_quota_twice",
                file=name,
                category=category,
                value=row[value_at],
                first=lines[cell],
                line=line,
            )
        lines[cell] = line
        minimum, maximum = (_whole(table, line, place, row[place]) for place in bounds_at)
        if minimum > maximum:
            raise Refusal(
                "lottery.file_bounds_crossed",
                file=name,
                line=line,
                minimum=minimum,
                maximum=maximum,
            )
        quotas.append(Quota(category, row[value_at], minimum, maximum))
    return tuple(quotas)


def _whole(table: Table, line: int, place: int, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= LARGEST:
        raise Refusal(
            "lottery.file_not_whole",
            file=table.name,
            line=line,
            column=table.header[place],
            text=text[:MOST_SHOWN],
        )
    return number


def _empty(table: Table, line: int, place: int) -> Refusal:
    return Refusal(
        "lottery.file_cell_empty", file=table.name, line=line, column=table.header[place]
    )


def read_people(
    content: bytes,
    *,
    name: str,
    quotas: Collection[Quota],
    encoding: str = "",
    id_column: str = "",
    group_column: str = "",
) -> PeopleFile:
    """Read the people: a column of ids (``id``, the one named, or the first), one per category.

    Refuses an id given twice, an empty cell, and a value that no quota knows, with the nearest.
    """
    table = read_table(content, name=name, encoding=encoding)
    id_at = _id_place(table, id_column)
    group_at = table.place(group_column) if group_column else None
    known: dict[str, dict[str, str]] = {}
    for quota in quotas:
        known.setdefault(quota.category, {})[fold(quota.value)] = quota.value
    places = [(table.place(category), values) for category, values in known.items()]
    lines: dict[str, int] = {}
    people = []
    rows = {}
    for line, row in table.rows:
        person = row[id_at]
        if not person:
            raise _empty(table, line, id_at)
        if person in lines:
            raise Refusal(
                "lottery.file_person_twice", file=name, id=person, first=lines[person], line=line
            )
        lines[person] = line
        values = tuple(_known_value(table, line, row, place, known) for place, known in places)
        group = fold(row[group_at]) if group_at is not None else ""
        people.append(Person(person, values, group))
        rows[person] = row
    return PeopleFile(tuple(people), table.header, rows)


def _id_place(table: Table, id_column: str) -> int:
    if id_column:
        return table.place(id_column)
    folded = [fold(column) for column in table.header]
    return folded.index("id") if "id" in folded else 0


def _known_value(
    table: Table, line: int, row: tuple[str, ...], place: int, known: Mapping[str, str]
) -> str:
    text = row[place]
    if (value := known.get(fold(text))) is not None:
        return value
    if not text:
        raise _empty(table, line, place)
    facts: dict[str, object] = {
        "file": table.name,
        "line": line,
        "column": table.header[place],
        "value": text,
        "known": _listed(tuple(known.values())),
    }
    if near := get_close_matches(fold(text), known, n=1):
        raise Refusal("lottery.file_value_misspelt", nearest=known[near[0]], **facts)
    raise Refusal("lottery.file_value_unknown", **facts)


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(words[:MOST_SHOWN])
    return f"{shown}, …" if len(words) > MOST_SHOWN else shown


def read_ids(content: bytes, *, name: str, encoding: str = "") -> tuple[str, ...]:
    """The first column of a file of ids; a header reading ``id`` is passed over."""
    rows = list(_rows(_decoded(content, name, encoding), name))
    ids = [row[0].strip() for _, row in rows if row[0].strip()]
    return tuple(ids[1:] if ids and fold(ids[0]) == "id" else ids)
