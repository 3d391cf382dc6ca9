"""Who supports what, and how much: ballots turned so that a project finds its supporters.

``unit`` is what a supporter's payment grows by: at the price x each pays ``x * unit``, or all that
is left. With cost or cardinality utilities it is 1; with points, the points; with Borda, how many
projects of the ballot stand behind this one (as in Pabutools' additive Borda), so that the last of
a ballot has none and is not paid for. The rule compares ``x / worth``: worth is the cost with cost
utilities, else 1.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multaqa.engines.budgeting.election import BallotKind, Election
from multaqa.engines.budgeting.outcome import Utility
from multaqa.refusal import Refusal

LARGEST = 2**53  # whole numbers up to here are exact as floats

Whole = NDArray[np.int64]
Places = NDArray[np.int32]
Flags = NDArray[np.bool_]
Real = NDArray[np.float64]


class Supporters(NamedTuple):
    """Who supports one project, row by row: their units (None: one each), and their weights.

    ``total`` is the sum of units over all voters that the rows stand for, ``voters`` their number.
    """

    rows: Whole
    units: Whole | None
    weights: Real
    cost: int
    total: int
    voters: int


@dataclass(frozen=True, slots=True)
class Support:
    """Ballots both ways: row by row (``starts``, ``chosen``, ``units``), and project by project.

    ``total``, ``voters`` and ``costs`` are those of each project once more. ``units`` are None
    where every unit is 1.
    """

    weights: Whole
    starts: Whole
    chosen: Places
    units: Whole | None
    of: tuple[Supporters, ...]
    total: Whole
    voters: Whole
    costs: Whole
    people: int

    @property
    def count(self) -> int:
        return len(self.costs)

    def entries(self, rows: Whole) -> tuple[Whole, Whole]:
        """Where the choices of these rows stand in ``chosen``, row after row; how many of each."""
        starts = self.starts[rows]
        lengths = self.starts[rows + 1] - starts
        entries = (starts - lengths.cumsum() + lengths).repeat(lengths)
        entries += np.arange(len(entries))
        return entries, lengths


def support_of(election: Election, utility: Utility) -> Support:
    """The supporters of each project, and their units.

    Refuses points where ballots give none, an order where ballots have none, and amounts beyond
    2**53, which floats no longer tell apart.
    """
    ballots, count = election.ballots, len(election.projects)
    costs = [project.cost for project in election.projects]
    if max(costs, default=0) >= LARGEST or election.budget >= LARGEST:
        raise Refusal("budgeting.too_large", most=LARGEST - 1)
    units = _units(election, utility)
    groups = len(ballots.weights)
    row_of = np.arange(groups).repeat(ballots.starts[1:] - ballots.starts[:-1])
    chosen, starts = ballots.chosen, ballots.starts
    if units is not None:
        keep = units > 0
        chosen, row_of, units = chosen[keep], row_of[keep], units[keep]
        starts = np.concatenate(([0], np.cumsum(np.bincount(row_of, minlength=groups))))
    order = _narrow(chosen, count).argsort(kind="stable")
    rows, mine = row_of.take(order), None if units is None else units.take(order)
    weights = ballots.weights.astype(np.float64).take(rows)
    ends = np.concatenate(([0], np.bincount(chosen, minlength=count).cumsum()))
    voters = _sums(weights, ends)
    total = voters if mine is None else _sums(weights * mine, ends)
    ends_told = ends.tolist()
    return Support(
        weights=ballots.weights,
        starts=starts,
        chosen=chosen,
        units=units,
        of=tuple(
            Supporters(
                rows[begin:end],
                None if mine is None else mine[begin:end],
                weights[begin:end],
                cost,
                units_told,
                people_told,
            )
            for begin, end, cost, units_told, people_told in zip(
                ends_told, ends_told[1:], costs, total.tolist(), voters.tolist(), strict=False
            )
        ),
        total=total,
        voters=voters,
        costs=np.array(costs, np.int64),
        people=ballots.people,
    )


def _sums(amounts: Real, ends: Whole) -> Whole:
    """What these amounts, whole numbers, are together from each end to the next."""
    begins = ends[:-1]
    is_some = ends[1:] > begins
    if is_some.all():
        sums = np.add.reduceat(amounts, begins)
    else:  # of nothing there is no sum to ask numpy for
        sums = np.zeros(len(begins))
        sums[is_some] = np.add.reduceat(amounts, begins[is_some]) if len(amounts) else 0.0
    if sums.sum() >= LARGEST:
        raise Refusal("budgeting.too_large", most=LARGEST - 1)
    return sums.astype(np.int64)


def _narrow(chosen: Places, count: int) -> NDArray[np.integer[Any]]:
    """The same places in the narrowest whole numbers: those are sorted digit by digit."""
    if count <= 2**8:
        return chosen.astype(np.uint8)
    return chosen.astype(np.uint16) if count <= 2**16 else chosen


def _units(election: Election, utility: Utility) -> Whole | None:
    ballots = election.ballots
    if utility is Utility.BORDA:
        if election.kind is not BallotKind.ORDINAL:
            raise Refusal("budgeting.no_order", kind=str(election.kind))
        lengths = np.diff(ballots.starts)
        place = np.arange(len(ballots.chosen)) - np.repeat(ballots.starts[:-1], lengths)
        return np.repeat(lengths, lengths) - place - 1
    if utility is Utility.POINTS:
        if election.kind not in (BallotKind.CUMULATIVE, BallotKind.SCORING):
            raise Refusal("budgeting.no_points", kind=str(election.kind))
        return ballots.points
    if election.kind in (BallotKind.CUMULATIVE, BallotKind.SCORING):
        return (ballots.points > 0).astype(np.int64)
    return None
