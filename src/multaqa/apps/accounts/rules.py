"""Who may do what, by role alone; apps build their own rules on these."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from multaqa.apps.accounts.models import RoleKind, User

Visitor = User | AnonymousUser | AbstractBaseUser


class MemberRequest(HttpRequest):
    """A request that a gate let through: somebody is signed in."""

    user: User


def _holds(user: Visitor, kind: RoleKind) -> bool:
    """Whether the role is theirs, and open: one that waits for a second factor counts nowhere.

    Every page, list and deed of the desk asks this, so that none can forget it.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    return kind in user.role_kinds and not user.is_held_back


def lacks_second_factor(user: Visitor) -> bool:
    """Whether somebody with a role is to be led to set up the second factor that it requires."""
    if settings.STAFF_MFA != "required" or not isinstance(user, User) or not user.is_active:
        return False
    return bool(user.role_kinds) and not user.has_second_factor


def is_coordinator(user: Visitor) -> bool:
    return _holds(user, RoleKind.COORDINATOR)


def is_auditor(user: Visitor) -> bool:
    return _holds(user, RoleKind.AUDITOR)


def can_enter_desk(user: Visitor) -> bool:
    return is_coordinator(user) or is_auditor(user)
