"""Who may have a round counted."""

from multaqa.apps.accounts.rules import Visitor, is_coordinator


def can_count(user: Visitor) -> bool:
    """Have a closed round counted: the coordinator."""
    return is_coordinator(user)
