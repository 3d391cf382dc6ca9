"""What changes a round and its ballots: each one transaction, each behind its rule."""

from multaqa.apps.budget.services.assisting import (
    help_to_vote,
)
from multaqa.apps.budget.services.bringing import (
    MOST_BYTES,
    bring_round,
    send_file,
)
from multaqa.apps.budget.services.casting import (
    Receipt,
    cast_ballot,
)
from multaqa.apps.budget.services.choosing import (
    choose_projects,
)
from multaqa.apps.budget.services.closing import (
    close_due,
    close_round,
)
from multaqa.apps.budget.services.counting import (
    ask_count,
    count_about,
    count_round,
)
from multaqa.apps.budget.services.deciding import (
    Said,
    enter_decision,
)
from multaqa.apps.budget.services.following import (
    follow_body,
    forget_person,
)
from multaqa.apps.budget.services.freezing import (
    cancel_round,
    change_frozen,
    correct_project,
    freeze_round,
    has_opened,
    thaw_round,
    withdraw_project,
)
from multaqa.apps.budget.services.holding import (
    round_to_change,
    round_to_vote_in,
)
from multaqa.apps.budget.services.paper import (
    Read,
    Standing,
    correct_reading,
    hand_out,
    print_batch,
    read_ballot,
)
from multaqa.apps.budget.services.projects import (
    COLUMNS,
    add_project,
    bring_projects,
    move_project,
    read_projects,
    remove_projects,
    save_project,
    sort_projects,
)
from multaqa.apps.budget.services.rehearsing import (
    ask_rehearsal,
    invented,
    rehearsal_about,
    rehearse,
)
from multaqa.apps.budget.services.rounds import (
    STEPS,
    add_bound,
    make_round,
    names_of,
    remove_bound,
    save_step,
)
from multaqa.apps.budget.services.telling import (
    tell_of_rounds,
)

__all__ = [
    "COLUMNS",
    "MOST_BYTES",
    "STEPS",
    "Read",
    "Receipt",
    "Said",
    "Standing",
    "add_bound",
    "add_project",
    "ask_count",
    "ask_rehearsal",
    "bring_projects",
    "bring_round",
    "cancel_round",
    "cast_ballot",
    "change_frozen",
    "choose_projects",
    "close_due",
    "close_round",
    "correct_project",
    "correct_reading",
    "count_about",
    "count_round",
    "enter_decision",
    "follow_body",
    "forget_person",
    "freeze_round",
    "hand_out",
    "has_opened",
    "help_to_vote",
    "invented",
    "make_round",
    "move_project",
    "names_of",
    "print_batch",
    "read_ballot",
    "read_projects",
    "rehearsal_about",
    "rehearse",
    "remove_bound",
    "remove_projects",
    "round_to_change",
    "round_to_vote_in",
    "save_project",
    "save_step",
    "send_file",
    "sort_projects",
    "tell_of_rounds",
    "thaw_round",
    "withdraw_project",
]
