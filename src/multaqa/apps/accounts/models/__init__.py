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
    "Language",
    "Role",
    "RoleKind",
    "SignIn",
    "User",
    "UserManager",
]
