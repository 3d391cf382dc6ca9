"""What each may see of the two days."""

from multaqa.apps.attendance.queries.badges import (
    Badges,
    badge_counts,
    badges_at_desk,
    badges_found,
    badges_of,
    editions_waiting,
    printings_at_desk,
)
from multaqa.apps.attendance.queries.certificates import (
    Answer,
    Certificates,
    Found,
    certificate_by_number,
    certificate_files,
    certificates_at_desk,
    certificates_for,
)
from multaqa.apps.attendance.queries.copies import export_of
from multaqa.apps.attendance.queries.kept import (
    badges_about,
    badges_by_contact,
    certificates_about,
    kept_of,
    leaving_of,
)
from multaqa.apps.attendance.queries.presence import may_certify, presence_of, roots_of

__all__ = [
    "Answer",
    "Badges",
    "Certificates",
    "Found",
    "badge_counts",
    "badges_about",
    "badges_at_desk",
    "badges_by_contact",
    "badges_found",
    "badges_of",
    "certificate_by_number",
    "certificate_files",
    "certificates_about",
    "certificates_at_desk",
    "certificates_for",
    "editions_waiting",
    "export_of",
    "kept_of",
    "leaving_of",
    "may_certify",
    "presence_of",
    "printings_at_desk",
    "roots_of",
]
