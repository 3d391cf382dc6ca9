"""The participatory budget: rounds, who voted, what was voted, and what came of it."""

from multaqa.apps.budget.models.desk import Helping, Rehearsal, RehearsalShape, RoundFile
from multaqa.apps.budget.models.results import (
    Count,
    Decision,
    Departure,
)
from multaqa.apps.budget.models.rounds import (
    BallotForm,
    Bound,
    BoundAbout,
    BoundKind,
    Completion,
    Round,
    RoundChange,
    RoundProject,
    RoundState,
    Rule,
    Utility,
)
from multaqa.apps.budget.models.votes import (
    Ballot,
    Channel,
    Ground,
    PaperBatch,
    PaperEntry,
    SupersededReceipt,
    VoidKind,
    Voter,
)

__all__ = [
    "Ballot",
    "BallotForm",
    "Bound",
    "BoundAbout",
    "BoundKind",
    "Channel",
    "Completion",
    "Count",
    "Decision",
    "Departure",
    "Ground",
    "Helping",
    "PaperBatch",
    "PaperEntry",
    "Rehearsal",
    "RehearsalShape",
    "Round",
    "RoundChange",
    "RoundFile",
    "RoundProject",
    "RoundState",
    "Rule",
    "SupersededReceipt",
    "Utility",
    "VoidKind",
    "Voter",
]
