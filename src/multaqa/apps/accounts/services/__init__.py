from multaqa.apps.accounts.services.account import (
    remove_password,
    revise_account,
    set_password,
)
from multaqa.apps.accounts.services.contacts import (
    contact,
    local_contact,
    reached_contact,
    takes_texts,
)
from multaqa.apps.accounts.services.notices import (
    Letter,
    deliver_notices,
    mark_notices_read,
    mark_read_about,
    notify,
    notify_all,
)
from multaqa.apps.accounts.services.roles import give_role
from multaqa.apps.accounts.services.signing_in import send_code, spend_attempt, welcome

__all__ = [
    "Letter",
    "contact",
    "deliver_notices",
    "give_role",
    "local_contact",
    "mark_notices_read",
    "mark_read_about",
    "notify",
    "notify_all",
    "reached_contact",
    "remove_password",
    "revise_account",
    "send_code",
    "set_password",
    "spend_attempt",
    "takes_texts",
    "welcome",
]
