"""Many ballots written some at a time, so that nobody who votes meanwhile waits long.

On SQLite one transaction writes at a time: whoever votes in another round waits for this one. So
ballots are not made into objects first, their rows go to the database as they are, a few thousand
in one transaction, with a breath between two of them in which others come to their turn.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from time import sleep

from django.db import connection, transaction

from multaqa.apps.budget.models import Ballot

COLUMNS = ("address", "round_id", "choices", "points", "channel", "setting", "receipt")
AT_ONCE = 4000
BREATH = 0.05  # seconds: SQLite asks again after a tenth of a second at most
Row = tuple[str, int, str, str, str, str, str]


def write_ballots(rows: Iterable[Row]) -> Iterator[int]:
    """Insert rows of ``COLUMNS``, choices and points as JSON; says each time how many stand."""
    left, count = iter(rows), 0
    while some := list(islice(left, AT_ONCE)):
        if count:
            sleep(BREATH)
        _insert(some)
        count += len(some)
        yield count


def remove_ballots(round_id: int) -> None:
    """Take out all ballots of a round, some at a time."""
    found = Ballot.objects.filter(round=round_id)
    while some := list(found.values_list("pk", flat=True)[:AT_ONCE]):
        Ballot.objects.filter(pk__in=some).delete()
        sleep(BREATH)


@transaction.atomic
def _insert(rows: Sequence[Row]) -> None:
    quoted = connection.ops.quote_name
    columns = ", ".join(map(quoted, COLUMNS))
    places = ", ".join(["%s"] * len(COLUMNS))
    table = quoted(Ballot._meta.db_table)
    told = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  names of our own
    with connection.cursor() as cursor:
        cursor.executemany(told, rows)
