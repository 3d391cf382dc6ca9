"""What a file says before its votes, where nothing is odd: each line a row of its section.

Whatever departs from that is not read here: None is given, and the careful way reads it and tells
its line.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from multaqa.engines.budgeting.ballot_cells import Row
from multaqa.engines.budgeting.pabulib_rows import SECTIONS, cells_of
from multaqa.engines.budgeting.vote_columns import VoteColumns
from multaqa.refusal import Refusal

MOST_PROJECTS = 100_000
NOWHERE = 2**31
# The columns that are read of PROJECTS; of each of the last two pairs the first that says anything.
COLUMNS = (
    *("project_id", "cost", "name", "category"),
    *("territory", "neighborhood", "beneficiaries", "target"),
)


class ProjectRow(NamedTuple):
    """One project's row: the line it stands on, and its cells as they are written there."""

    line: int
    id: str
    cost: str
    name: str
    categories: str
    territory: str
    groups: str


def project_row(line: int, cells: list[str], places: list[int]) -> ProjectRow:
    """``places`` are those of ``COLUMNS`` in a row; beyond its end for those that it has not."""
    told = [cells[place].strip() if place < len(cells) else "" for place in places]
    own, cost, name, categories, territory, place, groups, target = told
    return ProjectRow(line, own, cost, name, categories, territory or place, groups or target)


def places_of(header: list[str]) -> list[int]:
    """Where each of ``COLUMNS`` stands in a header: of several alike the last."""
    places = {name: place for place, name in enumerate(header)}
    return [places.get(name, NOWHERE) for name in COLUMNS]


@dataclass(slots=True)
class Parts:
    """A file taken apart: ``lines`` are those of its sections and of META's keys."""

    meta: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    projects: list[ProjectRow] = field(default_factory=list)
    votes: list[Row] = field(default_factory=list)
    columns: VoteColumns | None = None
    least: int = field(default=0, compare=False)  # cells in a row of the section at hand


class _OddError(Exception):
    """The careful way must read this."""


def plain_parts(head: str) -> Parts | None:
    """The parts of a text that ends with the header of its votes; None where anything is odd."""
    lines = head.replace("\r\n", "\n").split("\n")[:-1]
    begins = [number for number, told in enumerate(lines) if ";" not in told]
    if begins[:1] != [0] or sorted(lines[one] for one in begins) != sorted(SECTIONS):
        return None
    parts = Parts()
    try:
        for begin, end in pairwise([*begins, len(lines)]):
            parts.lines[lines[begin]] = begin + 1
            rows = [_cells(told) for told in lines[begin + 1 : end]]
            header = [cell.strip().lower() for cell in rows[0]] if rows else []
            _READERS[lines[begin]](parts, header, rows, begin + 2)
    except (_OddError, Refusal):
        return None
    return parts


def _cells(told: str) -> list[str]:
    if '"' not in told:
        return told.split(";")
    cells, is_open = cells_of(told, 0)
    if is_open or len(cells) == 1:
        raise _OddError
    return cells


def _meta(parts: Parts, header: list[str], rows: list[list[str]], first: int) -> None:
    if header != ["key", "value"]:
        raise _OddError
    for line, (key, value, *_more) in enumerate(rows[1:], first + 1):
        name, told = key.strip().lower(), value.strip()
        if not name or not told or name in parts.meta:
            raise _OddError
        parts.meta[name] = told
        parts.lines[name] = line


def _projects(parts: Parts, header: list[str], rows: list[list[str]], first: int) -> None:
    places = places_of(header)
    if NOWHERE in places[:2] or len(rows) > MOST_PROJECTS:
        raise _OddError
    for line, cells in enumerate(rows[1:], first + 1):
        row = project_row(line, cells, places)
        if len(cells) < len(header) or not row.id or not row.cost:
            raise _OddError
        parts.projects.append(row)


def _votes(parts: Parts, header: list[str], rows: list[list[str]], first: int) -> None:
    if len(rows) != 1 or not {"voter_id", "vote"} <= set(header):
        raise _OddError


_READERS = {"META": _meta, "PROJECTS": _projects, "VOTES": _votes}
