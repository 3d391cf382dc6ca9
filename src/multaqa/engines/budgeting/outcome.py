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
    paid all that they had left. ``by`` tells which part of the rule bought it.
    """

    project: str
    cost: int
    by: str
    price: Fraction
    payers: int = 0
    emptied: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one project was bought or not, as a code and its facts.

    ``held`` is what its supporters still had when its fate was settled, ``missing`` what lacked
    then; ``cost_that_wins`` the largest cost at which it would have been bought, all else equal.
    """

    project: str
    code: str
    supporters: int
    support: int
    held: Fraction | None = None
    missing: Fraction | None = None
    cost_that_wins: int | None = None


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
