"""What each column of a list most likely is: by its heading, corrected by what it holds."""

from collections.abc import Sequence
from hashlib import sha256

from multaqa.apps.network.models import BodyImport
from multaqa.apps.network.services.imports import cells as read
from multaqa.apps.network.services.imports.vocabulary import (
    SEVERAL,
    Column,
    column_named,
    kind_of_name,
    kind_said,
)
from multaqa.apps.territory.queries import CommuneFinder
from multaqa.kernel import arabic
from multaqa.kernel.tables import Table

LOOKED_AT = 60  # different cells of a column
FEW = 5
MOST = 0.6  # of them, to tell what it is without its heading


def key_of_headers(headers: Sequence[str]) -> str:
    """What two files with the same headings share, however these are spelt."""
    return sha256("\n".join(map(arabic.fold, headers)).encode()).hexdigest()


def remembered(headers_key: str) -> list[str] | None:
    """What the coordinator last said of the columns of a file with these headings."""
    last = BodyImport.objects.filter(headers_key=headers_key, is_mapped=True).first()
    return list(last.columns) if last else None


def guess(table: Table) -> list[str]:
    """A column for each heading; one that can be said once goes to the first that claims it."""
    samples = [_sample(table, place) for place in range(len(table.headers))]
    finder = CommuneFinder()
    columns: list[Column] = []
    for header, cells in zip(table.headers, samples, strict=True):
        column = column_named(header)
        if column is not None and not _fits(column, cells, finder):
            column = None
        if column is None:
            column = _by_content(cells, finder)
        if column in columns and column not in SEVERAL:
            column = _second(column, cells)
        columns.append(column)
    if not {Column.NAME, Column.NAME_FR} & set(columns):
        _take_longest(columns, samples)
    return [str(column) for column in columns]


def _sample(table: Table, place: int) -> list[str]:
    found: dict[str, None] = {}
    for row in table.rows:
        if not read.is_nothing(row[place]):
            found[row[place]] = None
            if len(found) >= LOOKED_AT:
                break
    return list(found)


def _share(cells: list[str], tells: object) -> float:
    return sum(map(bool, map(tells, cells))) / len(cells) if cells else 0.0  # type: ignore[call-overload]


def _fits(column: Column, cells: list[str], finder: CommuneFinder) -> bool:
    """Whether the cells may be what the heading says; a few of them may all be wrong."""
    if len(cells) < FEW:
        return True
    tests = {
        Column.PHONE: (read.phones, 0.3),
        Column.EMAIL: (read.email, 0.3),
        Column.FOUNDED: (read.founded, 0.3),
        Column.RECEIPT_ON: (read.founded, 0.3),
        Column.PROVISIONAL_ON: (read.founded, 0.3),
        Column.WOMEN: (read.count, 0.3),
        Column.MEN: (read.count, 0.3),
        Column.KIND: (kind_said, 0.3),
        Column.COMMUNE: (lambda cell: finder.find(cell).state != "unknown", 0.2),
        Column.NAME: (arabic.has_letters, 0.5),
    }
    if column not in tests:
        return True
    test, least = tests[column]
    return _share(cells, test) >= least


def _by_content(cells: list[str], finder: CommuneFinder) -> Column:
    if not cells:
        return Column.IGNORE
    for column, test in (
        (Column.EMAIL, read.email),
        (Column.PHONE, read.phones),
        (Column.COMMUNE, lambda cell: finder.find(cell).state in {"found", "outside"}),
        (Column.NAME, lambda cell: len(cell.split()) > 1 and kind_of_name(cell)),
        (Column.KIND, kind_said),
    ):
        if _share(cells, test) >= MOST:
            return column
    return Column.IGNORE


def _second(column: Column, cells: list[str]) -> Column:
    """A second column of names in Latin letters is the French one; any other is left out."""
    is_latin = _share(cells, lambda cell: not read.ARABIC.search(cell)) >= MOST
    return Column.NAME_FR if column == Column.NAME and is_latin else Column.IGNORE


def _take_longest(columns: list[Column], samples: list[list[str]]) -> None:
    """No heading says which column names the bodies: the longest texts among those left out."""
    free = [
        (sum(map(len, cells)) / len(cells), place)
        for place, (column, cells) in enumerate(zip(columns, samples, strict=True))
        if column == Column.IGNORE and cells and _share(cells, arabic.has_letters) >= MOST
    ]
    if free:
        columns[max(free)[1]] = Column.NAME
