"""Writing an election as Pabulib's ``.pb``: what ``pabulib.read`` reads again as the same."""

import csv
import io
from collections.abc import Collection, Iterator
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from multaqa.engines.budgeting.election import BallotKind, Election, Limits

LIMITS = tuple(Limits.__dataclass_fields__)
DIGITS = 60  # more than any amount that can be read has


def write(election: Election, *, winners: Collection[str] | None = None) -> bytes:
    """The file, in UTF-8. Voters are numbered, those with equal ballots one after the other.

    META is what the election's facts say, its figures made anew; with ``winners``, each project
    says whether it was selected.
    """
    text = io.StringIO(newline="")
    line = csv.writer(text, delimiter=";", lineterminator="\n")
    line.writerows(_meta(election))
    line.writerows(_projects(election, winners))
    line.writerows(_votes(election))
    return text.getvalue().encode()


def _meta(election: Election) -> Iterator[list[str]]:
    made = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.ballots.people),
        "budget": _decimal(election.money(election.budget)),
        "vote_type": election.kind.value,
    }
    for key in LIMITS:
        limit = getattr(election.limits, key)
        if limit is not None:
            scale = election.scale if key.endswith("cost") else 1
            made[key] = _decimal(Fraction(limit, scale))
    if election.currency:
        made["currency"] = election.currency
    yield ["META"]
    yield ["key", "value"]
    for key, told in election.facts.items():
        yield [key, made.pop(key, _plain(told))]
    yield from ([key, told] for key, told in made.items())


def _projects(election: Election, winners: Collection[str] | None) -> Iterator[list[str]]:
    count = len(election.projects)
    ballots = election.ballots
    weights = np.repeat(ballots.weights, np.diff(ballots.starts))
    votes, scores = np.zeros(count, np.int64), np.zeros(count, np.int64)
    np.add.at(votes, ballots.chosen, weights)
    np.add.at(scores, ballots.chosen, weights * ballots.points)
    has_points = election.kind in (BallotKind.CUMULATIVE, BallotKind.SCORING)
    has_places = any(one.territory for one in election.projects)
    yield ["PROJECTS"]
    yield [
        *("project_id", "cost", "votes"),
        *(["score"] if has_points else []),
        *("name", "category", "beneficiaries"),
        *(["neighborhood"] if has_places else []),
        *(["selected"] if winners is not None else []),
    ]
    for place, one in enumerate(election.projects):
        yield [
            *(one.id, _decimal(election.money(one.cost)), str(votes[place])),
            *([_points(election, int(scores[place]))] if has_points else []),
            *(_plain(one.name), ",".join(one.categories), ",".join(one.groups)),
            *([_plain(one.territory)] if has_places else []),
            *([str(int(one.id in winners))] if winners is not None else []),
        ]


def _votes(election: Election) -> Iterator[list[str]]:
    ballots = election.ballots
    ids = [one.id for one in election.projects]
    has_points = election.kind in (BallotKind.CUMULATIVE, BallotKind.SCORING)
    yield ["VOTES"]
    yield ["voter_id", "vote", *(["points"] if has_points else [])]
    starts = ballots.starts.tolist()
    voter = 0
    for row, weight in enumerate(ballots.weights.tolist()):
        span = slice(starts[row], starts[row + 1])
        cells = [",".join(ids[place] for place in ballots.chosen[span].tolist())]
        if has_points:
            given = ballots.points[span].tolist()
            cells.append(",".join(_points(election, points) for points in given))
        for _ in range(weight):
            voter += 1
            yield [str(voter), *cells]


def _points(election: Election, points: int) -> str:
    return _decimal(Fraction(points, election.ballots.point_scale))


def _decimal(amount: Fraction) -> str:
    """The amount with all its decimals; those that a file can hold have an end."""
    if amount.denominator == 1:
        return str(amount.numerator)
    with localcontext() as exactly:
        exactly.prec = DIGITS
        return f"{Decimal(amount.numerator) / Decimal(amount.denominator):f}"


def _plain(text: str) -> str:
    return " ".join(text.splitlines())
