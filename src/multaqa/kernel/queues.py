"""Deeds that count before they write, taken one after the other."""

from hashlib import sha256

from django.db import connection


def wait_turn(name: str) -> None:
    """Queue whoever does what this names until the transaction ends.

    For a limit that no row holds. SQLite's IMMEDIATE transactions stand in a queue already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_key(name)])


def go_together(name: str) -> None:
    """Be one of many who do what this names until the transaction ends.

    Whoever waits for the turn of that name (``wait_turn``) waits for them all, and they for it.
    SQLite's IMMEDIATE transactions stand in a queue already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_key(name)])


def _key(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
