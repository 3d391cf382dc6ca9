from multaqa.apps.accounts.models.contacts import ContactChange
from multaqa.apps.accounts.models.leaving import DataCopy, Erasure
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
from multaqa.apps.accounts.models.visits import Visit

__all__ = [
    "DEMONSTRATION_PEOPLE",
    "ContactChange",
    "DataCopy",
    "DemonstrationPerson",
    "Digest",
    "Erasure",
    "Language",
    "Notice",
    "Recipient",
    "Role",
    "RoleKind",
    "SignIn",
    "Switch",
    "User",
    "UserManager",
    "Visit",
]
