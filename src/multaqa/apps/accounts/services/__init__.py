from multaqa.apps.accounts.services.account import (
    remove_password,
    revise_account,
    set_password,
)
from multaqa.apps.accounts.services.codes import (
    send_waiting_code,
    take_waiting_code,
    waiting_contact,
)
from multaqa.apps.accounts.services.contact_changes import (
    change_contact,
    change_of_link,
    forget_old_changes,
    remove_contact,
    undo_address,
    undo_contact_change,
)
from multaqa.apps.accounts.services.contacts import (
    contact,
    local_contact,
    reached_contact,
    takes_texts,
)
from multaqa.apps.accounts.services.digests import send_digests
from multaqa.apps.accounts.services.leaving import (
    ask_erasure,
    check_may_leave,
    forget_person,
    keep_account,
)
from multaqa.apps.accounts.services.notices import (
    READERS,
    Letter,
    deliver_notices,
    mark_inbox_read,
    mark_notices_read,
    mark_read_about,
    notify,
    notify_all,
)
from multaqa.apps.accounts.services.roles import give_role
from multaqa.apps.accounts.services.second_factor import (
    add_authenticator,
    add_passkey,
    check_second_factor,
    forget_attempts,
    name_passkey,
    remove_second_factor,
    renew_recovery_codes,
    reset_second_factors,
)
from multaqa.apps.accounts.services.signing_in import Attempt, send_code, spend_attempt, welcome
from multaqa.apps.accounts.services.switches import (
    recipient_for,
    stop,
    switch,
    switches_link,
)
from multaqa.apps.accounts.services.telling import tell_contact, tell_person
from multaqa.apps.accounts.services.visits import (
    close_visit,
    end_other_visits,
    end_visit,
    forget_ended,
    is_visit_due,
    move_visit,
    open_visit,
    see_visit,
)
from multaqa.apps.accounts.services.writing import write_letter, write_text

__all__ = [
    "READERS",
    "Attempt",
    "Letter",
    "add_authenticator",
    "add_passkey",
    "ask_erasure",
    "change_contact",
    "change_of_link",
    "check_may_leave",
    "check_second_factor",
    "close_visit",
    "contact",
    "deliver_notices",
    "end_other_visits",
    "end_visit",
    "forget_attempts",
    "forget_ended",
    "forget_old_changes",
    "forget_person",
    "give_role",
    "is_visit_due",
    "keep_account",
    "local_contact",
    "mark_inbox_read",
    "mark_notices_read",
    "mark_read_about",
    "move_visit",
    "name_passkey",
    "notify",
    "notify_all",
    "open_visit",
    "reached_contact",
    "recipient_for",
    "remove_contact",
    "remove_password",
    "remove_second_factor",
    "renew_recovery_codes",
    "reset_second_factors",
    "revise_account",
    "see_visit",
    "send_code",
    "send_digests",
    "send_waiting_code",
    "set_password",
    "spend_attempt",
    "stop",
    "switch",
    "switches_link",
    "take_waiting_code",
    "takes_texts",
    "tell_contact",
    "tell_person",
    "undo_address",
    "undo_contact_change",
    "waiting_contact",
    "welcome",
    "write_letter",
    "write_text",
]
