"""Deeds that count before they write, taken one after the other."""

from hashlib import sha256

from django.db import connection


def wait_turn(name: str) -> None:
    """Queue whoever does what this names until the transaction ends.

    For a limit that no row holds. SQLite's IMMEDIATE transactions stand in a queue already.
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
