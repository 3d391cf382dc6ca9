"""The rows of a plain VOTES section, found without reading them one by one.

Plain: UTF-8, no quotes, one kind of line end, as many cells in every row as the header has, and
voters named in printable ASCII. Whatever is not plain is not read here: ``plain_votes`` gives None,
and the careful way reads the whole file.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from multaqa.engines.budgeting.ballot_cells import Row

CHUNK = 1 << 17  # bytes: what is made of so many stays near the processor
SECTION = re.compile(rb"\nVOTES\r?\n([^\n]*)\n")
BLANK_LINES = re.compile(rb"\n\n+")
COMMA, SEMICOLON, LINE_END, FIRST_SIGN, DELETE = 44, 59, 10, 33, 127
WORD = 8  # bytes
MASKS = np.array([(1 << (8 * size)) - 1 for size in range(WORD + 1)], np.uint64)
MARKS = np.array(
    [int.from_bytes(b"!" * (WORD - size)) << (8 * size) for size in range(9)], np.uint64
)
HIGHEST = np.uint64(int.from_bytes(b"\x80" * WORD))

Bytes = NDArray[np.uint8]
Spots = NDArray[np.int64]
Words = NDArray[np.uint64]


class Spans(NamedTuple):
    """Some texts in a row of letters: where each begins, and how long it is.

    Eight letters stand after the last, so that each text can be read as whole words.
    """

    letters: Bytes
    starts: Spots
    sizes: Spots

    def words(self, number: int = 0) -> Words:
        """The bytes of each text, eight from eight times ``number`` on, as one number."""
        starts, sizes = self.starts, self.sizes
        if number:
            starts = np.minimum(starts + WORD * number, len(self.letters) - WORD)
            sizes = np.maximum(sizes - WORD * number, 0)
        return self._words_at(starts, sizes)

    def last_words(self) -> Words:
        """The last eight bytes of each text, or all of a shorter one, as one number."""
        return self._words_at(self.starts + np.maximum(self.sizes - WORD, 0), self.sizes)

    def _words_at(self, starts: Spots, sizes: Spots) -> Words:
        every = np.ndarray((len(self.letters) - WORD + 1,), "<u8", self.letters.data, 0, (1,))
        found: Words = every[starts]
        found &= MASKS.take(sizes, mode="clip")  # of a text of eight or more, all eight
        return found


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some whole rows: their letters, and where commas, cells and lines end.

    ``stops`` are the spots of all commas, semicolons and line ends, from that of the line before
    on; ``cells`` tell which of the stops end a cell, row by row, and that first one.
    """

    letters: Bytes
    stops: Spots
    cells: Spots
    header: tuple[str, ...]
    voters: Spans

    def tokens(self, name: str) -> tuple[Spans, Spots]:
        """What stands between the commas of a column's cells, and how many in each cell."""
        wide, place = len(self.header), self.header.index(name)
        before, last = self.cells[place:-1:wide], self.cells[place + 1 :: wide]
        counts = last - before
        at = (last - counts.cumsum()).repeat(counts)
        at += np.arange(len(at))
        starts = self.stops.take(at)
        starts += 1
        at += 1
        sizes = self.stops.take(at)
        sizes -= starts
        return Spans(self.letters, starts, sizes), counts


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """A plain VOTES section: what stands before it, and its rows, some at a time.

    ``body`` begins with the end of the line before the first row.
    """

    head: str
    body: bytes
    header: tuple[str, ...]
    first_line: int
    chunks: tuple[Chunk, ...]

    @property
    def count(self) -> int:
        return sum(len(chunk.cells) // len(self.header) for chunk in self.chunks)

    def rows(self) -> list[Row]:
        """The same rows one by one, for the careful way."""
        voter, vote = self.header.index("voter_id"), self.header.index("vote")
        points = self.header.index("points") if "points" in self.header else None
        found = []
        for line, told in enumerate(self.body.decode().split("\n"), self.first_line - 1):
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
    body = content[found.end() - 1 :]
    if b"\r" in content:
        if not content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r"):
            return None
        body = body.replace(b"\r", b"")
    if not body.endswith(b"\n"):
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
    try:
        chunks = tuple(_chunks(body, header))
    except ValueError:
        return None
    return VoteColumns(head, body, header, head.count("\n") + 1, chunks)


def _chunks(body: bytes, header: tuple[str, ...]) -> Iterator[Chunk]:
    """All rows, some at a time; ValueError where one is not plain."""
    begin, last = 0, len(body) - 1
    while begin < last:
        end = body.rfind(b"\n", begin + 1, begin + CHUNK)
        if end < 0:
            raise ValueError("a line is too long")
        told = body[begin : end + 1] + bytes(WORD)
        chunk = _chunk(told, header) or _chunk(BLANK_LINES.sub(b"\n", told), header)
        if chunk is None:
            raise ValueError("a row has other cells")
        yield chunk
        begin = end


def _chunk(told: bytes, header: tuple[str, ...]) -> Chunk | None:
    """These rows, a line end before and eight bytes of nothing behind them.

    None where a row has other cells; ValueError where a voter has no plain name.
    """
    letters = np.frombuffer(told, np.uint8)
    is_end, wide = letters == LINE_END, len(header)
    ends_cell = letters == SEMICOLON
    ends_cell |= is_end
    stops = (ends_cell | (letters == COMMA)).nonzero()[0]
    cells = ends_cell.take(stops).nonzero()[0]
    ends = stops.take(cells[::wide])
    rows = np.count_nonzero(is_end) - 1
    if rows * wide + 1 != len(cells) or not is_end.take(ends).all():
        return None
    # As signed numbers letters beyond ASCII are below 0. The last eight bytes are no names.
    others = np.count_nonzero(letters.view(np.int8) < FIRST_SIGN)
    is_printable = others == rows + 1 + WORD and DELETE not in told
    place = header.index("voter_id")
    starts = stops.take(cells[place:-1:wide])
    starts += 1
    voters = Spans(letters, starts, stops.take(cells[place + 1 :: wide]) - starts)
    if not is_printable:
        _check_names(voters)
    return Chunk(letters, stops, cells, header, voters)


def _check_names(voters: Spans) -> None:
    """ValueError where a voter's name is not in printable ASCII.

    A byte below 33 makes the subtraction borrow, which sets the highest bit of a byte; a byte that
    is no ASCII has it set. Bytes after a name's end count as "!".
    """
    sizes = voters.sizes
    for number in range(-(-int(sizes.max(initial=0)) // WORD)):
        letters = voters.words(number)
        letters |= MARKS[np.minimum(np.maximum(sizes - WORD * number, 0), WORD)]
        if (((letters - MARKS[0]) | letters) & HIGHEST).any():
            raise ValueError("a voter's name is not plain")


def _is_header(header: tuple[str, ...]) -> bool:
    return len(set(header)) == len(header) and {"voter_id", "vote"} <= set(header)


def _one_line_each(head: str) -> bool:
    """Whether no cell before the votes goes on over a line's end, where VOTES may be a word."""
    if '"' not in head:
        return True
    told = [line for line in head.split("\n") if '"' in line]  # others open no quote
    rows = csv.reader(told, delimiter=";")
    try:
        return all(rows.line_num == number for number, _row in enumerate(rows, 1))
    except csv.Error:
        return False
