"""Who may do what in the two days."""

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.attendance.models import Badge


def can_issue_badges(user: Visitor) -> bool:
    """Issue, write in, correct, print and cancel badges."""
    return is_coordinator(user)


def can_read_badges(user: Visitor) -> bool:
    """See how many badges there are of each kind; the auditor sees no names."""
    return can_enter_desk(user)


def can_read_badge_names(user: Visitor) -> bool:
    """See whose badges they are."""
    return is_coordinator(user)


def can_certify(user: Visitor) -> bool:
    """Make certificates for others, and revoke them."""
    return is_coordinator(user)


def can_take_certificate(user: Visitor, badge: Badge) -> bool:
    """Make one's own certificate: whose badge it is."""
    return isinstance(user, User) and user.is_active and badge.user_id == user.pk


def can_run_door(user: Visitor) -> bool:
    """Add devices and revoke them, check in from the desk, call those who are missing."""
    return is_coordinator(user)


def can_read_live(user: Visitor) -> bool:
    """See who is here in counts; names are the coordinator's."""
    return can_enter_desk(user)
