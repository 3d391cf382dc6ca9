"""Files handed out, and tables among them that a spreadsheet program opens without harm."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_bidi

SETS_OFF = {"=", "+", "-", "@", "\t", "\r", "\n"}  # what makes a spreadsheet read a formula
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PHONE = re.compile(r"\+[0-9]+")


def attachment(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """A file to keep, under its name."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def kept_attachment(file: FieldFile, kind: str, name: str) -> HttpResponse:
    """The same of a file that a row keeps; ``Http404`` where the disk holds it no more."""
    try:
        with file.open() as opened:
            return attachment(opened.read(), kind, name)
    except FileNotFoundError:
        raise Http404 from None


def sheet(header: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """A table as CSV, each cell harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([harmless(cell) for cell in row] for row in chain([header], rows))
    # The mark tells spreadsheet programs that this is UTF-8; without it they break the Arabic.
    return attachment("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", name)


def workbook(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    name: str,
    *,
    title: str = "",
    widths: Sequence[int] = (),
) -> HttpResponse:
    """A workbook of one sheet, from right to left where the reader's language is written so.

    Text is text, also where it begins like a formula. ``widths`` are of the first columns, in
    characters.
    """
    # Only a download needs it, and every process would pay for it.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    table = book.create_sheet(title or None)
    table.sheet_view.rightToLeft = get_language_bidi()
    table.freeze_panes = "A2"
    for column, width in enumerate(widths, start=1):
        table.column_dimensions[get_column_letter(column)].width = width

    def written(value: object, *, is_head: bool) -> WriteOnlyCell:
        told = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
        cell = WriteOnlyCell(table, value=told)
        if isinstance(told, str):
            cell.data_type = "s"
        if is_head:
            cell.font = Font(bold=True)
        return cell

    table.append([written(value, is_head=True) for value in header])
    for row in rows:
        table.append([written(value, is_head=False) for value in row])
    content = io.BytesIO()
    book.save(content)
    return attachment(content.getvalue(), WORKBOOK, name)


def harmless(cell: object) -> object:
    """A cell that a spreadsheet program would run as a formula is told as text.

    So is one that begins with the wide form of such a sign, which some programs read as the sign.
    A phone number is none: one would dial the sign put before it.
    """
    if not isinstance(cell, str) or PHONE.fullmatch(cell):
        return cell
    return f"'{cell}" if unicodedata.normalize("NFKC", cell[:1]) in SETS_OFF else cell


def unharmed(cell: str) -> str:
    """A cell as it was before it was made harmless: what we hand out comes back the same."""
    sign = unicodedata.normalize("NFKC", cell[1:2])
    return cell[1:] if cell.startswith("'") and sign in SETS_OFF else cell
