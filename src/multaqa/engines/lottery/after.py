"""After the draw: who takes the seat of someone who withdrew, and who stands ready in advance.

Replacements are a lottery of their own, over those left, for the seats left, with each quota less
those who stay: the whole panel still keeps every quota, and those left have the same fairness among
them. Alternates are named in advance by this rule: members are taken in the order of their tickets;
for the first whom fewest alternates cover, one is drawn, each person left who could take that seat
alone with every quota kept having an equal chance. When members withdraw, the earliest alternates
on the list with whom the whole panel keeps its quotas come in.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from multaqa.engines.chance import choose, ticket
from multaqa.engines.evidence import Document
from multaqa.engines.lottery import Lottery, compute
from multaqa.engines.lottery.draw import normalise, with_draw
from multaqa.engines.lottery.evidence import seal_lottery
from multaqa.engines.lottery.feasibility import Alternative, feasibility
from multaqa.engines.lottery.problem import Method, Person, Problem, Quota
from multaqa.refusal import Refusal

Sealing = Callable[[Lottery], tuple[Document, Document | None]]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who comes in, the whole panel after it, and the evidence of the second draw.

    ``opening`` opens the second draw, when a sensitive column veils it.
    """

    people: tuple[str, ...]
    panel: tuple[str, ...]
    document: Document
    opening: Document | None


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


def replace_members(
    problem: Problem,
    panel: Collection[str],
    *,
    gone: Collection[str],
    public_value: str,
    away: Collection[str] = (),
    method: Method = "leximin",
    seal: Sealing = seal_lottery,
) -> Replacement:
    """Draw the replacements of ``gone`` by a public value, and say the whole panel after it.

    ``seal`` is ``seal_lottery`` with what a caller binds to it: the sensitive columns and their
    salts, the previous entry, the moments. A site that wants the seal older than the value seals
    ``compute(seats_left(...))`` first, then draws; this does both at once. Refuses when no
    replacement keeps the quotas: the facts hold the nearest changes, in the bounds of the whole
    panel.
    """
    left = seats_left(problem, panel, gone=gone, away=away)
    if (found := nearest(problem, panel, gone=gone, away=away)) is not None:
        raise Refusal("lottery.no_replacement", seats=left.seats, alternatives=found)
    document, opening = seal(compute(left, method=method))
    drawn = with_draw(document, public_value, opening)
    people = tuple(drawn["drawn"]["panel"])
    whole = tuple(sorted((set(panel) - set(gone)) | set(people)))
    return Replacement(people, whole, drawn, opening)


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
    public_value: str,
    count: int,
    away: Collection[str] = (),
) -> Alternates:
    """Name up to ``count`` alternates in advance, so that each member's seat could be taken.

    The rule stands at the head of this module. The list is shorter when nobody else fits.
    """
    seed = normalise(public_value)
    out = {*panel, *away}
    left = [person for person in problem.people if person.id not in out]
    fits = _fits(problem, _members(problem, panel), left)
    turns = sorted(fits, key=lambda member: ticket(seed, "member", member))
    covered = Counter(dict.fromkeys(turns, 0))
    people: list[str] = []
    covers: list[tuple[str, ...]] = []
    while len(people) < count:
        open_to = [member for member in turns if fits[member].difference(people)]
        if not open_to:
            break
        member = min(open_to, key=lambda name: covered[name])
        able = sorted(fits[member].difference(people))
        chosen = able[choose(len(able), seed, "alternate", len(people))]
        people.append(chosen)
        covers.append(tuple(sorted(name for name in fits if chosen in fits[name])))
        covered.update(covers[-1])
    uncovered = tuple(sorted(member for member in fits if not fits[member]))
    return Alternates(tuple(people), tuple(covers), uncovered)


def _fits(
    problem: Problem, members: Sequence[Person], left: Sequence[Person]
) -> dict[str, frozenset[str]]:
    """For each member, those who could take that one seat with every quota and group kept."""
    alike: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for person in left:
        alike.setdefault((person.values, person.group), []).append(person.id)
    kept = _tally(problem, members)
    fits = {}
    for member in members:
        own = set(zip(problem.categories, member.values, strict=True))
        seated = {one.group for one in members if one.group and one is not member}
        fits[member.id] = frozenset(
            name
            for (values, group), names in alike.items()
            if group not in seated
            and _swaps(problem, kept, own, set(zip(problem.categories, values, strict=True)))
            for name in names
        )
    return fits


def _swaps(
    problem: Problem,
    kept: Counter[tuple[str, str]],
    out: set[tuple[str, str]],
    into: set[tuple[str, str]],
) -> bool:
    """Whether every quota holds once a member of cells ``out`` gives way to one of ``into``."""
    if out == into:
        return True
    for quota in problem.quotas:
        cell = (quota.category, quota.value)
        seats = kept[cell] - (cell in out) + (cell in into)
        if not quota.minimum <= seats <= quota.maximum:
            return False
    return True


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
    listed = [name for name in alternates if name in {person.id for person in left.people}]
    ready = tuple(person for person in left.people if person.id in set(listed))
    asked = replace(left, people=ready, must_include=frozenset())
    if len(ready) < left.seats or not feasibility(asked, alternatives=0).is_feasible:
        raise Refusal("lottery.alternates_do_not_fit", seats=left.seats, people=len(ready))
    group_of = {person.id: person.group for person in ready}
    called: list[str] = []
    for name in listed:
        if len(called) == left.seats:
            break
        if group_of[name] and group_of[name] in {group_of[other] for other in called}:
            continue
        trial = replace(asked, must_include=frozenset([*called, name]))
        if feasibility(trial, alternatives=0).is_feasible:
            called.append(name)
    return tuple(called)
