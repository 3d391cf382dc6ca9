"""Who may do what, by role alone; apps build their own rules on these."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from multaqa.apps.accounts.models import RoleKind, User

Visitor = User | AnonymousUser | AbstractBaseUser


class MemberRequest(HttpRequest):
    """A request that a gate let through: somebody is signed in."""

    user: User


def _holds(user: Visitor, kind: RoleKind) -> bool:
    return isinstance(user, User) and user.is_active and kind in user.role_kinds


def is_coordinator(user: Visitor) -> bool:
    return _holds(user, RoleKind.COORDINATOR)


def is_auditor(user: Visitor) -> bool:
    return _holds(user, RoleKind.AUDITOR)


def can_enter_desk(user: Visitor) -> bool:
    return is_coordinator(user) or is_auditor(user)
