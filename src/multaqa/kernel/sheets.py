"""Files handed out, and tables among them that a spreadsheet program opens without harm."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain

from django.http import HttpResponse
from django.utils.http import content_disposition_header

SETS_OFF = {"=", "+", "-", "@", "\t", "\r"}  # what makes a spreadsheet program read a formula
PHONE = re.compile(r"\+[0-9]+")


def attachment(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """A file to keep, under its name."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def sheet(header: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """A table as CSV, each cell harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([harmless(cell) for cell in row] for row in chain([header], rows))
    # The mark tells spreadsheet programs that this is UTF-8; without it they break the Arabic.
    return attachment("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", name)


def harmless(cell: object) -> object:
    """A cell that a spreadsheet program would run as a formula is told as text.

    A phone number is none: one would dial the sign put before it.
    """
    if isinstance(cell, str) and cell[:1] in SETS_OFF and not PHONE.fullmatch(cell):
        return f"'{cell}"
    return cell
