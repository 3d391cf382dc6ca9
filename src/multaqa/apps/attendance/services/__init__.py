"""What changes the two days: each one transaction, each behind its rule."""

from multaqa.apps.attendance.services.badges import (
    add_badge,
    cancel_badge,
    reissue_badge,
    restore_badge,
    revise_badge,
)
from multaqa.apps.attendance.services.certificates import (
    certify,
    renew_certificate,
    revoke_certificate,
    take_certificate,
    waiting_count,
)
from multaqa.apps.attendance.services.issuing import Issue, issue_badges, planned
from multaqa.apps.attendance.services.leaving import forget_person
from multaqa.apps.attendance.services.people import HEADERS, People, bring_people, read_people
from multaqa.apps.attendance.services.printings import ask_printing, mark_printed

__all__ = [
    "HEADERS",
    "Issue",
    "People",
    "add_badge",
    "ask_printing",
    "bring_people",
    "cancel_badge",
    "certify",
    "forget_person",
    "issue_badges",
    "mark_printed",
    "planned",
    "read_people",
    "reissue_badge",
    "renew_certificate",
    "restore_badge",
    "revise_badge",
    "revoke_certificate",
    "take_certificate",
    "waiting_count",
]
