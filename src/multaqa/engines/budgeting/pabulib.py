"""Reading Pabulib's ``.pb`` files: strictly, or forgiving and saying what was forgiven.

The format is that of pabulib.org/format: three sections, META, PROJECTS and VOTES, each with a
header and rows of cells parted by semicolons. A byte order mark, quotes and either kind of line end
are the format's own. Whatever else departs from it is a fault, told with its line: strictly it is
refused with its remedy, else it is forgiven in the way that its code says (``FAULTS``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from multaqa.engines.budgeting.ballot_cells import Cells, Row
from multaqa.engines.budgeting.ballots_at_once import ballots_at_once
from multaqa.engines.budgeting.election import BallotKind, Election, Limits, Project
from multaqa.engines.budgeting.faults import Faults, Forgiven
from multaqa.engines.budgeting.numbers_told import NUMBER, Amount, money_of, scaled, whole_of
from multaqa.engines.budgeting.pabulib_head import (
    MOST_PROJECTS,
    Parts,
    ProjectRow,
    places_of,
    plain_parts,
    project_row,
)
from multaqa.engines.budgeting.pabulib_rows import SECTIONS, Rows, is_name_of_section
from multaqa.engines.budgeting.vote_columns import VoteColumns, plain_votes
from multaqa.refusal import Refusal

MOST_BYTES = 200_000_000
MOST_BEFORE = 1_000  # lines before the first section
REQUIRED = (
    "description",
    "country",
    "unit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
)
# Cells without which a row is torn.
NEEDED = {"META": ("key",), "PROJECTS": ("project_id",), "VOTES": ("voter_id", "vote")}
PLACEHOLDER = 6  # nines or more, above the envelope: no cost, but a way to say "out"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: the election, its voters in the file's order, what was forgiven.

    Of more than 10,000 faults those found first are kept; ``forgiven_count`` counts all.
    """

    election: Election
    names: tuple[str, ...] | VoteColumns  # told apart from what else stands there when asked
    forgiven: tuple[Forgiven, ...] = ()
    forgiven_count: int = 0

    @property
    def voters(self) -> tuple[str, ...]:
        if isinstance(self.names, VoteColumns):
            return tuple(row.voter for row in self.names.rows())
        return self.names


def read(content: bytes, *, is_strict: bool) -> Reading:
    """The election that a file holds.

    Always refuses a file above 200 MB, NUL signs, a section that is missing, or more than a
    thousand lines before the first, no column for ids, costs or votes, no envelope, an unknown kind
    of ballot, an amount that is no number, and more than 100,000 projects.
    Strictly, it refuses every other fault too, with its line.
    """
    if len(content) > MOST_BYTES:
        raise Refusal("pabulib.too_large", most=MOST_BYTES // 1_000_000)
    faults = Faults(is_strict)
    parts = _parts_of(content, faults)
    for key in REQUIRED:
        if not parts.meta.get(key):
            if key in ("budget", "vote_type"):
                raise Refusal("pabulib.meta_needed", line=parts.lines["META"], key=key)
            faults.add(parts.lines["META"], "pabulib.meta_missing", key=key)
    kind = _kind(parts)
    budget = money_of(parts.meta["budget"], parts.lines["budget"], faults)
    if budget <= 0:
        raise Refusal("pabulib.no_envelope", line=parts.lines["budget"])
    costs = _costs(parts, faults, budget)
    scale = scaled([budget, *(cost for _row, cost in costs)])
    projects = tuple(
        Project(
            id=row.id,
            cost=int(cost * scale),
            name=row.name,
            territory=row.territory,
            groups=_several(row.groups),
            categories=_several(row.categories),
        )
        for row, cost in costs
    )
    limits = _limits(parts, faults, scale)
    cells = Cells(kind, projects, limits, faults)
    columns = parts.columns
    ballots = ballots_at_once(columns, cells) if columns else None
    names: tuple[str, ...] | VoteColumns
    if columns and ballots:
        names, count = replace(columns, chunks=()), columns.count
    else:
        rows = columns.rows() if columns else parts.votes
        ballots, names = cells.ballots_of(rows)
        count = len(rows)
    _check_counts(parts, faults, len(projects), count)
    election = Election(
        projects=projects,
        budget=int(budget * scale),
        kind=kind,
        ballots=ballots,
        scale=scale,
        currency=parts.meta.get("currency", ""),
        limits=limits,
        facts=parts.meta,
    )
    return Reading(election, names, faults.forgiven, faults.count)


def _parts_of(content: bytes, faults: Faults) -> Parts:
    """The parts of a file; its votes all at once where they are plain, else row by row."""
    columns = plain_votes(content)
    if columns is not None:
        parts = plain_parts(columns.head) or _parts(columns.head, faults)
        if not parts.votes and all(name in parts.lines for name in SECTIONS):
            parts.columns = columns
            return parts
        faults.forget()
    parts = _parts(_text(content, faults), faults)
    for name in SECTIONS:
        if name not in parts.lines:
            raise Refusal("pabulib.section_missing", name=name)
    return parts


def _text(content: bytes, faults: Faults) -> str:
    place = content.find(b"\0")
    if place >= 0:
        raise Refusal("pabulib.nul", line=content.count(b"\n", 0, place) + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(content.count(b"\n", 0, error.start) + 1, "pabulib.encoding")
        text = content.decode("cp1250", errors="replace")
    pairs, feeds, returns = text.count("\r\n"), text.count("\n"), text.count("\r")
    if (pairs and pairs < max(feeds, returns)) or (feeds > pairs and returns > pairs):
        faults.add(_first_other_end(text), "pabulib.line_ends")
    return text


def _first_other_end(text: str) -> int:
    """The line that ends otherwise than the first."""
    lines = text.splitlines(keepends=True)
    first = lines[0][len(lines[0].rstrip("\r\n")) :]
    for number, line in enumerate(lines, 1):
        if line[len(line.rstrip("\r\n")) :] not in (first, ""):
            return number
    return 1


def _parts(text: str, faults: Faults) -> Parts:
    parts = Parts()
    rows = Rows(text, faults)
    section = ""
    header: list[str] = []
    while (cells := rows.take(is_line=section == "VOTES" and bool(header))) is not None:
        filled = _filled(cells)
        if not filled:
            continue
        name = filled[0].strip().upper() if len(filled) == 1 else ""
        if name in SECTIONS and name not in parts.lines:
            section, header = name, []
            parts.lines[name] = rows.line
        elif not section:
            if rows.line > MOST_BEFORE:  # no file of this kind: its faults would fill the memory
                raise Refusal("pabulib.section_missing", name=SECTIONS[0])
            faults.add(rows.line, "pabulib.before_sections")
        elif header and rows.is_closed_here and len(cells) < len(header):
            continue  # its quote holds its other cells: said already
        elif header and len(cells) == 1:
            if not _is_section(section, header, cells[0], rows.peek()):
                faults.add(rows.line, "pabulib.row_torn", told=filled[0].strip()[:60])
                continue
            faults.add(rows.line, "pabulib.unknown_section", name=filled[0].strip()[:60])
            if section != "VOTES":
                section, header = "?", []
        elif section == "?":
            continue
        elif not header:
            header = [cell.strip().lower() for cell in cells]
            _check_header(section, header, rows.line)
            parts.least = 1 + max(map(header.index, NEEDED[section]))
        else:
            _take(parts, section, header, cells, rows.line, faults)
    return parts


def _filled(cells: list[str]) -> list[str]:
    """The cells that are not blank, of which two are enough."""
    if len(cells) > 1 and cells[0].strip() and cells[1].strip():
        return cells[:2]
    return [cell for cell in cells if cell.strip()]


def _is_section(section: str, header: list[str], cell: str, after: list[str]) -> bool:
    """Whether a row of one cell names a section, or is one of this section's that was torn.

    Projects go on after a torn one; no other section has a cost that is a number where they do.
    """
    if not is_name_of_section(cell):
        return False
    if section != "PROJECTS" or len(after) < 2:
        return True
    cost = dict(zip(header, after, strict=False)).get("cost", "").strip()
    return NUMBER.fullmatch(cost) is None


def _check_header(section: str, header: list[str], line: int) -> None:
    wanted = {
        "META": ("key", "value"),
        "PROJECTS": ("project_id", "cost"),
        "VOTES": ("voter_id", "vote"),
    }[section]
    for column in wanted:
        if column not in header:
            raise Refusal("pabulib.column_missing", line=line, column=column, section=section)


def _take(
    parts: Parts, section: str, header: list[str], cells: list[str], line: int, faults: Faults
) -> None:
    if len(cells) < parts.least:
        faults.add(line, "pabulib.row_torn", told=cells[0].strip()[:60])
        return
    if section == "VOTES":
        row = dict(zip(header, cells, strict=False))
        parts.votes.append(
            Row(line, row["voter_id"].strip(), row.get("vote", ""), row.get("points", ""))
        )
        return
    if section == "PROJECTS":
        if len(parts.projects) == MOST_PROJECTS:  # ballots, most likely, under a lost heading
            raise Refusal("pabulib.too_many_projects", line=line, most=MOST_PROJECTS)
        parts.projects.append(project_row(line, cells, places_of(header)))
        return
    row = dict(zip(header, map(str.strip, cells), strict=False))
    key = row["key"].lower()
    if key in parts.meta:
        faults.add(line, "pabulib.meta_twice", key=key)
        return
    parts.meta[key] = row.get("value", "")
    parts.lines[key] = line


def _kind(parts: Parts) -> BallotKind:
    told = parts.meta["vote_type"].lower()
    try:
        return BallotKind(told)
    except ValueError:
        raise Refusal(
            "pabulib.unknown_kind", line=parts.lines["vote_type"], kind=told[:40]
        ) from None


def _costs(parts: Parts, faults: Faults, budget: Amount) -> list[tuple[ProjectRow, Amount]]:
    """The projects that can be told apart, and what each costs."""
    found: list[tuple[ProjectRow, Amount]] = []
    seen: set[str] = set()
    for row in parts.projects:
        line, name, told = row.line, row.id, row.cost
        if not name:
            faults.add(line, "pabulib.project_without_id")
            continue
        if name in seen:
            faults.add(line, "pabulib.project_twice", project=name)
            continue
        seen.add(name)
        cost = money_of(told, line, faults)
        if cost < 0:
            faults.add(line, "pabulib.cost_below_nothing", project=name, cost=told)
            cost = cost * 0
        elif cost > budget and len(told) >= PLACEHOLDER and set(told) == {"9"}:
            faults.add(line, "pabulib.cost_is_none", project=name, cost=told)
            cost = cost * 0
        found.append((row, cost))
    return found


def _limits(parts: Parts, faults: Faults, scale: int) -> Limits:
    found: dict[str, int] = {}
    for name in Limits.__dataclass_fields__:
        told = parts.meta.get(name, "")
        if told:
            value = money_of(told, parts.lines[name], faults)
            found[name] = whole_of(value * (scale if name.endswith("cost") else 1))
    return Limits(**found)


def _check_counts(parts: Parts, faults: Faults, projects: int, votes: int) -> None:
    counts: Mapping[str, int] = {"num_projects": projects, "num_votes": votes}
    for key, count in counts.items():
        told = parts.meta.get(key, "")
        if told and told != str(count):
            faults.add(
                parts.lines[key], "pabulib.count_differs", key=key, told=told[:20], count=count
            )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in cell.split(",") if one.strip()) if cell else ()
