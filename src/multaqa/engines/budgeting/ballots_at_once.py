"""Ballots out of plain columns, all at once: the same that ``Cells`` reads row by row.

Ids of up to eight bytes are one number each, so that equal numbers are equal ids; longer ones are
several numbers, compared one by one. Equal ballots are found by a sum of numbers that stand for
their projects, and then compared with the first of them, choice by choice. Whatever is a fault, or
not plain, is not read here: None is given, and the careful way reads it and tells its line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from multaqa.engines.budgeting.ballot_cells import Cells
from multaqa.engines.budgeting.election import BallotKind, Ballots
from multaqa.engines.budgeting.faults import Faults
from multaqa.engines.budgeting.numbers_told import Amount, money_of, scaled
from multaqa.engines.budgeting.vote_columns import WORD, Chunk, Spans, Spots, VoteColumns, Words
from multaqa.refusal import Refusal

LARGEST = 2**62
Whole = NDArray[np.int64]
Places = NDArray[np.int32]
Numbers = TypeVar("Numbers", Whole, Places, Words)
MOST_EXACT = 64  # bits of a number that tells all of a ballot
MOST_BITS = 18  # of a spot in the table of ids
TRIES = 6  # of numbers that give each id a spot of its own


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
        return _starts(self.lengths)


def ballots_at_once(columns: VoteColumns, cells: Cells) -> Ballots | None:
    """All ballots; None where the careful way must read them."""
    if not cells.projects or not columns.count or "None" in cells.places:
        return None
    if cells.has_points and "points" not in columns.header:
        return None
    try:
        _check_voters(columns.chunks)
        return _ballots(_rows(columns, cells), cells)
    except _NotPlainError:
        return None


def _check_voters(chunks: Sequence[Chunk]) -> None:
    """Go on only where each voter has a name, and none comes twice.

    Where their last letters are not all different, sums of all their words are compared.
    """
    for chunk in chunks:
        if not chunk.voters.sizes.min(initial=1):
            raise _NotPlainError
    if _has_equal([chunk.voters.last_words() for chunk in chunks]):
        longest = max(int(chunk.voters.sizes.max()) for chunk in chunks)
        factors = _odd_numbers(-(-longest // WORD)).view(np.uint64)
        if _has_equal([_sums_of_words(chunk.voters, factors) for chunk in chunks]):
            raise _NotPlainError


def _has_equal(numbers: Sequence[Words]) -> bool:
    every = np.concatenate(numbers)
    every.sort()
    return bool((every[1:] == every[:-1]).any())


def _sums_of_words(texts: Spans, factors: Words) -> Words:
    """One number for each text, equal for equal ones."""
    sums: Words = texts.words() * factors[0]
    for number in range(1, len(factors)):
        sums += texts.words(number) * factors[number]
    return sums


def _rows(columns: VoteColumns, cells: Cells) -> _Rows:
    ids = _Ids(cells)
    lengths, chosen, told = [], [], []
    for chunk in columns.chunks:
        tokens, counts = _tokens(chunk, "vote")
        lengths.append(counts)
        chosen.append(ids.places(tokens))
        if cells.has_points:
            given, as_many = _tokens(chunk, "points")
            if not np.array_equal(counts, as_many) or given.sizes.max(initial=0) > WORD:
                raise _NotPlainError
            told.append(given.words())
    return _Rows(
        _joined(lengths),
        _joined(chosen),
        _joined(told) if told else None,
    )


def _joined(parts: list[Numbers]) -> Numbers:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _tokens(chunk: Chunk, name: str) -> tuple[Spans, Whole]:
    """What stands between a column's commas, and how many in each cell: none in an empty one."""
    tokens, counts = chunk.tokens(name)
    if tokens.sizes.min(initial=1):
        return tokens, counts
    is_filled = tokens.sizes > 0
    ends = np.cumsum(counts)
    is_empty = (counts == 1) & ~is_filled[ends - 1]
    if np.count_nonzero(is_empty) + np.count_nonzero(is_filled) < len(is_filled):
        raise _NotPlainError
    counts[is_empty] = 0
    return Spans(tokens.letters, tokens.starts[is_filled], tokens.sizes[is_filled]), counts


class _Ids:
    """Where each id stands among the projects.

    An id is sought by a sum of its words, each times a number with bits all over. The highest bits
    of the sum are its spot in a table, where no two have the same; else it is sought in order.
    Whatever else has that sum or spot is told apart by the words themselves.
    """

    def __init__(self, cells: Cells) -> None:
        told = [project.id.encode() for project in cells.projects]
        self.longest = max(map(len, told))
        count = -(-self.longest // WORD)
        padded = b"".join(one.ljust(count * WORD, b"\0") for one in told)
        words = np.frombuffer(padded, "<u8").reshape(len(told), count).astype(np.uint64)
        bits = 2 * len(told).bit_length() + 1
        self._shift = np.uint64(64 - bits)
        for factors in _odd_numbers(count * TRIES).view(np.uint64).reshape(TRIES, count):
            sums = words @ factors
            order = sums.argsort()
            spots = (sums >> self._shift).take(order)
            has_table = bits <= MOST_BITS and bool((spots[1:] != spots[:-1]).all())
            if has_table:
                break
        self._factors, self._sums = factors, sums.take(order)
        self._order = order.astype(np.int32)
        self._words = words[order].T.copy()
        self._table: Places | None = None
        if has_table:
            self._table = np.zeros(2**bits, np.int32)
            self._table[spots] = np.arange(len(told))

    def places(self, tokens: Spans) -> Places:
        if tokens.sizes.max(initial=0) > self.longest:
            raise _NotPlainError
        words = [tokens.words(number) for number in range(len(self._words))]
        sums = words[0] * self._factors[0]
        for number in range(1, len(words)):
            sums += words[number] * self._factors[number]
        if self._table is not None:
            at = self._table.take((sums >> self._shift).view(np.int64))
        else:
            at = np.minimum(np.searchsorted(self._sums, sums), len(self._sums) - 1)
        for known, told in zip(self._words, words, strict=True):
            if (known.take(at) != told).any():
                raise _NotPlainError
        found: Places = self._order.take(at)
        return found


@lru_cache(maxsize=8)
def _odd_numbers(count: int) -> Whole:
    """Numbers with bits all over; the same every time."""
    seeds = np.random.SeedSequence(1).generate_state(count, np.uint64)
    return (seeds | np.uint64(1)).view(np.int64)


def _ballots(rows: _Rows, cells: Cells) -> Ballots:
    points, scale = _points(rows.told)
    is_order = cells.kind is BallotKind.ORDINAL
    # Grouped first: a choice that comes twice is found there, or in the groups' own orders.
    is_later = points is None and (is_order or len(cells.projects) <= MOST_EXACT)
    if not is_later:
        rows, points = _in_order(rows, points, cells)
        _check(rows, points, scale, cells)
    if points is not None:
        is_given = points > 0
    if points is not None and not is_given.all():
        owners = np.repeat(np.arange(len(rows.lengths)), rows.lengths)[is_given]
        lengths = np.bincount(owners, minlength=len(rows.lengths))
        rows = _Rows(lengths, rows.chosen[is_given], None)
        points = points[is_given]
    starts = rows.starts
    first, weights = _grouped(rows, starts, points, cells)
    lengths = rows.lengths[first]
    entries = _entries(starts[first], lengths)
    rows = _Rows(lengths, rows.chosen[entries], None)
    if is_later:
        rows, points = _in_order(rows, None, cells)
        _check(rows, None, 1, cells)
    if points is not None:
        points = points[entries]
    else:
        points = np.full(len(entries), not is_order, np.int64)
    return Ballots(weights, rows.starts, rows.chosen, points, scale)


def _points(told: Words | None) -> tuple[Whole | None, int]:
    """The points as whole numbers, and by how much they were multiplied."""
    if told is None:
        return None, 1
    words = np.unique(told)
    values = [_number(int(word)) for word in words]
    scale = scaled(value for value in values if value)
    whole = [int(value * scale) for value in values]
    if max(whole, default=0) > LARGEST // max(len(told), 1):
        raise _NotPlainError
    return np.array(whole, np.int64).take(words.searchsorted(told)), scale


def _number(word: int) -> Amount:
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
    begins = (np.arange(len(rows.lengths)) * count).repeat(rows.lengths)
    keys = begins + rows.chosen
    if points is not None:
        order = np.argsort(keys, kind="stable")
        keys, points = keys[order], points[order]
    else:
        keys.sort(kind="stable")  # they nearly are
    if (keys[1:] == keys[:-1]).any():
        raise _NotPlainError
    if cells.kind is BallotKind.ORDINAL:
        return rows, points
    return _Rows(rows.lengths, (keys - begins).astype(np.int32), None), points


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
    reached = np.zeros(len(amounts) + 1, np.int64)
    amounts.cumsum(out=reached[1:])
    at = reached.take(starts)
    return at[1:] - at[:-1]


def _within(amounts: Whole, least: int | None, most: int | None, scale: int = 1) -> None:
    if not len(amounts):
        return
    if least is not None and int(amounts.min()) < least * scale:
        raise _NotPlainError
    if most is not None and int(amounts.max()) > most * scale:
        raise _NotPlainError


def _grouped(rows: _Rows, starts: Spots, points: Whole | None, cells: Cells) -> tuple[Spots, Whole]:
    """The first row of each group of equal ballots, in the order of the file, and its weight."""
    lengths = rows.lengths
    digits: int | Whole = 1
    spots: Spots | Places = rows.chosen
    count, base = len(cells.projects), 2
    if points is not None:
        digits, base = points, int(points.max(initial=0)) + 1
    elif cells.kind is BallotKind.ORDINAL:
        spots = _places_in_order(lengths, starts)
        digits, base, count = rows.chosen + np.int64(1), count + 1, int(lengths.max(initial=0))
    is_exact = count <= MOST_EXACT and base**count <= 2**MOST_EXACT
    factors = _powers(base, count) if is_exact else _odd_numbers(count)
    sums = _sums(factors.take(spots) * digits, starts)
    if is_exact and base == 2 and (np.bitwise_count(sums.view(np.uint64)) != lengths).any():
        raise _NotPlainError  # a choice comes twice
    bits = len(sums).bit_length()
    if is_exact and base**count <= 2 ** (MOST_EXACT - 1 - bits):
        # Numbers with their rows behind them are sorted in a third of the time that rows take.
        keys = (sums << bits) + np.arange(len(sums))
        keys.sort()
        order, ordered = keys & ((1 << bits) - 1), keys >> bits
    else:
        order = sums.argsort()
        ordered = sums.take(order)
    is_new = np.ones(len(sums), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    begins = is_new.nonzero()[0]
    first = np.minimum.reduceat(order, begins)
    weights = np.full(len(begins), len(sums))
    weights[:-1] = begins[1:]
    weights -= begins
    if not is_exact:
        _check_equal(rows, starts, points, first.repeat(weights)[order.argsort()])
    begins = (first << bits) + np.arange(len(first))
    begins.sort()
    return begins >> bits, weights.take(begins & ((1 << bits) - 1))


def _places_in_order(lengths: Whole, starts: Spots) -> Spots:
    """Which choice of its ballot each is, from 0 on."""
    if len(lengths) and (lengths == lengths[0]).all():
        places = np.empty((len(lengths), lengths[0]), np.int64)
        places[:] = np.arange(lengths[0])
        return places.ravel()
    return np.arange(starts[-1]) - starts[:-1].repeat(lengths)


@lru_cache(maxsize=8)
def _powers(base: int, count: int) -> Whole:
    """Of a base, as they are beyond 2**63 too: what is added to them goes round in any case."""
    return np.array([base**power for power in range(count)], np.uint64).view(np.int64)


def _check_equal(rows: _Rows, starts: Spots, points: Whole | None, alike: Spots) -> None:
    """Go on only where each row is the same as that which it is taken to be alike."""
    lengths = rows.lengths
    later = np.flatnonzero(alike != np.arange(len(alike)))
    alike = alike[later]
    if not np.array_equal(lengths[later], lengths[alike]):
        raise _NotPlainError
    mine, theirs = (_entries(starts[which], lengths[which]) for which in (later, alike))
    if not np.array_equal(rows.chosen[mine], rows.chosen[theirs]):
        raise _NotPlainError
    if points is not None and not np.array_equal(points[mine], points[theirs]):
        raise _NotPlainError


def _starts(lengths: Whole) -> Whole:
    starts = np.zeros(len(lengths) + 1, np.int64)
    lengths.cumsum(out=starts[1:])
    return starts


def _entries(begins: Spots, lengths: Whole) -> Spots:
    """The spots of these spans, one span after the other."""
    spots: Spots = (begins - lengths.cumsum() + lengths).repeat(lengths)
    spots += np.arange(len(spots))
    return spots
