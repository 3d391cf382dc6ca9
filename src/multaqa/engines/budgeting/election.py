"""What a budget vote is: projects with costs, an envelope, and ballots, equal ones counted once.

Terms are those of the field (Rey and Maly, "The (Computational) Social Choice Take on
Participatory Budgeting", 2023; the Pabulib format, pabulib.org/format).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class BallotKind(StrEnum):
    """How a voter may speak; the values are those of Pabulib's ``vote_type``."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"


class Project(NamedTuple):
    """One project of the vote. ``cost`` is in whole units, 1/scale of the currency's; 0: removed.

    ``territory`` and ``groups`` are what a floor or a cap may speak of; ``groups`` are Pabulib's
    ``target`` (since 2026 ``beneficiaries``).
    """

    id: str
    cost: int
    name: str = ""
    territory: str = ""
    groups: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ballots:
    """All ballots; equal ones are one row with its weight.

    Row ``g`` stands for ``weights[g]`` voters and holds ``chosen[starts[g]:starts[g + 1]]``, places
    in ``Election.projects``, with ``points`` beside them. Approval: ascending, points 1. Cumulative
    and scoring: ascending, the points given, times ``point_scale`` so that they are whole.
    Ordinal: in the voter's own order, best first, points 0 (a utility is made of the place).
    ``people`` counts every ballot, those that name no project also: they have a share too.
    """

    weights: NDArray[np.int64]
    starts: NDArray[np.int64]
    chosen: NDArray[np.int32]
    points: NDArray[np.int64]
    point_scale: int = 1

    @property
    def people(self) -> int:
        return int(self.weights.sum())


@dataclass(frozen=True, slots=True)
class Limits:
    """What one ballot may hold; None: no limit. Sums and costs in the election's whole units."""

    min_length: int | None = None
    max_length: int | None = None
    min_sum_cost: int | None = None
    max_sum_cost: int | None = None
    min_points: int | None = None
    max_points: int | None = None
    min_sum_points: int | None = None
    max_sum_points: int | None = None


@dataclass(frozen=True, slots=True)
class Election:
    """One budget vote, ready to be decided; ``budget / scale`` is in ``currency``."""

    projects: tuple[Project, ...]
    budget: int
    kind: BallotKind
    ballots: Ballots
    scale: int = 1
    currency: str = ""
    limits: Limits = Limits()
    facts: Mapping[str, str] = field(default_factory=dict)

    def money(self, units: int | Fraction) -> Fraction:
        """``units`` told in the currency."""
        return Fraction(units) / self.scale
