"""Who may do what with rounds and ballots."""

from multaqa.apps.budget.rules.counting import (
    can_count,
)
from multaqa.apps.budget.rules.desk import (
    can_prepare_rounds,
    can_read_rounds,
)
from multaqa.apps.budget.rules.voting import (
    can_close_round,
    can_vote,
)

__all__ = [
    "can_close_round",
    "can_count",
    "can_prepare_rounds",
    "can_read_rounds",
    "can_vote",
]
