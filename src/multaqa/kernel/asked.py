"""Questions that are asked thousands of times an hour, put into SQL once.

The ORM builds a query anew whenever it is asked, which costs several times what the database needs
to answer. A page that everyone opens at the same moment asks its few by these.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


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

    def rows(self, *given: Any) -> list[tuple[Any, ...]]:
        """The answer's rows, each column as Python has it."""
        built = self._built or self._made()
        values = [given[one.place] if isinstance(one, Given) else one for one in built.values]
        with connection.cursor() as cursor:
            cursor.execute(built.sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not built.converters:
            return found
        return [tuple(row) for row in built.compiler.apply_converters(found, built.converters)]

    def first(self, *given: Any) -> tuple[Any, ...] | None:
        found = self.rows(*given)
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
