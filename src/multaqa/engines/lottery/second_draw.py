"""The second draw asks the first one's question again, of those who stay and those left."""

from collections.abc import Collection, Iterable

from multaqa.engines.lottery.after import asked_again
from multaqa.engines.lottery.evidence import group_numbers
from multaqa.engines.lottery.sealed import Sealed, problem_of, readable_part


def question_differs(
    first: Sealed,
    second: Sealed,
    *,
    panel: Collection[str],
    gone: Collection[str],
    out: Collection[str],
) -> str | None:
    """The first thing in which the second draw does not ask what it should; None when it does.

    ``out`` are those who cannot come in. Columns that are hidden in either are left out. Refuses
    what ``asked_again`` refuses.
    """
    asked = asked_again(problem_of(readable_part(first)), panel, gone=gone, away=out)
    ids = tuple(person.id for person in asked.people)
    agrees = {
        # Of which columns are sensitive too: hidden once, they may not be told by a second draw.
        "categories": second.categories == first.categories,
        "quotas": second.quotas == first.quotas,
        "seats": second.seats == first.seats,
        "method": second.method == first.method,
        "must_include": second.must_include == tuple(sorted(asked.must_include)),
        "people.ids": second.ids == ids,
        "people.groups": second.groups == tuple(group_numbers(asked)),
        "people.values": second.ids == ids and _values_agree(first, second),
    }
    return next((place for place, is_kept in agrees.items() if not is_kept), None)


def _values_agree(first: Sealed, second: Sealed) -> bool:
    place = {name: at for at, name in enumerate(first.ids)}
    at = [place[name] for name in second.ids]
    return all(
        second_column == _taken(first_column, at)
        for first_column, second_column in zip(first.columns, second.columns, strict=False)
        if first_column is not None and second_column is not None
    )


def _taken(column: tuple[int, ...], at: Iterable[int]) -> tuple[int, ...]:
    return tuple(column[place] for place in at)
