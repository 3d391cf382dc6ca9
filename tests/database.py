"""The test database, for processes that a test starts."""

from django.db import connection


def database_url():
    """Its address, as DATABASE_URL names it."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    who = f"{told['USER']}:{told['PASSWORD']}".rstrip(":")
    return f"postgres://{who}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
