"""Elections made by hand, for the engine's tests."""

from collections import Counter

import numpy as np

from multaqa.engines.budgeting.election import BallotKind, Ballots, Election, Project
from tests.engines.budgeting.plain import Vote


def ballots_of(rows, places):
    """Equal ballots counted together; each row is a tuple of (id, points)."""
    counted = Counter(rows)
    kinds = list(counted)
    lengths = [len(row) for row in kinds]
    return Ballots(
        weights=np.array([counted[row] for row in kinds], np.int64),
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        chosen=np.array([places[one] for row in kinds for one, _ in row], np.int32),
        points=np.array([points for row in kinds for _, points in row], np.int64),
    )


def election_of(costs, budget, rows, kind=BallotKind.APPROVAL):
    """``rows``: for approval ids; for points (id, points); for an order ids, best first."""
    places = {one: place for place, one in enumerate(costs)}
    if kind is BallotKind.ORDINAL:
        told = [tuple((one, 0) for one in row) for row in rows]
    elif kind in (BallotKind.CUMULATIVE, BallotKind.SCORING):
        told = [tuple(sorted(row, key=lambda pair: places[pair[0]])) for row in rows]
    else:
        told = [tuple((one, 1) for one in sorted(row, key=places.__getitem__)) for row in rows]
    projects = tuple(Project(one, cost) for one, cost in costs.items())
    return Election(projects, budget, kind, ballots_of(told, places))


def plain_of(costs, budget, rows, kind=BallotKind.APPROVAL, *, worth_is_cost=False):
    """The same election for the plain rules."""
    if kind is BallotKind.ORDINAL:
        voters = [{one: len(row) - place - 1 for place, one in enumerate(row)} for row in rows]
    elif kind in (BallotKind.CUMULATIVE, BallotKind.SCORING):
        voters = [dict(row) for row in rows]
    else:
        voters = [dict.fromkeys(row, 1) for row in rows]
    return Vote(costs, budget, voters, worth_is_cost=worth_is_cost)
