"""Ballots out of the cells of a file; equal cells are read once, equal ballots counted together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from multaqa.engines.budgeting.election import BallotKind, Ballots, Limits, Project
from multaqa.engines.budgeting.faults import Faults
from multaqa.engines.budgeting.numbers_told import Amount, money_of, scaled
from multaqa.refusal import Refusal

LENGTH = ("pabulib.below_min_length", "pabulib.above_max_length")
SUM_COST = ("pabulib.below_min_sum_cost", "pabulib.above_max_sum_cost")
POINTS = ("pabulib.below_min_points", "pabulib.above_max_points")
SUM_POINTS = ("pabulib.below_min_sum_points", "pabulib.above_max_sum_points")
LARGEST = 2**53 - 1  # of what a ballot gives: counts are exact up to here
Chosen = tuple[tuple[int, Amount], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One voter's row: the line it stands on, and its cells."""

    line: int
    voter: str
    vote: str
    points: str


class Cells:
    """Reads the cells of votes, by the kind of ballot and its limits."""

    def __init__(
        self, kind: BallotKind, projects: Sequence[Project], limits: Limits, faults: Faults
    ) -> None:
        self.kind, self.projects, self.limits, self.faults = kind, projects, limits, faults
        self.places = {project.id: place for place, project in enumerate(projects)}
        self.has_points = kind in (BallotKind.CUMULATIVE, BallotKind.SCORING)

    def ballots_of(self, rows: Sequence[Row]) -> tuple[Ballots, tuple[str, ...]]:
        """All ballots, and their voters in the file's order; a voter's second row is a fault."""
        known: dict[tuple[str, str], Chosen] = {}
        counted: Counter[Chosen] = Counter()
        voters: dict[str, None] = {}
        for row in rows:
            if row.voter in voters:
                self.faults.add(row.line, "pabulib.voter_twice", voter=row.voter[:40])
                continue
            voters[row.voter] = None
            cells = (row.vote, row.points if self.has_points else "")
            if cells not in known:
                known[cells] = self._read(row)
            counted[known[cells]] += 1
        scale = scaled(points for ballot in counted for _place, points in ballot)
        given = [int(points * scale) for ballot in counted for _place, points in ballot]
        if max(given, default=0) > LARGEST:
            raise Refusal("budgeting.too_large", most=LARGEST)
        lengths = [len(ballot) for ballot in counted]
        return (
            Ballots(
                weights=np.array(list(counted.values()), np.int64),
                starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
                chosen=np.array([place for ballot in counted for place, _ in ballot], np.int32),
                points=np.array(given, np.int64),
                point_scale=scale,
            ),
            tuple(voters),
        )

    def _read(self, row: Row) -> Chosen:
        told = [name.strip() for name in row.vote.split(",")] if row.vote.strip() else []
        if told == ["None"]:
            told = []
        points = self._points(row, len(told))
        chosen: dict[int, Amount] = {}
        for name, given in zip(told, points, strict=True):
            place = self.places.get(name)
            if place is None:
                self.faults.add(row.line, "pabulib.unknown_project", project=name[:40])
            elif place in chosen:
                self.faults.add(row.line, "pabulib.choice_twice", project=name)
            elif given < 0:
                self.faults.add(row.line, "pabulib.points_below_nothing", project=name)
            else:
                chosen[place] = given
        self._check(row.line, chosen)
        if self.kind is BallotKind.ORDINAL:
            return tuple(chosen.items())
        if self.has_points:
            return tuple(sorted((place, given) for place, given in chosen.items() if given))
        return tuple(sorted(chosen.items()))

    def _points(self, row: Row, count: int) -> list[Amount]:
        if not self.has_points:
            return [int(self.kind is not BallotKind.ORDINAL)] * count
        told = row.points.split(",") if row.points.strip() else []
        if told == ["None"]:
            told = []
        if len(told) != count:
            self.faults.add(row.line, "pabulib.points_count", points=len(told), projects=count)
            return [0] * count
        return [money_of(one.strip(), row.line, self.faults) for one in told]

    def _check(self, line: int, chosen: dict[int, Amount]) -> None:
        limits = self.limits
        cost = sum(self.projects[place].cost for place in chosen)
        longest = limits.max_length
        if self.kind is BallotKind.CHOOSE_ONE:
            longest = min(longest or 1, 1)
        self._within(line, LENGTH, len(chosen), limits.min_length, longest)
        self._within(line, SUM_COST, cost, limits.min_sum_cost, limits.max_sum_cost)
        if self.has_points and chosen:
            given = list(chosen.values())
            total = sum(given)
            self._within(line, POINTS, min(given), limits.min_points, None)
            self._within(line, POINTS, max(given), None, limits.max_points)
            self._within(line, SUM_POINTS, total, limits.min_sum_points, limits.max_sum_points)

    def _within(
        self,
        line: int,
        codes: tuple[str, str],
        value: Amount,
        least: int | None,
        most: int | None,
    ) -> None:
        below, above = codes
        if least is not None and value < least:
            self.faults.add(line, below, value=str(value), limit=least)
        if most is not None and value > most:
            self.faults.add(line, above, value=str(value), limit=most)
