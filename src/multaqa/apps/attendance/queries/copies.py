"""All that the two days' desk holds of a person, for the copy that they take along."""

from multaqa.apps.accounts.models import User
from multaqa.kernel.copies import Tables, tables_of


def export_of(user: User) -> Tables:
    """Their badges and certificates; of what they did, that it was they."""
    return tables_of("attendance", user.pk)
