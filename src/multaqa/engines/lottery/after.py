"""After the draw: who takes the seat of someone who left it, and who stands ready in advance.

Alternates are named in advance by this rule: members are taken in the order of their tickets; for
the first whom fewest alternates cover, one is drawn, each person left who could take that seat
alone with every quota kept having an equal chance. When members leave, the earliest alternates on
the list with whom the whole panel keeps its quotas come in. Where the list cannot do it,
replacements are a lottery of their own over those left, in which those who stay must sit: the whole
panel still keeps every quota, and those left have the same fairness among them.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from multaqa.engines.chance import choose, ticket
from multaqa.engines.lottery.check import check_loosely
from multaqa.engines.lottery.feasibility import Alternative, feasibility, panel_within
from multaqa.engines.lottery.problem import Person, Problem, Quota
from multaqa.engines.lottery.types import Flags, Ints, merge_types
from multaqa.refusal import Refusal

ALONE = -1


@dataclass(frozen=True, slots=True)
class Alternates:
    """The list in its order; for each of them, the members whose seat each could take alone.

    ``uncovered`` are members whom nobody left could replace alone.
    """

    people: tuple[str, ...]
    covers: tuple[tuple[str, ...], ...]
    uncovered: tuple[str, ...]


def seats_left(
    problem: Problem,
    panel: Collection[str],
    *,
    gone: Collection[str],
    away: Collection[str] = (),
) -> Problem:
    """The lottery that fills the seats of ``gone``, so that the whole panel keeps its quotas.

    ``away`` are people of the pool who can no longer come. Those of a group that keeps its seat,
    and those who withdrew, are not in the new pool. Refuses when someone gone held no seat, and
    when fewer people are left than seats.
    """
    members = _members(problem, panel)
    if strangers := set(gone) - set(panel):
        raise Refusal("lottery.gone_without_seat", id=min(strangers))
    if not gone:
        raise Refusal("lottery.nobody_gone")
    stay = [person for person in members if person.id not in gone]
    seated = {person.group for person in stay if person.group}
    out = {*panel, *gone, *away}
    left = tuple(
        person for person in problem.people if person.id not in out and person.group not in seated
    )
    if len(left) < len(set(gone)):
        raise Refusal("lottery.too_few_left", people=len(left), seats=len(set(gone)))
    return replace(
        problem,
        people=left,
        quotas=_less(problem, stay),
        seats=len(set(gone)),
        must_include=problem.must_include & {person.id for person in left},
    )


def _members(problem: Problem, panel: Collection[str]) -> list[Person]:
    seated = set(panel)
    if strangers := seated - {person.id for person in problem.people}:
        raise Refusal("lottery.panel_stranger", id=min(strangers))
    return [person for person in problem.people if person.id in seated]


def _less(problem: Problem, stay: Sequence[Person]) -> tuple[Quota, ...]:
    """Each quota less the seats that are kept."""
    kept = _tally(problem, stay)
    return tuple(
        replace(
            quota,
            minimum=max(0, quota.minimum - kept[quota.category, quota.value]),
            maximum=max(0, quota.maximum - kept[quota.category, quota.value]),
        )
        for quota in problem.quotas
    )


def _tally(problem: Problem, people: Sequence[Person]) -> Counter[tuple[str, str]]:
    return Counter(
        cell for person in people for cell in zip(problem.categories, person.values, strict=True)
    )


def asked_again(
    problem: Problem,
    panel: Collection[str],
    *,
    gone: Collection[str],
    away: Collection[str] = (),
) -> Problem:
    """The lottery of the replacements: quotas and seats as before, and those who stay must sit.

    It admits the same people as ``seats_left``, and refuses the same. Its bounds are those of the
    first draw: bounds less those who stay would tell how many of them have a hidden value.
    """
    left = seats_left(problem, panel, gone=gone, away=away)
    stay = [person for person in _members(problem, panel) if person.id not in gone]
    people = sorted([*stay, *left.people], key=lambda person: person.id)
    return replace(
        problem,
        people=tuple(people),
        must_include=left.must_include | {person.id for person in stay},
    )


def nearest(
    problem: Problem,
    panel: Collection[str],
    *,
    gone: Collection[str],
    away: Collection[str] = (),
) -> tuple[Alternative, ...] | None:
    """When nobody can come in within the quotas, the smallest changes that help; None when one can.

    The bounds told are those of the whole panel, as the organiser knows them. Empty: no change of
    quotas helps.
    """
    found = feasibility(seats_left(problem, panel, gone=gone, away=away))
    if found.is_feasible:
        return None
    stay = [person for person in _members(problem, panel) if person.id not in gone]
    kept = _tally(problem, stay)
    return tuple(
        replace(
            alternative,
            changes=tuple(
                replace(
                    change,
                    was=change.was + kept[change.category, change.value],
                    becomes=change.becomes + kept[change.category, change.value],
                )
                for change in alternative.changes
            ),
        )
        for alternative in found.alternatives
    )


def choose_alternates(
    problem: Problem,
    panel: Collection[str],
    *,
    seed: str,
    count: int,
    away: Collection[str] = (),
) -> Alternates:
    """Name up to ``count`` alternates in advance, so that each member's seat could be taken.

    The rule stands at the head of this module; ``seed`` holds words that nobody could know before
    the draw. A longer list begins with the shorter one. It ends early when nobody else fits.
    """
    out = {*panel, *away}
    left = sorted((one for one in problem.people if one.id not in out), key=lambda one: one.id)
    members = _members(problem, panel)
    fits, kind_of = _who_could(problem, members, left)
    names = [member.id for member in members]
    turns = np.array(
        sorted(range(len(names)), key=lambda at: ticket(seed, "member", names[at])), dtype=np.int64
    )
    free = np.ones(len(left), dtype=bool)
    remaining = np.bincount(kind_of, minlength=fits.shape[1])
    covered = np.zeros(len(names), dtype=np.int64)
    people: list[str] = []
    covers: list[tuple[str, ...]] = []
    while len(people) < count:
        is_open: Flags = np.any(fits & (remaining > 0), axis=1)
        waiting = turns[is_open[turns]]
        if not len(waiting):
            break
        member = waiting[np.argmin(covered[waiting])]
        able = np.flatnonzero(free & fits[member][kind_of])
        chosen = int(able[choose(len(able), seed, "alternate", len(people))])
        takes = fits[:, kind_of[chosen]]
        free[chosen] = False
        remaining[kind_of[chosen]] -= 1
        covered += takes
        people.append(left[chosen].id)
        covers.append(tuple(sorted(names[at] for at in np.flatnonzero(takes))))
    uncovered = tuple(sorted(names[at] for at in np.flatnonzero(~fits.any(axis=1))))
    return Alternates(tuple(people), tuple(covers), uncovered)


def _who_could(
    problem: Problem, members: Sequence[Person], left: Sequence[Person]
) -> tuple[Flags, Ints]:
    """Which kinds of people could take each member's seat alone, and the kind of each person left.

    A kind shares the quotas it counts in, and the member, if any, who sits for its group.
    """
    holder = {member.group: at for at, member in enumerate(members) if member.group}
    row_of = {(quota.category, quota.value): row for row, quota in enumerate(problem.quotas)}

    def counts_in(person: Person) -> tuple[int, ...]:
        cells = zip(problem.categories, person.values, strict=True)
        return tuple(row for cell in cells if (row := row_of.get(cell)) is not None)

    number: dict[tuple[tuple[int, ...], int], int] = {}
    kind_of = np.array(
        [
            number.setdefault((counts_in(person), holder.get(person.group, ALONE)), len(number))
            for person in left
        ],
        dtype=np.int64,
    )
    out = _marked([counts_in(member) for member in members], len(problem.quotas))
    into = _marked([rows for rows, _held in number], len(problem.quotas))
    held_by = np.array([held for _rows, held in number], dtype=np.int64)
    least = np.array([quota.minimum for quota in problem.quotas])
    most = np.array([quota.maximum for quota in problem.quotas])
    kept = out.sum(axis=0)
    fits = np.zeros((len(members), len(number)), dtype=bool)
    for at, own in enumerate(out):
        seats = kept - own + into
        keeps = ((least <= seats) & (seats <= most)).all(axis=1)
        # One like the member changes no count, whatever the counts are.
        fits[at] = (keeps | (into == own).all(axis=1)) & ((held_by == ALONE) | (held_by == at))
    return fits, kind_of


def _marked(rows: Sequence[tuple[int, ...]], width: int) -> Ints:
    marks = np.zeros((len(rows), width), dtype=np.int64)
    for at, own in enumerate(rows):
        marks[at, list(own)] = 1
    return marks


def call_alternates(
    problem: Problem,
    panel: Collection[str],
    *,
    gone: Collection[str],
    alternates: Sequence[str],
    away: Collection[str] = (),
) -> tuple[str, ...]:
    """The alternates who come in: the earliest on the list with whom every quota holds.

    Each in turn is taken when the seats can still be filled from the list with them in. Refuses
    when the list cannot fill the seats within the quotas: then replacements are drawn.
    """
    left = seats_left(problem, panel, gone=gone, away=away)
    person_of = {person.id: person for person in left.people}
    listed = [name for name in alternates if name in person_of]
    refusal = Refusal("lottery.alternates_do_not_fit", seats=left.seats, people=len(listed))
    if len(listed) < left.seats:
        raise refusal
    people = tuple(person_of[name] for name in listed)
    asked = check_loosely(replace(left, people=people, must_include=frozenset()))
    types = merge_types(asked)
    kind_of = dict(zip((person.id for person in asked.people), types.of.tolist(), strict=True))
    least = types.lower.copy()
    filled = panel_within(types.rows, least, types.upper)
    if filled is None:
        raise refusal
    called: list[str] = []
    seated: set[str] = set()
    shut: set[int] = set()
    for name in listed:
        kind, group = kind_of[name], person_of[name].group
        if len(called) == left.seats:
            break
        if kind in shut or (group and group in seated):
            continue
        least[kind] += 1
        # A panel that already seats one more of this kind answers without being asked again.
        found = filled if filled[kind] >= least[kind] else None
        if found is None and least[kind] <= types.upper[kind]:
            found = panel_within(types.rows, least, types.upper)
        if found is None:
            least[kind] -= 1
            shut.add(kind)  # whoever comes in later only leaves less room
            continue
        filled = found
        called.append(name)
        seated.add(group)
    return tuple(called)
