"""The rows of a file of cells parted by semicolons, each with the line on which it begins.

A cell in quotes may go on over a line's end, as CSV has it; where nothing ever closes the quote it
would swallow all that follows. So a quote is open by mistake, a fault of its own, where a section
begins or the file ends before it closes, and in VOTES, where every row is one line, at the line's
end. Forgiven, it closes at the end of its own line: no other row is lost.
"""

import csv
import re

from multaqa.engines.budgeting.faults import Faults
from multaqa.refusal import Refusal

SECTIONS = ("META", "PROJECTS", "VOTES")
LINE_END = re.compile(r"\r\n|\r|\n")
MOST_LINES = 200  # of one row: a text that someone wrote, and not half a file
NAME = re.compile(r"[^\W\d_](?:[^\W\d]| )*")


class Rows:
    """Reads a text row by row; ``line`` is where the last row began.

    ``is_closed_here``: its quote never closed, and was closed at the end of that line.
    """

    def __init__(self, text: str, faults: Faults) -> None:
        self.line = 0
        self.is_closed_here = False
        self._text, self._faults = text, faults
        self._has_returns = "\r" in text
        self._at = 0
        self._next_line = 1

    def take(self, *, is_line: bool) -> list[str] | None:
        """The cells of the next row, which is one line or may be several; None at the end."""
        if self._at >= len(self._text):
            return None
        self.line, self.is_closed_here = self._next_line, False
        told = self._line()
        if '"' not in told:
            return told.split(";")
        cells, is_open = cells_of(told, self.line)
        if not is_open:
            return cells
        whole = None if is_line else self._over_several(told)
        if whole is not None:
            return whole
        self._faults.add(self.line, "pabulib.quote_open")
        self.is_closed_here = True
        return cells

    def peek(self) -> list[str]:
        """The cells of the next line that is not blank, which stays to be taken."""
        at, number = self._at, self._next_line
        told = ""
        while self._at < len(self._text) and not told.strip(" \t;"):
            told = self._line()
        self._at, self._next_line = at, number
        return cells_of(told, number)[0]

    def _line(self) -> str:
        begin = self._at
        if self._has_returns:
            found = LINE_END.search(self._text, begin)
            stop, self._at = found.span() if found else (len(self._text), len(self._text))
        else:
            stop = self._text.find("\n", begin)
            stop = len(self._text) if stop < 0 else stop
            self._at = stop + 1
        self._next_line += 1
        return self._text[begin:stop]

    def _over_several(self, told: str) -> list[str] | None:
        """The row with the lines that its quote goes on over; None where it never closes."""
        at, number = self._at, self._next_line
        parts = [told]
        while self._at < len(self._text) and len(parts) < MOST_LINES:
            part = self._line()
            if part.strip(" \t;").upper() in SECTIONS:
                break
            parts.append(part)
            if '"' in part:
                cells, is_open = cells_of("\n".join(parts), self.line)
                if not is_open:
                    return cells
        self._at, self._next_line = at, number
        return None


def cells_of(told: str, line: int) -> tuple[list[str], bool]:
    """The cells of a line, and whether a quote stands open after the last: it is closed there."""
    rows = csv.reader((told, '"'), delimiter=";")
    try:
        cells = next(rows, [])
    except csv.Error:
        raise Refusal("pabulib.unreadable", line=line) from None
    return cells, rows.line_num > 1


def is_name_of_section(cell: str) -> bool:
    """Whether a lone cell may name a section that the format does not know: a word in capitals."""
    told = cell.strip()
    return told.isupper() and NAME.fullmatch(told) is not None
