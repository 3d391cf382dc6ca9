"""What was erased leaves no bytes behind in the database's own files.

SQLite overwrites what is deleted (``secure_delete``), but its journal still holds the pages of
before until it is emptied into the database. PostgreSQL reuses the room of rows that are gone, as
its server sees fit: a table whose dead rows would tell something is named, and written anew into
another file.
"""

import logging
from functools import partial

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

PATIENCE = 2000  # milliseconds: who reads for longer is waited for by the worker, an hour later
USUAL = 20_000

log = logging.getLogger(__name__)


def wipe_after_commit(*models: type[Model]) -> None:
    """Once what is being erased is committed: empty the journal, write the models' tables anew."""
    transaction.on_commit(partial(_wipe, [one._meta.db_table for one in models]))


def _wipe(tables: list[str]) -> None:
    wipe()
    if not rewrite(tables):
        log.warning("rows that are gone stay in their files, run VACUUM FULL: %s", tables)


def rewrite(tables: list[str]) -> bool:
    """Leave no dead row in the files of these tables; false where somebody held one for too long.

    PostgreSQL alone keeps them. Whoever reads or writes the table waits meanwhile.
    """
    if connection.vendor != "postgresql":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{PATIENCE}ms"])
        try:
            for table in tables:
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
        except DatabaseError:
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True


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
