"""What a count decides, and why: frozen, so that it can be sealed and told."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Rule(StrEnum):
    EQUAL_SHARES = "equal-shares"
    GREEDY = "greedy"
    PHRAGMEN = "phragmen"


class Utility(StrEnum):
    """What a project is worth to who supports it."""

    COST = "cost"
    CARDINALITY = "cardinality"
    POINTS = "points"
    BORDA = "borda"


class Completion(StrEnum):
    """How money that equal shares leave is spent."""

    ADD1 = "add1"
    GREEDY = "greedy"


class BoundKind(StrEnum):
    FLOOR = "floor"
    CAP = "cap"


class BoundAbout(StrEnum):
    TERRITORY = "territory"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Bound:
    """Money that goes at least (floor) or at most (cap) to the projects of a territory or group."""

    kind: BoundKind
    about: BoundAbout
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How the count was made."""

    rule: Rule
    utility: Utility
    completion: tuple[Completion, ...] = ()
    bounds: tuple[Bound, ...] = ()
    tie_break: str = "project_id"


@dataclass(frozen=True, slots=True)
class Tie:
    """At purchase ``step`` (from 0) several projects stood equal; the first id was taken."""

    step: int
    projects: tuple[str, ...]
    taken: str


@dataclass(frozen=True, slots=True)
class Step:
    """One purchase.

    ``price`` is what one unit of support paid (equal shares), the new load (Phragmén), or the
    support per unit of money (greedy). ``payers`` people paid it in full and ``emptied`` people
    paid all that they had left. ``by`` tells which rule bought it, and ``floor`` for which floor,
    where one stepped in.
    """

    project: str
    cost: int
    by: str
    price: Fraction
    payers: int = 0
    emptied: int = 0
    floor: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one project was bought or not, as a code and its facts.

    Lost by equal shares: after purchase ``fell_at`` (0: before the first) its supporters held only
    ``held``, so that ``missing`` lacked; with the shares as they were it would have been bought at
    a cost of ``cost_that_wins``, and at no larger one. Lost by another rule: ``held`` is what was
    left of the envelope. ``cap`` names the cap that passed it over.
    """

    project: str
    code: str
    supporters: int
    support: int
    held: Fraction | None = None
    missing: Fraction | None = None
    fell_at: int | None = None
    cost_that_wins: int | None = None
    cap: str = ""


@dataclass(frozen=True, slots=True)
class BoundTold:
    """What became of a floor or a cap: how much its projects got, and whether it stepped in."""

    bound: Bound
    spent: int
    is_met: bool
    stepped_in: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The winners in the order bought, the ties on the way, and each project's reason."""

    winners: tuple[str, ...]
    spent: int
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...]
    reasons: tuple[Reason, ...]
    settings: Settings
    share: Fraction = Fraction(0)
    bounds: tuple[BoundTold, ...] = ()
