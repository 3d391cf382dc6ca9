"""What was erased leaves no bytes behind in the database's own files.

SQLite overwrites what is deleted (``secure_delete``), but its journal still holds the pages of
before until it is emptied into the database. PostgreSQL reuses the room of rows that are gone, as
its server sees fit.
"""

from django.db import connection, transaction

PATIENCE = 2000  # milliseconds: who reads for longer is waited for by the worker, an hour later
USUAL = 20_000


def wipe_after_commit() -> None:
    """Empty the journal once what is being erased is committed."""
    transaction.on_commit(_wipe)


def _wipe() -> None:
    wipe()


def wipe() -> bool:
    """Empty the journal into the database; false while somebody reads what stands in it."""
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = bool(cursor.fetchone()[0])
        finally:
            cursor.execute(f"PRAGMA busy_timeout={USUAL}")
    return not is_busy
