"""A table read from a spreadsheet or a CSV file, whatever program wrote it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from typing import TYPE_CHECKING

from multaqa.kernel import arabic
from multaqa.refusal import Refusal

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

UNPACKED_BYTES = 200 * 1024 * 1024
MOST_CELLS = 8_000_000
LONGEST_CELL = 1000
END = "\0"  # no text that is read holds it
QUOTED = re.compile(r'"[^"]*"')
CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]{0,200}?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^<>]{0,200}>"""
)


@dataclass(frozen=True, slots=True)
class Table:
    """Headers, and rows as wide as they; ``lines[i]`` is the number a spreadsheet gives row i."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str


def read(content: bytes, *, rows: int) -> Table:
    """Read XLSX or CSV (UTF-8, UTF-16, or the Windows Arabic code page), at most ``rows`` rows.

    The first line that is not blank holds the headers. Refuses an empty file, a file without rows,
    another kind of file, a header twice, a row wider than the headers, too many rows, and an
    archive that unpacks to too much.
    """
    if content.startswith(b"PK"):
        cells, encoding = _workbook(content), "xlsx"
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise Refusal("table.other_kind")
    else:
        text, encoding = _text(content)
        cells = _separated(text)
    return _table(cells, encoding, rows)


def _table(cells: list[list[str]], encoding: str, limit: int) -> Table:
    numbered = [(line, row) for line, row in enumerate(cells, start=1) if any(row)]
    if not numbered:
        raise Refusal("table.empty")
    headers = list(numbered[0][1])
    while headers and not headers[-1]:
        headers.pop()
    seen: dict[str, int] = {}
    for place, header in enumerate(headers, start=1):
        key = arabic.fold(header)
        if key and key in seen:
            raise Refusal("table.header_twice", header=header, first=seen[key], second=place)
        seen[key] = place
    width = len(headers)
    body = [(line, row) for line, row in numbered[1:] if any(row[:width])]
    if not body:
        raise Refusal("table.no_rows")
    for line, row in body:
        if encoding != "xlsx" and any(row[width:]):
            # A separator inside a cell: what follows it would stand under wrong headers. In a
            # workbook it is a remark beside the list, and shifts nothing.
            raise Refusal("table.row_too_wide", line=line, headers=width)
    if len(body) > limit:
        raise Refusal("table.too_many_rows", rows=len(body), limit=limit)
    return Table(
        headers=tuple(headers),
        rows=tuple(tuple(islice([*row, *[""] * width], width)) for _, row in body),
        lines=tuple(line for line, _ in body),
        encoding=encoding,
    )


def _text(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1256"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding.removesuffix("-sig")
    raise Refusal("table.other_kind")


def _separated(text: str) -> list[list[str]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=QUOTED.sub("", first).count)
    # A mark of ours at the end: swallowed by the last cell when a quotation is never closed.
    lines = chain(io.StringIO(text, newline=""), [END + separator + END])
    reader = csv.reader(lines, delimiter=separator)
    cells: list[list[str]] = []
    ends = [0]
    try:
        for row in reader:
            if row == [END, END]:
                return cells
            cells.append([_clean(cell) for cell in row])
            ends.append(reader.line_num)
    except csv.Error:
        ends.append(0)
    raise Refusal("table.not_csv", line=ends[-2] + 1)


def _workbook(content: bytes) -> list[list[str]]:
    import python_calamine  # noqa: PLC0415  only an import needs it

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(_packed_anew(content)))
        for sheet in _sheets(book):
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            cells = [[_clean(_written(cell)) for cell in row] for row in rows]
            if any(map(any, cells)):
                return cells
    except Refusal:
        raise
    except Exception:  # each library fails in its own many ways on a broken file
        raise Refusal("table.other_kind") from None
    raise Refusal("table.empty")


def _sheets(book: "CalamineWorkbook") -> list[str]:
    """The sheets that hold cells, those that are shown first."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415  as above

    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    sheets.sort(key=lambda one: one.visible != SheetVisibleEnum.Visible)
    return [one.name for one in sheets]


def _packed_anew(content: bytes) -> bytes:
    """The texts of a workbook, measured as they really unpack, whatever its directory claims."""
    anew = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(anew, "w") as pack:
        parts = {
            part.filename: part
            for part in archive.infolist()
            if part.filename.endswith((".xml", ".rels"))
        }
        if sum(part.file_size for part in parts.values()) > UNPACKED_BYTES:
            raise Refusal("table.unpacks_to_too_much")
        for name, part in parts.items():
            if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise Refusal("table.other_kind")
            with archive.open(part) as file:
                # By pieces: one read of the whole would unpack a lying entry before measuring it.
                text = b"".join(iter(lambda: file.read(1 << 16), b""))
            if _spread(CELL.finditer(text)) > MOST_CELLS:
                raise Refusal("table.unpacks_to_too_much")
            pack.writestr(name, text)
    return anew.getvalue()


def _spread(cells: Iterable[re.Match[bytes]]) -> int:
    """How many cells lie between the first corner and the last one: a reader makes them all."""
    widest = deepest = 0
    for cell in cells:
        if not cell[0].endswith(b"/>"):  # an empty cell, kept for its colour
            column = 0
            for letter in cell[1].upper():
                column = column * 26 + letter - 64
            widest, deepest = max(widest, column), max(deepest, int(cell[2]))
    return widest * deepest


def _written(cell: object) -> str:
    """A cell as a person would write it: 35 and not 35.0, a date in ISO."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _clean(cell: str) -> str:
    return " ".join(cell.replace("\0", "").split())[:LONGEST_CELL]
