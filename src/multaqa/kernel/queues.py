"""Deeds that count before they write, taken one after the other; and many that write at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction

from multaqa.kernel.asked import Statement


def wait_turn(name: str) -> None:
    """Queue whoever does what this names until the transaction ends.

    For a limit that no row holds. SQLite's IMMEDIATE transactions stand in a queue already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_key(name)])


def going_together(name: str) -> Statement | None:
    """The statement that makes one of many who do what this names until the transaction ends.

    Whoever waits for the turn of that name (``wait_turn``) waits for them all, and they for it.
    SQLite needs none: its IMMEDIATE transactions stand in a queue already.
    """
    if connection.vendor == "postgresql":
        return "SELECT pg_advisory_xact_lock_shared(%s)", [_key(name)]
    return None


@contextmanager
def atomic_in_line() -> Iterator[None]:
    """A transaction that many begin at the same moment.

    SQLite lets one write, and whoever waits asks again and again, ever less often: threads of every
    process stand in a line before it instead, and the next is woken when one leaves. Whoever is
    killed in it leaves it too.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with (settings.HOME / "writers").open("a") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        with transaction.atomic():
            yield


def _key(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
