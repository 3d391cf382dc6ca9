from multaqa.apps.accounts.queries.copies import export_of
from multaqa.apps.accounts.queries.inbox import (
    INBOXES,
    Entry,
    Inbox,
    entries_of,
    inbox_of,
    unread_count,
)
from multaqa.apps.accounts.queries.kept import Kept, kept_of
from multaqa.apps.accounts.queries.leaving import Consequence, erasure_of, leaving_of
from multaqa.apps.accounts.queries.notices import (
    Ways,
    notices_of,
    way_of,
    way_to,
    ways_about,
    ways_to,
)
from multaqa.apps.accounts.queries.people import coordinators, user_known_by, user_known_by_contact
from multaqa.apps.accounts.queries.recipients import (
    ALL,
    key_of,
    recipient_by,
    switched,
    topics_of,
)
from multaqa.apps.accounts.queries.second_factor import (
    PASSKEY,
    RECOVERY,
    TOTP,
    SecondFactors,
    authenticators_of,
    passkeys_of,
    second_factors_of,
)
from multaqa.apps.accounts.queries.visits import visits_of

__all__ = [
    "ALL",
    "INBOXES",
    "PASSKEY",
    "RECOVERY",
    "TOTP",
    "Consequence",
    "Entry",
    "Inbox",
    "Kept",
    "SecondFactors",
    "Ways",
    "authenticators_of",
    "coordinators",
    "entries_of",
    "erasure_of",
    "export_of",
    "inbox_of",
    "kept_of",
    "key_of",
    "leaving_of",
    "notices_of",
    "passkeys_of",
    "recipient_by",
    "second_factors_of",
    "switched",
    "topics_of",
    "unread_count",
    "user_known_by",
    "user_known_by_contact",
    "visits_of",
    "way_of",
    "way_to",
    "ways_about",
    "ways_to",
]
