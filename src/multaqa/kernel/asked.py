"""Questions that are asked thousands of times an hour, put into SQL once.

The ORM builds a query anew whenever it is asked, which costs several times what the database needs
to answer. A page that everyone opens at the same moment asks its few by these.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg import Cursor

Row = TypeVar("Row", bound=Model)
Statement = tuple[str, list[Any]]  # and its values


class Given(Expression):
    """Stands in a query for what each asking gives, by its place: ``filter(pk=Given(0))``.

    It goes to the database as it is: text, whole numbers and keys, no moments.
    """

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(  # type: ignore[override]  # it stands among the values, until they are given
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class Built(Generic[Row]):
    compiler: SQLCompiler
    sql: str
    values: list[Any]
    converters: dict[int, Any]
    model: type[Row]
    columns: list[str]


class Asked(Generic[Row]):
    """One query, built on first use by ``build`` and kept; one of whole rows or of ``values_list``.

    A plain ``QuerySet(Model)``: one that reorders its columns, as modeltranslation's, is none for
    this; nor is one that follows keys (``select_related``).
    """

    def __init__(self, build: Callable[[], QuerySet[Row, Any]]) -> None:
        self._build = build
        self._built: Built[Row] | None = None

    def rows(self, *given: Any, after: Statement | None = None) -> list[tuple[Any, ...]]:
        """The answer's rows, each column as Python has it.

        ``after`` is a statement of PostgreSQL that is done first, in the same trip: what it waits
        for has happened when the question is asked.
        """
        built = self._built or self._made()
        values = [given[one.place] if isinstance(one, Given) else one for one in built.values]
        with connection.cursor() as cursor:
            if after is None:
                cursor.execute(built.sql, values)
            else:
                cursor.execute(f"{after[0]}; {built.sql}", [*after[1], *values])
                cursor.nextset()
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not built.converters:
            return found
        return [tuple(row) for row in built.compiler.apply_converters(found, built.converters)]

    def first(self, *given: Any, after: Statement | None = None) -> tuple[Any, ...] | None:
        found = self.rows(*given, after=after)
        return found[0] if found else None

    def one(self, *given: Any) -> Row | None:
        """The first row as its model."""
        found = self.first(*given)
        if found is None or self._built is None:
            return None
        return self._built.model.from_db("default", self._built.columns, found)

    def _made(self) -> Built[Row]:
        asked = self._build()
        compiler = asked.query.get_compiler("default")
        sql, values = compiler.as_sql()
        self._built = Built(
            compiler,
            sql,
            list(values),
            compiler.get_converters([column[0] for column in compiler.select]),
            asked.model,
            [column.attname for column in asked.model._meta.concrete_fields],
        )
        return self._built


def insert_both(first: Model, second: Model) -> bool:
    """Two new rows, or neither: false where a constraint knows the first already.

    As ``save(force_insert=True)`` of each, but that keys which the database gives are not read
    back, and no signal is sent. PostgreSQL does it in one trip, and is given the values apart from
    the statement: what it logs of one that failed, and shows of those under way, does not hold the
    two rows beside each other.
    """
    into, places, values = _insertion(first)
    also_into, also_places, also_values = _insertion(second)
    once = f"{into} VALUES ({places}) ON CONFLICT DO NOTHING"
    if connection.vendor == "postgresql":
        both = f"WITH told AS ({once} RETURNING 1) {also_into} SELECT {also_places} FROM told"  # noqa: S608  names are ours
        with _bound_by_server() as cursor:
            cursor.execute(both, [*values, *also_values])
            return bool(cursor.rowcount)
    with connection.cursor() as cursor:
        cursor.execute(once, values)
        if not cursor.rowcount:
            return False
        cursor.execute(f"{also_into} VALUES ({also_places})", also_values)
        return True


def _bound_by_server() -> CursorWrapper:
    """A cursor of PostgreSQL that sends values beside the statement, not in it."""
    connection.ensure_connection()
    bare: Any = Cursor(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(bare)
    return connection.make_cursor(bare)


def _insertion(row: Model) -> tuple[str, str, list[Any]]:
    """The beginning of the statement, the places of its values, and these."""
    into, columns = _into(type(row))
    values = [one.get_db_prep_save(getattr(row, one.attname), connection) for one in columns]
    return into, ", ".join(["%s"] * len(values)), values


@cache
def _into(model: type[Model]) -> tuple[str, list[Field[Any, Any]]]:
    columns = [one for one in model._meta.concrete_fields if one is not model._meta.auto_field]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(one.column)) for one in columns)
    return f"INSERT INTO {quoted(model._meta.db_table)} ({names})", columns
