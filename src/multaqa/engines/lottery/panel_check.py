"""Every sealed panel against every rule: seats, nobody twice, quotas, groups, who must sit."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from multaqa.engines.evidence import Finding
from multaqa.engines.lottery.sealed import Sealed

MOST_SHOWN = 3


def panel_findings(sealed: Sealed) -> list[Finding]:
    """The first faults of each sort, panels numbered from 1; or one finding that all agree.

    Quotas of a column that cannot be read are left out: the verification says which.
    """
    facts: dict[str, object] = {"panels": len(sealed.panels), "seats": sealed.seats}
    return _faults(sealed) or [Finding("lottery.panels_agree", True, facts)]


def drawn_panel_findings(sealed: Sealed, number: int, ids: Sequence[str]) -> list[Finding]:
    """Of a veiled lottery, the one panel that the draw has shown, against every public rule."""
    place = {name: person for person, name in enumerate(sealed.ids)}
    if strangers := tuple(sorted(set(ids) - set(place))):
        return [Finding("lottery.drawn_strangers", False, {"ids": strangers})]
    seen = replace(sealed, panels=(tuple(place[name] for name in ids),))
    facts: dict[str, object] = {"panel": number, "seats": sealed.seats}
    return _faults(seen, first=number) or [Finding("lottery.drawn_panel_agrees", True, facts)]


def _faults(sealed: Sealed, first: int = 1) -> list[Finding]:
    by_kind = _type_findings(sealed) if sealed.by == "types" else _person_findings(sealed, first)
    return [*_size_findings(sealed, first), *by_kind, *_quota_findings(sealed, first)]


def counts_of(sealed: Sealed) -> list[float]:
    """On how many panels each person sits; of a type, each of its people has an equal part."""
    sits = Counter(member for panel in sealed.panels for member in panel)
    if sealed.by == "people":
        return [sits[person] for person in range(len(sealed.ids))]
    size = Counter(sealed.types)
    return [sits[kind] / size[kind] for kind in sealed.types]


def _size_findings(sealed: Sealed, first: int) -> Iterator[Finding]:
    wrong = [
        (number, len(panel))
        for number, panel in enumerate(sealed.panels, first)
        if len(panel) != sealed.seats
    ]
    for number, people in wrong[:MOST_SHOWN]:
        facts: dict[str, object] = {"panel": number, "people": people, "seats": sealed.seats}
        yield Finding("lottery.panel_of_another_size", False, facts)


def _person_findings(sealed: Sealed, first: int) -> Iterator[Finding]:
    place = {name: person for person, name in enumerate(sealed.ids)}
    must = {place[name]: name for name in sealed.must_include if name in place}
    yield from _strangers(sealed, place)
    twice: list[Finding] = []
    crowded: list[Finding] = []
    missing: list[Finding] = []
    for number, panel in enumerate(sealed.panels, first):
        seated = frozenset(panel)
        if len(seated) < len(panel):
            person = Counter(panel).most_common(1)[0][0]
            facts: dict[str, object] = {"panel": number, "id": sealed.ids[person]}
            twice.append(Finding("lottery.panel_seats_twice", False, facts))
        groups = Counter(sealed.groups[person] for person in seated if sealed.groups[person])
        if groups and (most := groups.most_common(1)[0])[1] > 1:
            together = tuple(
                sealed.ids[person] for person in sorted(seated) if sealed.groups[person] == most[0]
            )
            facts = {"panel": number, "ids": together}
            crowded.append(Finding("lottery.panel_crowds_group", False, facts))
        if absent := must.keys() - seated:
            facts = {"panel": number, "id": must[min(absent)]}
            missing.append(Finding("lottery.panel_misses_person", False, facts))
    for found in (twice, crowded, missing):
        yield from found[:MOST_SHOWN]


def _strangers(sealed: Sealed, known: dict[str, int]) -> Iterator[Finding]:
    for name in sealed.must_include:
        if name not in known:
            yield Finding("lottery.must_include_stranger", False, {"id": name})
    for name in sealed.excluded:
        if name in known:
            yield Finding("lottery.excluded_in_pool", False, {"id": name})


def _quota_findings(sealed: Sealed, first: int) -> Iterator[Finding]:
    """Panels of another size are told already, and may break quotas for that alone: left out."""
    numbers = [
        number for number, panel in enumerate(sealed.panels, first) if len(panel) == sealed.seats
    ]
    if not numbers:
        return
    panels = np.array([sealed.panels[number - first] for number in numbers], dtype=np.int64)
    names = [category.name for category in sealed.categories]
    for quota in sealed.quotas:
        category = names.index(quota.category)
        column = sealed.columns[category]
        if column is None:
            continue
        value = sealed.categories[category].values.index(quota.value)
        counts = (_of_members(sealed, column)[panels] == value).sum(axis=1)
        broken = np.flatnonzero((counts < quota.minimum) | (counts > quota.maximum))
        for at in broken[:MOST_SHOWN]:
            facts: dict[str, object] = {
                "panel": numbers[int(at)],
                "category": quota.category,
                "value": quota.value,
                "count": int(counts[at]),
                "minimum": quota.minimum,
                "maximum": quota.maximum,
            }
            yield Finding("lottery.panel_breaks_quota", False, facts)


def _of_members(sealed: Sealed, column: tuple[int, ...]) -> NDArray[np.int64]:
    """The value of what a panel holds: of each person, or of each type (its first person's)."""
    values = np.array(column, dtype=np.int64)
    if sealed.by == "people":
        return values
    return values[np.unique(np.array(sealed.types), return_index=True)[1]]


def _type_findings(sealed: Sealed) -> Iterator[Finding]:
    """Types hold people alike, and no panel asks more of them than one person per group."""
    place = {name: person for person, name in enumerate(sealed.ids)}
    must = {place[name] for name in sealed.must_include if name in place}
    yield from _strangers(sealed, place)
    groups: dict[int, list[int]] = defaultdict(list)
    for person, group in enumerate(sealed.groups):
        if group:
            groups[group].append(person)
    mixed = list(_mixed(sealed, must, groups))
    yield from mixed[:MOST_SHOWN]
    if not mixed:
        yield from _overfull(sealed, must, groups)


def _mixed(sealed: Sealed, must: set[int], groups: dict[int, list[int]]) -> Iterator[Finding]:
    """People of one type must agree in values, in having to sit, and in what their group holds."""
    held: dict[int, object] = {}
    for person, kind in enumerate(sealed.types):
        nature = (
            tuple(column[person] for column in sealed.columns if column is not None),
            _standing(sealed, person, must, groups),
        )
        if held.setdefault(kind, nature) != nature:
            yield Finding("lottery.type_mixed", False, {"type": kind, "id": sealed.ids[person]})


def _standing(sealed: Sealed, person: int, must: set[int], groups: dict[int, list[int]]) -> object:
    members = groups.get(sealed.groups[person], [])
    if person in must:
        return "must sit"
    if any(member in must for member in members):
        return "barred"
    if len(members) < 2:
        return "alone"
    return frozenset(Counter(sealed.types[member] for member in members).items())


def _overfull(sealed: Sealed, must: set[int], groups: dict[int, list[int]]) -> Iterator[Finding]:
    standing = {
        kind: _standing(sealed, person, must, groups) for person, kind in enumerate(sealed.types)
    }
    households: dict[object, int] = Counter()
    for members in groups.values():
        households[_standing(sealed, members[0], must, groups)] += 1
    size = Counter(sealed.types)
    due = {kind: size[kind] for kind, how in standing.items() if how == "must sit"}
    found = 0
    for number, panel in enumerate(sealed.panels, start=1):
        wanted = Counter(panel)
        room: dict[object, int] = dict(households)
        fault = next((kind for kind in due if wanted[kind] != due[kind]), None)
        for kind, seats in wanted.items():
            how = standing[kind]
            if how == "barred" or (isinstance(how, str) and seats > size[kind]):
                fault = kind
            elif not isinstance(how, str):
                room[how] -= seats
                fault = kind if room[how] < 0 else fault
        if fault is not None and found < MOST_SHOWN:
            found += 1
            yield Finding("lottery.panel_overfills_type", False, {"panel": number, "type": fault})
