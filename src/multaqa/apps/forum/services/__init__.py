"""What changes the forum: each one transaction, each behind its rule."""

from multaqa.apps.forum.services.draws import (
    ask_computation,
    cancel_computation,
    compute_draw,
    draw_seats,
    seal_draw,
    set_up_draw,
)
from multaqa.apps.forum.services.editions import SOLE, open_edition, revise_edition
from multaqa.apps.forum.services.lists import accept_list, drop_list, open_list, set_standing
from multaqa.apps.forum.services.quotas import (
    bring_quotas,
    propose_quotas,
    save_quotas,
)

__all__ = [
    "SOLE",
    "accept_list",
    "ask_computation",
    "bring_quotas",
    "cancel_computation",
    "compute_draw",
    "draw_seats",
    "drop_list",
    "open_edition",
    "open_list",
    "propose_quotas",
    "revise_edition",
    "save_quotas",
    "seal_draw",
    "set_standing",
    "set_up_draw",
]
