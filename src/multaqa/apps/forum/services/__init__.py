"""What changes the forum: each one transaction, each behind its rule."""

from multaqa.apps.forum.services.calls import (
    add_college,
    close_call,
    remove_college,
    remove_question,
    revise_college,
    save_question,
    set_call,
)
from multaqa.apps.forum.services.cloning import clone_edition
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
from multaqa.apps.forum.services.messages import (
    ask_mailing,
    deliver_queue,
    mark_called,
    mark_read,
    retry_failed,
    send_mailing,
    tell,
    write_mailing,
)
from multaqa.apps.forum.services.pool import leave_pool, take_pool
from multaqa.apps.forum.services.quotas import (
    bring_quotas,
    propose_quotas,
    save_quotas,
)
from multaqa.apps.forum.services.registering import (
    answer_refusal,
    check_whole,
    follow_body,
    read_contact,
    save_registration,
    send_registration,
    start_registration,
    withdraw_registration,
)
from multaqa.apps.forum.services.reviewing import (
    accept_registrations,
    list_registration,
    refuse_registration,
)

__all__ = [
    "SOLE",
    "accept_list",
    "accept_registrations",
    "add_college",
    "answer_refusal",
    "ask_computation",
    "ask_mailing",
    "bring_quotas",
    "cancel_computation",
    "check_whole",
    "clone_edition",
    "close_call",
    "compute_draw",
    "deliver_queue",
    "draw_seats",
    "drop_list",
    "follow_body",
    "leave_pool",
    "list_registration",
    "mark_called",
    "mark_read",
    "open_edition",
    "open_list",
    "propose_quotas",
    "read_contact",
    "refuse_registration",
    "remove_college",
    "remove_question",
    "retry_failed",
    "revise_college",
    "revise_edition",
    "save_question",
    "save_quotas",
    "save_registration",
    "seal_draw",
    "send_mailing",
    "send_registration",
    "set_call",
    "set_standing",
    "set_up_draw",
    "start_registration",
    "take_pool",
    "tell",
    "withdraw_registration",
    "write_mailing",
]
