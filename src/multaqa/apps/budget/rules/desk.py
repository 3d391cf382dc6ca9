"""Who prepares a round, and who reads what was prepared."""

from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator


def can_prepare_rounds(user: Visitor) -> bool:
    """Make a round, freeze it, print and read its paper, bring one in, enter the decision."""
    return is_coordinator(user)


def can_read_rounds(user: Visitor) -> bool:
    """See a round at the desk: its settings, rehearsal and ledger; never a reading of a ballot."""
    return can_enter_desk(user)
