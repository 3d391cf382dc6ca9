"""What changes a round and its ballots: each one transaction, each behind its rule."""

from multaqa.apps.budget.services.casting import Receipt, cast_ballot
from multaqa.apps.budget.services.closing import close_due, close_round
from multaqa.apps.budget.services.counting import ask_count, count_about, count_round
from multaqa.apps.budget.services.following import follow_body, forget_person
from multaqa.apps.budget.services.holding import round_to_change, round_to_vote_in
from multaqa.apps.budget.services.telling import tell_of_rounds

__all__ = [
    "Receipt",
    "ask_count",
    "cast_ballot",
    "close_due",
    "close_round",
    "count_about",
    "count_round",
    "follow_body",
    "forget_person",
    "round_to_change",
    "round_to_vote_in",
    "tell_of_rounds",
]
