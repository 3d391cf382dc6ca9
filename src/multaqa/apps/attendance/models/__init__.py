"""The nouns of the two days: who comes, who came."""

from multaqa.apps.attendance.models.badges import Badge, BadgeKind, BadgeState, CancelReason
from multaqa.apps.attendance.models.certificate_files import (
    FILE_DAYS,
    CertificateFile,
    certificate_job,
)
from multaqa.apps.attendance.models.certificates import Certificate
from multaqa.apps.attendance.models.checkins import CheckIn, Scan
from multaqa.apps.attendance.models.devices import LIST_DAYS, SYNC_DAYS, Device
from multaqa.apps.attendance.models.printings import Layout, Printing

__all__ = [
    "FILE_DAYS",
    "LIST_DAYS",
    "SYNC_DAYS",
    "Badge",
    "BadgeKind",
    "BadgeState",
    "CancelReason",
    "Certificate",
    "CertificateFile",
    "CheckIn",
    "Device",
    "Layout",
    "Printing",
    "Scan",
    "certificate_job",
]
