"""What changes the two days: each one transaction, each behind its rule."""

from multaqa.apps.attendance.services.badges import (
    add_badge,
    cancel_badge,
    reissue_badge,
    restore_badge,
    revise_badge,
)
from multaqa.apps.attendance.services.catching_up import catch_up
from multaqa.apps.attendance.services.certificate_files import (
    ask_certificate_file,
    forget_old_files,
    make_certificate_file,
    place_of,
)
from multaqa.apps.attendance.services.certificates import (
    certify,
    renew_certificate,
    revoke_certificate,
    take_certificate,
    waiting_count,
)
from multaqa.apps.attendance.services.devices import (
    add_device,
    clear_rehearsal,
    device_of_link,
    key_mark,
    link_token,
    pair_device,
    rehearse,
    renew_link,
    revoke_device,
)
from multaqa.apps.attendance.services.issuing import Issue, issue_badges, planned
from multaqa.apps.attendance.services.leaving import forget_person
from multaqa.apps.attendance.services.people import HEADERS, People, bring_people, read_people
from multaqa.apps.attendance.services.printings import ask_printing, mark_printed
from multaqa.apps.attendance.services.scanning import (
    Reading,
    Undoing,
    check_in,
    take_scans,
    undo_check_in,
)

__all__ = [
    "HEADERS",
    "Issue",
    "People",
    "Reading",
    "Undoing",
    "add_badge",
    "add_device",
    "ask_certificate_file",
    "ask_printing",
    "bring_people",
    "cancel_badge",
    "catch_up",
    "certify",
    "check_in",
    "clear_rehearsal",
    "device_of_link",
    "forget_old_files",
    "forget_person",
    "issue_badges",
    "key_mark",
    "link_token",
    "make_certificate_file",
    "mark_printed",
    "pair_device",
    "place_of",
    "planned",
    "read_people",
    "rehearse",
    "reissue_badge",
    "renew_certificate",
    "renew_link",
    "restore_badge",
    "revise_badge",
    "revoke_certificate",
    "revoke_device",
    "take_certificate",
    "take_scans",
    "undo_check_in",
    "waiting_count",
]
