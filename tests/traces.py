"""Looking for words wherever they could have stayed: every column, session, file and log."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection


def columns_holding(*words):
    """The tables and columns of the database in which any of these words stands, in any row."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")
            heads = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for head, value in zip(heads, row, strict=True):
                    if any(holds(value, word) for word in words):
                        found.add(f"{table}.{head}")
    for session in Session.objects.all():
        if any(holds(session.get_decoded(), word) for word in words):
            found.add("session")
    return found


def holds(value, word):
    if isinstance(value, (bytes, memoryview)):
        return word.encode() in bytes(value)
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if not isinstance(value, str):
        return False
    # JSON columns of SQLite come as they are written: letters of other scripts escaped.
    return word in value or json.dumps(word)[1:-1] in value


def files_holding(*words, under=None):
    """The files that the instance keeps in which any of these words stands, as bytes."""
    folder = Path(under or settings.MEDIA_ROOT)
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in words)
    }


def database_files_holding(*words):
    """Of SQLite, the database's own files in which the bytes of any of these words stand.

    Letters of other scripts stand in JSON columns escaped.
    """
    if connection.vendor != "sqlite":
        return set()
    name = Path(str(connection.settings_dict["NAME"]))
    forms = [form for word in words for form in (word.encode(), json.dumps(word)[1:-1].encode())]
    return {
        path.name
        for path in name.parent.glob(f"{name.name}*")
        if any(form in path.read_bytes() for form in forms)
    }
