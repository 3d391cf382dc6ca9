"""What is typed at the desk of the two days."""

from multaqa.apps.attendance.forms.badges import (
    BadgeForm,
    CancelForm,
    NewBadgeForm,
    NumberForm,
    PeopleFileForm,
    PrintForm,
    RevokeForm,
)

__all__ = [
    "BadgeForm",
    "CancelForm",
    "NewBadgeForm",
    "NumberForm",
    "PeopleFileForm",
    "PrintForm",
    "RevokeForm",
]
