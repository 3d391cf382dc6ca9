"""A table read from a spreadsheet or a CSV file, whatever program wrote it."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import get_language_bidi

from multaqa.kernel import arabic
from multaqa.refusal import Refusal

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

UNPACKED_BYTES = 200 * 1024 * 1024
MOST_CELLS = 8_000_000
SPELT_SIGNS = 100_000_000  # in all cells, a text counted each time a cell refers to it
LONGEST_CELL = 1000
TITLE_LINES = 5
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
END = "\0"  # no text that is read holds it
QUOTED = re.compile(r'"[^"]*"')
CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]{0,200}?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^<>]{0,200}>"""
)
# Any cell and its attributes, whatever stands within their quotation marks.
ANY_CELL = re.compile(rb"""<(?:\w+:)?c(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
KIND = re.compile(rb"""(?<![\w:])t\s*=\s*["']([^"']*)""")
REFERENCE = re.compile(rb"\s*<(?:\w+:)?v>\s*(\d{1,9})\s*</(?:\w+:)?v>\s*</(?:\w+:)?c\s*>")

ARABIC = re.compile("[\u0600-\u06ff]")


def headings_told(words: Iterable[Sequence[str]]) -> list[str]:
    """Of each column's headings the first in the reader's own letters, or the first of all."""
    is_arabic = get_language_bidi()
    return [
        next((one for one in each if bool(ARABIC.search(one)) == is_arabic), each[0])
        for each in words
    ]


@dataclass(frozen=True, slots=True)
class Table:
    """Headers, and rows as wide as they; ``lines[i]`` is the number a spreadsheet gives row i.

    ``wide`` are the lines that had more cells than there are headers, where those are let in.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str
    wide: frozenset[int] = frozenset()


def check_weight(size: int) -> None:
    """Refuses, before anything is read, a file heavier than may be brought in."""
    if size > settings.IMPORT_BYTES:
        raise Refusal(
            "table.too_heavy",
            megabytes=-(-size // 1_000_000),
            limit=settings.IMPORT_BYTES // 1_000_000,
        )


def read(content: bytes, *, rows: int, is_lenient: bool = False) -> Table:
    """Read XLSX or CSV (UTF-8, UTF-16, or the Windows Arabic code page), at most ``rows`` rows.

    The first line that is not blank holds the headers, but for a title above them. What a workbook
    writes once in cells merged downwards stands in each of their rows; a CSV pasted together from
    two encodings is read line by line ("mixed"). Refuses an empty file, a file without rows,
    another kind of file, a header twice, a row wider than the headers, too many rows, and an
    archive that unpacks to too much. ``is_lenient`` numbers a header that stands twice, and tells
    of the lines that are too wide instead of refusing the file.
    """
    if content.startswith(b"PK"):
        cells, encoding = _workbook(content), "xlsx"
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise Refusal("table.other_kind")
    else:
        text, encoding = _text(content)
        cells = _separated(text)
    return _table(cells, encoding, rows, is_lenient)


def _table(cells: list[list[str]], encoding: str, limit: int, is_lenient: bool) -> Table:
    numbered = [(line, row) for line, row in enumerate(cells, start=1) if any(row)]
    if not numbered:
        raise Refusal("table.empty")
    numbered = _without_title(numbered)
    headers = list(numbered[0][1])
    while headers and not headers[-1]:
        headers.pop()
    seen: dict[str, int] = {}
    for place, header in enumerate(headers, start=1):
        key = arabic.fold(header)
        if key and key in seen:
            if not is_lenient:
                raise Refusal("table.header_twice", header=header, first=seen[key], second=place)
            headers[place - 1] = f"{header} ({place})"
        seen[key] = place
    width = len(headers)
    wide: set[int] = set()
    body = [(line, row) for line, row in numbered[1:] if any(row[:width])]
    if not body:
        raise Refusal("table.no_rows")
    for line, row in body:
        if encoding != "xlsx" and any(row[width:]):
            # A separator inside a cell: what follows it would stand under wrong headers. In a
            # workbook it is a remark beside the list, and shifts nothing.
            if not is_lenient:
                raise Refusal("table.row_too_wide", line=line, headers=width)
            wide.add(line)
    if len(body) > limit:
        raise Refusal("table.too_many_rows", rows=len(body), limit=limit)
    return Table(
        headers=tuple(headers),
        rows=tuple(tuple(islice([*row, *[""] * width], width)) for _, row in body),
        lines=tuple(line for line, _ in body),
        encoding=encoding,
        wide=frozenset(wide),
    )


def _without_title(numbered: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Without the lines of one cell that people write above the headers: what the list is.

    Of a list of one column nothing is a title.
    """
    is_several = [sum(map(bool, row)) > 1 for _line, row in numbered]
    head = next((place for place, several in enumerate(is_several) if several), 0)
    is_title = 0 < head <= TITLE_LINES and 2 * sum(is_several) > len(is_several) > head + 1
    return numbered[head:] if is_title else numbered


def _text(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text, encoding = content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            raise Refusal("table.other_kind") from None
    else:
        try:
            text, encoding = content.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            text, encoding = _line_by_line(content.removeprefix(codecs.BOM_UTF8))
    if "\0" in text:
        raise Refusal("table.other_kind")
    return text, encoding


def _line_by_line(content: bytes) -> tuple[str, str]:
    """Each line as UTF-8 where it is that, else in the old Windows Arabic code page.

    A line of the one hardly ever reads as the other: Arabic letters of the code page follow each
    other as no sign of UTF-8 does. With few such lines among the old ones, none was meant.
    """
    lines = content.splitlines(keepends=True)
    texts: list[str | None] = []
    for line in lines:
        try:
            texts.append(line.decode())
        except UnicodeDecodeError:
            texts.append(None)
    old = texts.count(None)
    new = sum(
        text is not None and not line.isascii() for text, line in zip(texts, lines, strict=True)
    )
    if new * 100 < old:
        return content.decode("cp1256"), "cp1256"
    read = (
        line.decode("cp1256") if text is None else text
        for text, line in zip(texts, lines, strict=True)
    )
    return "".join(read), "mixed"


def _separator(text: str) -> str:
    """What parts the cells: what two lines that follow each other both hold, the first such two."""
    lines = [line for line in islice(text.splitlines(), 50) if line.strip()] or [""]
    counts = [{sign: QUOTED.sub("", line).count(sign) for sign in ",;\t"} for line in lines]
    for above, below in pairwise(counts[:10]):
        both = {sign: min(above[sign], below[sign]) for sign in above}
        if any(both.values()):
            return max(both, key=lambda sign: (both[sign], above[sign]))
    return max(counts[0], key=counts[0].__getitem__)


def _separated(text: str) -> list[list[str]]:
    separator = _separator(text)
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
            found = book.get_sheet_by_name(sheet)
            rows = found.to_python(skip_empty_area=False)
            cells = [[_clean(_written(cell)) for cell in row] for row in rows]
            if any(map(any, cells)):
                _fill_merged(cells, found.merged_cell_ranges or [])
                return cells
    except Refusal:
        raise
    except Exception:  # each library fails in its own many ways on a broken file
        raise Refusal("table.other_kind") from None
    raise Refusal("table.empty")


def _fill_merged(
    cells: list[list[str]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Write what stands in cells merged downwards in each of their rows, in their first column.

    A row that holds nothing else stays empty. Merged sideways, as a title is, they stay one cell.
    """
    filled, told = 0, [any(row) for row in cells]
    for (top, column), (bottom, _last) in ranges:
        if top >= len(cells) or column >= len(cells[top]) or not cells[top][column]:
            continue
        below = range(top + 1, min(bottom + 1, len(cells)))
        filled += len(below)
        if filled > MOST_CELLS:
            raise Refusal("table.unpacks_to_too_much")
        for row in below:
            if told[row] and not cells[row][column]:
                cells[row][column] = cells[top][column]


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
        texts: dict[str, bytes] = {}
        if sum(part.file_size for part in parts.values()) > UNPACKED_BYTES:
            raise Refusal("table.unpacks_to_too_much")
        for name, part in parts.items():
            if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise Refusal("table.other_kind")
            with archive.open(part) as file:
                # By pieces: one read of the whole would unpack a lying entry before measuring it.
                texts[name] = b"".join(iter(lambda: file.read(1 << 16), b""))
        shared = [name for name in texts if name.lower().endswith("sharedstrings.xml")]
        if len(shared) > 1:
            raise Refusal("table.other_kind")
        lengths: list[int] = []
        for name in shared:
            texts[name], lengths = _cut_strings(texts[name])
        for name, text in texts.items():
            if _spread(CELL.finditer(text)) > MOST_CELLS:
                raise Refusal("table.unpacks_to_too_much")
            if _spelt(text, lengths) > SPELT_SIGNS:
                raise Refusal("table.unpacks_to_too_much")
            pack.writestr(name, text)
    return anew.getvalue()


def _cut_strings(text: bytes) -> tuple[bytes, list[int]]:
    """The texts that cells share, written anew and none longer than a cell; and their lengths.

    Written by us, so that a cell's reference means for the reader what it means here.
    """
    strings: list[str] = []
    open_parts: list[str] = []
    signs: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(tag: str, _attributes: object) -> None:
        name = tag.rpartition(" ")[2]
        open_parts.append(name)
        if name == "si":
            signs.clear()

    def end(tag: str) -> None:
        open_parts.pop()
        if tag.rpartition(" ")[2] == "si":
            strings.append("".join(signs)[:LONGEST_CELL])

    def letters(told: str) -> None:
        # Not the reading aid that East Asian programs keep beside a text.
        if open_parts[-1] == "t" and "rPh" not in open_parts:
            signs.append(told)

    def refuse(*_: object) -> None:
        raise Refusal("table.other_kind")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = letters, refuse
    parser.Parse(text, True)
    written = "".join(f'<si><t xml:space="preserve">{escape(one)}</t></si>' for one in strings)
    return f'<sst xmlns="{SPREADSHEET}">{written}</sst>'.encode(), [len(one) for one in strings]


def _spelt(sheet: bytes, lengths: list[int]) -> int:
    """How many signs the shared texts come to in a sheet, written out in each cell."""
    longest = max(lengths, default=0)
    if longest * (sheet.count(b"<c") + sheet.count(b":c")) <= SPELT_SIGNS:
        return 0
    spelt = 0
    for cell in ANY_CELL.finditer(sheet):
        kinds = KIND.findall(cell[1])
        if not kinds or kinds in ([b"inlineStr"], [b"n"]) or cell[1].endswith(b"/"):
            continue
        # What is written in another way than programs write it counts as the longest text.
        refers = REFERENCE.match(sheet, cell.end()) if kinds == [b"s"] else None
        place = int(refers[1]) if refers else -1
        spelt += lengths[place] if 0 <= place < len(lengths) else longest
        if spelt > SPELT_SIGNS:
            break
    return spelt


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
