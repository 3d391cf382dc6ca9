"""The nouns of the two days: who comes, who came."""

from multaqa.apps.attendance.models.badges import Badge, BadgeKind, BadgeState, CancelReason
from multaqa.apps.attendance.models.certificates import Certificate
from multaqa.apps.attendance.models.printings import Layout, Printing

__all__ = [
    "Badge",
    "BadgeKind",
    "BadgeState",
    "CancelReason",
    "Certificate",
    "Layout",
    "Printing",
]
