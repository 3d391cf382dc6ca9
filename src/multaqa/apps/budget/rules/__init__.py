"""Who may do what with rounds and ballots."""

from multaqa.apps.budget.rules.voting import can_close_round, can_vote

__all__ = ["can_close_round", "can_vote"]
