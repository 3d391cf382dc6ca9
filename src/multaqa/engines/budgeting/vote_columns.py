"""The rows of a plain VOTES section, found without reading them one by one.

Plain: UTF-8, no quotes, one kind of line end, as many cells in every row as the header has, and
voters named in printable ASCII. Whatever is not plain is not read here: ``plain_votes`` gives None,
and the careful way reads the whole file.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from multaqa.engines.budgeting.ballot_cells import Row

CHUNK = 1 << 22
LONGEST_LINE = 100_000  # bytes; csv has a limit too, farther off
SECTION = re.compile(rb"^VOTES\r?\n([^\n]*)\n", re.MULTILINE)
SEMICOLON, LINE_END = 59, 10

Bytes = NDArray[np.uint8]
Spots = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some whole rows: their bytes, and where the cells of each begin and end."""

    content: Bytes
    begins: Spots
    ends: Spots

    def cells(self, column: int) -> tuple[Spots, Spots]:
        return self.begins[:, column], self.ends[:, column]


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """A plain VOTES section: what stands before it, and its rows."""

    head: str
    body: bytes
    header: tuple[str, ...]
    first_line: int
    voters: tuple[str, ...] = ()

    def place(self, name: str) -> int | None:
        return self.header.index(name) if name in self.header else None

    def chunks(self) -> Iterator[Chunk]:
        """All rows, some megabytes at a time; ValueError where one is not plain."""
        begin = 0
        while begin < len(self.body):
            end = self.body.rfind(b"\n", begin, begin + CHUNK) + 1
            if not end:
                raise ValueError("a line is too long")
            yield self._chunk(np.frombuffer(self.body, np.uint8, end - begin, begin))
            begin = end

    def _chunk(self, content: Bytes) -> Chunk:
        line_ends = np.flatnonzero(content == LINE_END)
        line_begins = np.concatenate(([0], line_ends[:-1] + 1))
        is_filled = line_ends > line_begins
        line_begins, line_ends = line_begins[is_filled], line_ends[is_filled]
        parting = np.flatnonzero(content == SEMICOLON)
        between = len(self.header) - 1
        if len(parting) != between * len(line_ends):
            raise ValueError("a row has other cells")
        inner = parting.reshape(len(line_ends), between)
        begins = np.column_stack((line_begins, inner + 1))
        ends = np.column_stack((inner, line_ends))
        # Cells counted right in all, but not in each row, would reach over a line's end.
        if (ends < begins).any():
            raise ValueError("a row has other cells")
        if (line_ends - line_begins).max(initial=0) > LONGEST_LINE:
            raise ValueError("a line is too long")
        return Chunk(content, begins, ends)

    def rows(self) -> list[Row]:
        """The same rows one by one, for the careful way."""
        vote, points = self.header.index("vote"), self.place("points")
        voter = self.header.index("voter_id")
        found = []
        for line, told in enumerate(self.body.decode().split("\n"), self.first_line):
            if told:
                cells = told.split(";")
                given = "" if points is None else cells[points]
                found.append(Row(line, cells[voter].strip(), cells[vote], given))
        return found


def plain_votes(content: bytes) -> VoteColumns | None:
    """The VOTES section of a file and what stands before it; None where it is not plain."""
    found = SECTION.search(content)
    if not found or b"\0" in content or content.find(b'"', found.start()) >= 0:
        return None
    feeds, returns = content.count(b"\n"), content.count(b"\r")
    if returns and not content.count(b"\r\n") == feeds == returns:
        return None
    body = content[found.end() :]
    if returns:
        body = body.replace(b"\r", b"")
    if body and not body.endswith(b"\n"):
        body += b"\n"
    try:
        head = content[: found.end()].decode("utf-8-sig")
        if not body.isascii():
            body.decode()
    except UnicodeDecodeError:
        return None
    header = tuple(cell.strip().lower() for cell in found[1].decode().split(";"))
    if not _is_header(header) or not _one_line_each(head):
        return None
    columns = VoteColumns(head, body, header, content.count(b"\n", 0, found.end()) + 1)
    voter = header.index("voter_id")
    try:
        voters = [name for chunk in columns.chunks() for name in _voters(chunk, voter)]
    except ValueError:
        return None
    return replace(columns, voters=tuple(voters))


def _voters(chunk: Chunk, column: int) -> list[str]:
    """The voters of these rows; ValueError where one is not in printable ASCII."""
    begins, ends = chunk.cells(column)
    lengths = ends - begins + 1
    stops = np.cumsum(lengths)
    spots = np.arange(int(stops[-1]) if len(stops) else 0)
    spots += np.repeat(begins - stops + lengths, lengths)
    letters = chunk.content[spots]
    letters[stops - 1] = LINE_END
    names = letters.tobytes()
    if not names.isascii() or (letters < 33).sum() != len(stops) or (letters > 126).any():
        raise ValueError("a voter's name is not plain")
    if (lengths < 2).any():
        raise ValueError("a voter has no name")
    return names.decode().split("\n")[:-1]


def _is_header(header: tuple[str, ...]) -> bool:
    return len(set(header)) == len(header) and {"voter_id", "vote"} <= set(header)


def _one_line_each(head: str) -> bool:
    """Whether no cell before the votes goes on over a line's end, where VOTES may be a word."""
    if '"' not in head:
        return True
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=";")
    try:
        return all(rows.line_num == number for number, _row in enumerate(rows, 1))
    except csv.Error:
        return False
