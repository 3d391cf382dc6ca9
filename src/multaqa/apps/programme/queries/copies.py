"""All that the programme holds of a person, for the copy that they take along."""

from multaqa.apps.accounts.models import User
from multaqa.kernel.copies import Tables, tables_of


def export_of(user: User) -> Tables:
    """Their places and what they chose among the sessions; of what they did, that it was they."""
    return tables_of("programme", user.pk)
