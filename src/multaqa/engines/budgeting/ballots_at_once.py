"""Ballots out of plain columns, all at once: the same that ``Cells`` reads row by row.

Ids of up to eight bytes are one number each, so that equal numbers are equal ids; longer ones are
several numbers, compared one by one. Equal ballots are found by a sum of numbers that stand for
their projects, and then compared with the first of them, choice by choice. Whatever is a fault, or
not plain, is not read here: None is given, and the careful way reads it and tells its line.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from multaqa.engines.budgeting.ballot_cells import Cells
from multaqa.engines.budgeting.election import BallotKind, Ballots
from multaqa.engines.budgeting.faults import Faults
from multaqa.engines.budgeting.numbers_told import money_of, scaled
from multaqa.engines.budgeting.vote_columns import Bytes, Chunk, Spots, VoteColumns
from multaqa.refusal import Refusal

COMMA = 44
WORD = 8  # bytes
LARGEST = 2**62
Words = NDArray[np.uint64]
Whole = NDArray[np.int64]
Places = NDArray[np.int32]
MASKS = np.array([(1 << (8 * size)) - 1 for size in range(WORD + 1)], np.uint64)
Read = tuple[Ballots, tuple[str, ...]]


class _NotPlainError(Exception):
    """The careful way must read this."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Ballots one after the other: how long each is, what it chose, the words of its points."""

    lengths: Whole
    chosen: Places
    told: Words | None

    @property
    def starts(self) -> Whole:
        return np.concatenate(([0], np.cumsum(self.lengths))).astype(np.int64)


def ballots_at_once(columns: VoteColumns, cells: Cells) -> Read | None:
    """All ballots and their voters; None where the careful way must read them."""
    if len(set(columns.voters)) < len(columns.voters) or "None" in cells.places:
        return None
    if not cells.projects or not columns.voters:
        return None
    if cells.has_points and columns.place("points") is None:
        return None
    try:
        rows = _rows(columns, cells)
        return _ballots(rows, cells), columns.voters
    except _NotPlainError:
        return None


def _rows(columns: VoteColumns, cells: Cells) -> _Rows:
    ids = _Ids(cells)
    vote, points = columns.header.index("vote"), columns.place("points")
    lengths, chosen, told = [], [], []
    for chunk in columns.chunks():
        tokens = _Tokens(chunk, vote)
        lengths.append(tokens.lengths)
        chosen.append(ids.places(tokens))
        if cells.has_points and points is not None:
            given = _Tokens(chunk, points)
            if not np.array_equal(given.lengths, tokens.lengths):
                raise _NotPlainError
            if given.sizes.max(initial=0) > WORD:
                raise _NotPlainError
            told.append(given.words(0))
    return _Rows(
        np.concatenate(lengths),
        np.concatenate(chosen),
        np.concatenate(told) if told else None,
    )


class _Tokens:
    """What stands between the commas of one column's cells; an empty cell has none."""

    def __init__(self, chunk: Chunk, column: int) -> None:
        begins, ends = chunk.cells(column)
        is_comma = chunk.content == COMMA
        commas = np.flatnonzero(is_comma)
        before = np.zeros(len(is_comma) + 1, np.int32)  # how many commas stand before each byte
        np.cumsum(is_comma, out=before[1:])
        first, last = before[begins].astype(np.int64), before[ends].astype(np.int64)
        is_filled = ends > begins
        self.lengths: Whole = np.where(is_filled, last - first + 1, 0)
        stops = np.cumsum(self.lengths)
        total = int(stops[-1]) if len(stops) else 0
        heads, tails = (stops - self.lengths)[is_filled], stops[is_filled] - 1
        self.starts: Spots = np.empty(total, np.int64)
        stop: Spots = np.empty(total, np.int64)
        is_tail = np.zeros(total, np.bool_)
        is_tail[tails] = True
        inner = np.flatnonzero(~is_tail)
        counts = (last - first)[is_filled]
        reached = np.cumsum(counts)
        at = np.arange(len(inner)) + np.repeat(first[is_filled] - reached + counts, counts)
        stop[inner] = commas[at]
        stop[tails] = ends[is_filled]
        self.starts[inner + 1] = commas[at] + 1
        self.starts[heads] = begins[is_filled]
        self.sizes: Whole = stop - self.starts
        if self.sizes.min(initial=1) < 1:
            raise _NotPlainError
        self._content: Bytes = np.concatenate((chunk.content, np.zeros(WORD, np.uint8)))

    def words(self, number: int) -> Words:
        """The bytes of each token, eight from eight times ``number`` on, as one number."""
        every = np.ndarray((len(self._content) - WORD + 1,), "<u8", self._content.data, 0, (1,))
        begins = np.minimum(self.starts + WORD * number, len(every) - 1)
        found: Words = every[begins] & MASKS[np.clip(self.sizes - WORD * number, 0, WORD)]
        return found


class _Ids:
    """Where each id stands among the projects."""

    def __init__(self, cells: Cells) -> None:
        told = [project.id.encode() for project in cells.projects]
        self.longest = max(map(len, told))
        count = -(-self.longest // WORD)
        padded = b"".join(one.ljust(count * WORD, b"\0") for one in told)
        words = np.frombuffer(padded, "<u8").reshape(len(told), count).astype(np.uint64)
        self._order = np.lexsort(words.T[::-1])
        self._words = words[self._order]
        self._first = self._words[:, 0]
        self._is_told_by_first = bool((self._first[1:] != self._first[:-1]).all())

    def places(self, tokens: _Tokens) -> Places:
        if tokens.sizes.max(initial=0) > self.longest:
            raise _NotPlainError
        first = tokens.words(0)
        if self._is_told_by_first:
            at = np.minimum(np.searchsorted(self._first, first), len(self._first) - 1)
        else:
            at = self._by_all(tokens, first)
        for number in range(self._words.shape[1]):
            told = first if number == 0 else tokens.words(number)
            if not np.array_equal(self._words[at, number], told):
                raise _NotPlainError
        return self._order[at].astype(np.int32)

    def _by_all(self, tokens: _Tokens, first: Words) -> Spots:
        """Ids that begin alike: sought by a sum of all their words, whatever else has it."""
        factors = _odd_numbers(self._words.shape[1])
        sums = (self._words * factors).sum(axis=1, dtype=np.uint64)
        sought = first * factors[0]
        for number in range(1, len(factors)):
            sought += tokens.words(number) * factors[number]
        order = np.argsort(sums)
        at = np.minimum(np.searchsorted(sums[order], sought), len(sums) - 1)
        found: Spots = order[at]
        return found


def _odd_numbers(count: int) -> Words:
    """Numbers with bits all over; the same every time."""
    seeds = np.random.SeedSequence(1).generate_state(count, np.uint64)
    return seeds | np.uint64(1)


def _ballots(rows: _Rows, cells: Cells) -> Ballots:
    points, scale = _points(rows.told)
    rows, points = _in_order(rows, points, cells)
    _check(rows, points, scale, cells)
    if points is not None:
        is_given = points > 0
        owners = np.repeat(np.arange(len(rows.lengths)), rows.lengths)[is_given]
        lengths = np.bincount(owners, minlength=len(rows.lengths))
        rows = _Rows(lengths, rows.chosen[is_given], None)
        points = points[is_given]
    first, weights = _grouped(rows, points, cells)
    starts, lengths = rows.starts, rows.lengths[first]
    entries = _entries(starts[first], lengths)
    if points is not None:
        given = points[entries]
    else:
        given = np.full(len(entries), cells.kind is not BallotKind.ORDINAL, np.int64)
    return Ballots(
        weights=weights,
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        chosen=rows.chosen[entries],
        points=given,
        point_scale=scale,
    )


def _points(told: Words | None) -> tuple[Whole | None, int]:
    """The points as whole numbers, and by how much they were multiplied."""
    if told is None:
        return None, 1
    words, of = np.unique(told, return_inverse=True)
    values = [_number(int(word)) for word in words]
    scale = scaled(value for value in values if value)
    whole = [int(value * scale) for value in values]
    if max(whole, default=0) > LARGEST // max(len(told), 1):
        raise _NotPlainError
    return np.array(whole, np.int64)[of], scale


def _number(word: int) -> Fraction:
    try:
        told = word.to_bytes(WORD, "little").rstrip(b"\0").decode("ascii")
        value = money_of(told, 0, Faults(is_strict=True))
    except (UnicodeDecodeError, Refusal):
        raise _NotPlainError from None
    if value < 0:
        raise _NotPlainError
    return value


def _in_order(rows: _Rows, points: Whole | None, cells: Cells) -> tuple[_Rows, Whole | None]:
    """Each ballot's choices by their places, an order's left as they are; none twice."""
    count = len(cells.projects)
    keys = np.repeat(np.arange(len(rows.lengths)) * count, rows.lengths)
    keys += rows.chosen
    if points is not None:
        order = np.argsort(keys, kind="stable")
        keys, points = keys[order], points[order]
    else:
        keys.sort()
    if (keys[1:] == keys[:-1]).any():
        raise _NotPlainError
    if cells.kind is BallotKind.ORDINAL:
        return rows, points
    return _Rows(rows.lengths, (keys % count).astype(np.int32), None), points


def _check(rows: _Rows, points: Whole | None, scale: int, cells: Cells) -> None:
    """Refuse to go on where a limit is not kept."""
    limits, longest = cells.limits, cells.limits.max_length
    if cells.kind is BallotKind.CHOOSE_ONE:
        longest = min(longest or 1, 1)
    _within(rows.lengths, limits.min_length, longest)
    if limits.min_sum_cost is not None or limits.max_sum_cost is not None:
        costs = [project.cost for project in cells.projects]
        if sum(costs) > LARGEST // max(len(rows.lengths), 1):
            raise _NotPlainError
        sums = _sums(np.array(costs, np.int64)[rows.chosen], rows.starts)
        _within(sums, limits.min_sum_cost, limits.max_sum_cost)
    if points is not None and len(points):
        _within(points, limits.min_points, limits.max_points, scale)
        sums = _sums(points, rows.starts)[rows.lengths > 0]
        _within(sums, limits.min_sum_points, limits.max_sum_points, scale)


def _sums(amounts: Whole, starts: Whole) -> Whole:
    reached = np.concatenate(([0], np.cumsum(amounts)))
    return reached[starts[1:]] - reached[starts[:-1]]


def _within(amounts: Whole, least: int | None, most: int | None, scale: int = 1) -> None:
    if not len(amounts):
        return
    if least is not None and int(amounts.min()) < least * scale:
        raise _NotPlainError
    if most is not None and int(amounts.max()) > most * scale:
        raise _NotPlainError


def _grouped(rows: _Rows, points: Whole | None, cells: Cells) -> tuple[Spots, Whole]:
    """The first row of each group of equal ballots, in the order of the file, and its weight."""
    marks = np.random.SeedSequence(2).generate_state(len(cells.projects), np.uint64)[rows.chosen]
    starts = rows.starts
    if points is not None:
        marks = marks * (points.astype(np.uint64) * np.uint64(2) + np.uint64(1))
    elif cells.kind is BallotKind.ORDINAL:
        spots = np.arange(len(marks)) - np.repeat(starts[:-1], rows.lengths)
        marks = marks * _odd_numbers(int(rows.lengths.max(initial=0)) + 1)[spots]
    reached = np.concatenate((np.zeros(1, np.uint64), np.cumsum(marks, dtype=np.uint64)))
    sums = reached[starts[1:]] - reached[starts[:-1]]
    _sum, first, of, weights = np.unique(
        sums, return_index=True, return_inverse=True, return_counts=True
    )
    alike = first[of]
    if not np.array_equal(rows.lengths, rows.lengths[alike]):
        raise _NotPlainError
    theirs = _entries(starts[alike], rows.lengths)
    if not np.array_equal(rows.chosen, rows.chosen[theirs]):
        raise _NotPlainError
    if points is not None and not np.array_equal(points, points[theirs]):
        raise _NotPlainError
    order = np.argsort(first)
    return first[order], weights[order].astype(np.int64)


def _entries(begins: Spots, lengths: Whole) -> Spots:
    """The spots of these spans, one span after the other."""
    stops = np.cumsum(lengths)
    spots = np.arange(int(stops[-1]) if len(stops) else 0)
    return spots + np.repeat(begins - stops + lengths, lengths)
