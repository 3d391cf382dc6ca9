"""The participatory budget: rounds, who voted, what was voted, and what came of it."""

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
    "PaperBatch",
    "PaperEntry",
    "Round",
    "RoundChange",
    "RoundProject",
    "RoundState",
    "Rule",
    "SupersededReceipt",
    "Utility",
    "Voter",
]
