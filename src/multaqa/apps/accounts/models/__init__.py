from multaqa.apps.accounts.models.notices import Digest, Notice, Recipient, Switch
from multaqa.apps.accounts.models.people import (
    DEMONSTRATION_PEOPLE,
    DemonstrationPerson,
    Language,
    Role,
    RoleKind,
    User,
    UserManager,
)
from multaqa.apps.accounts.models.sign_ins import SignIn

__all__ = [
    "DEMONSTRATION_PEOPLE",
    "DemonstrationPerson",
    "Digest",
    "Language",
    "Notice",
    "Recipient",
    "Role",
    "RoleKind",
    "SignIn",
    "Switch",
    "User",
    "UserManager",
]
