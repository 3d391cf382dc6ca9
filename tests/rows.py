"""The rows of the test database: taken as they stand, and put back as they were."""

from django.db import connection, transaction


def taken_rows():
    """What stands in the database: of every table that holds anything, its columns and its rows.

    Tables that no model has are left out, as flushing leaves them out: what was migrated, and the
    cache.
    """
    with connection.cursor() as cursor:
        return {table: _read(cursor, table) for table in _filled(cursor)}


def put_back(taken):
    """Make every table hold what it held when ``taken`` was, and nothing more.

    A table that still holds it is left as it is, so what a test costs here is what it wrote.
    Sequences go on: a key is never given twice.
    """
    quote = connection.ops.quote_name
    # The keys that point from one row to another are checked at the end, whatever the order.
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _filled(cursor) | taken.keys():
            columns, rows = taken.get(table, ([], []))
            if rows and _read(cursor, table) == (columns, rows):
                continue
            cursor.execute(f"DELETE FROM {quote(table)}")
            if rows:
                names = ", ".join(map(quote, columns))
                marks = ", ".join(["%s"] * len(columns))
                insert = f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})"
                cursor.executemany(insert, rows)


def _filled(cursor):
    """The tables of our models in which anything stands."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(one)})" for one in tables)
    cursor.execute(f"SELECT {asked}")
    return {table for table, holds in zip(tables, cursor.fetchone(), strict=True) if holds}


def _read(cursor, table):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    rows = cursor.fetchall()
    return [column[0] for column in cursor.description], rows
