"""Workbooks handed out as files, which no spreadsheet program runs as formulas."""

import io
from collections.abc import Iterable, Sequence
from itertools import chain

from django.http import HttpResponse
from django.utils.translation import get_language_bidi

from multaqa.kernel.sheets import attachment

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(header: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """A workbook of one sheet, from right to left where the reader's language is written so."""
    from openpyxl import Workbook  # noqa: PLC0415  only a download needs it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.freeze_panes = "A2"
    for row in chain([header], rows):
        cells = []
        for value in row:
            told = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell = WriteOnlyCell(sheet, value=told)
            if isinstance(told, str):
                cell.data_type = "s"  # text, also where it begins like a formula
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return attachment(content.getvalue(), WORKBOOK, name)
