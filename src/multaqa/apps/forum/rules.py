"""Who may do what at the forum's desk."""

from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_auditor, is_coordinator
from multaqa.apps.forum.models import Draw


def can_run_forum(user: Visitor) -> bool:
    """Open editions, bring lists in, set quotas, compute, seal and draw."""
    return is_coordinator(user)


def can_read_desk(user: Visitor) -> bool:
    """See the desk's pages; the auditor sees them without people's names."""
    return can_enter_desk(user)


def can_read_people(user: Visitor) -> bool:
    """See names, bodies and phones."""
    return is_coordinator(user)


def can_open_commitments(user: Visitor, draw: Draw) -> bool:
    """Hold the opening of sensitive columns, once they are sealed."""
    return is_auditor(user) and draw.is_frozen
