"""All that the network holds of a person, for the copy that they take along."""

from multaqa.apps.accounts.models import User
from multaqa.kernel.copies import Tables, tables_of


def export_of(user: User) -> Tables:
    """Their places in bodies whole; of bodies, and of decisions about them, that it was they."""
    return tables_of("network", user.pk)
