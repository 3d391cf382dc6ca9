"""A table read from a spreadsheet or a CSV file, whatever program wrote it."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from multaqa.kernel import arabic
from multaqa.refusal import Refusal

UNPACKED_BYTES = 200 * 1024 * 1024
LONGEST_CELL = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """Headers, and rows as wide as they; ``lines[i]`` is where row i stands in the file."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str


def read(content: bytes, *, rows: int) -> Table:
    """Read XLSX or CSV (UTF-8, UTF-16, or the Windows Arabic code page), at most ``rows`` rows.

    The first line that is not blank holds the headers. Refuses an empty file, a file without rows,
    another kind of file, a header twice, too many rows, and an archive that unpacks to too much.
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
    body = numbered[1:]
    if not body:
        raise Refusal("table.no_rows")
    if len(body) > limit:
        raise Refusal("table.too_many_rows", rows=len(body), limit=limit)
    width = len(headers)
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
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [[_clean(cell) for cell in row] for row in reader]
    except csv.Error:
        raise Refusal("table.not_csv", line=reader.line_num) from None


def _workbook(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_BYTES:
                raise Refusal("table.unpacks_to_too_much")
    except zipfile.BadZipFile:
        raise Refusal("table.other_kind") from None
    import python_calamine  # noqa: PLC0415  only an import needs it

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_index(i) for i in range(len(book.sheet_names))]
    except (python_calamine.CalamineError, OSError, ValueError):
        raise Refusal("table.other_kind") from None
    for sheet in sheets:
        rows = sheet.to_python(skip_empty_area=False)
        if rows:
            return [[_clean(_written(cell)) for cell in row] for row in rows]
    raise Refusal("table.empty")


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
