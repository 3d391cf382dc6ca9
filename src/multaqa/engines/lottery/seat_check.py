"""One step of what followed a draw against every rule of seats that does not ask for chance."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from multaqa.engines.evidence import Finding
from multaqa.engines.lottery.problem import Person, Problem
from multaqa.engines.lottery.steps import Call, Replacement, Seats, Step

LEFT = {
    "silence": "lottery.left_silent",
    "declined": "lottery.left_declined",
    "withdrawn": "lottery.left_withdrawn",
    "released": "lottery.left_released",
}


@dataclass(frozen=True, slots=True)
class Pool:
    """The draw's question as far as it can be read, its people by id."""

    problem: Problem
    people: dict[str, Person]
    is_whole: bool


def away_findings(pool: Pool, before: Seats, step: Step) -> Iterator[Finding]:
    """Who is away is of the pool, was not told before, and holds no seat after the step."""
    seated = set(step.panel if isinstance(step, Call | Replacement) else before.panel)
    known = pool.people.keys() - before.out - seated
    if isinstance(step, Call | Replacement):
        known -= step.gone.keys()
    if strange := tuple(sorted(set(step.away) - known)):
        yield Finding("lottery.away_differs", False, {"ids": strange})
    elif step.away:
        yield Finding("lottery.away_told", True, {"ids": step.away})


def change_findings(pool: Pool, before: Seats, step: Call | Replacement) -> Iterator[Finding]:
    """Who left had a seat, who came in was free to, and the panel after it is just that."""
    for reason, code in LEFT.items():
        if ids := tuple(sorted(name for name, why in step.gone.items() if why == reason)):
            yield Finding(code, True, {"ids": ids})
    if strangers := tuple(sorted(step.gone.keys() - set(before.panel))):
        yield Finding("lottery.left_without_seat", False, {"ids": strangers})
    free = pool.people.keys() - before.out - set(step.away) - set(before.panel)
    if unfree := tuple(sorted(set(step.came) - free)):
        yield Finding("lottery.came_unfree", False, {"ids": unfree})
    after = (set(before.panel) - step.gone.keys()) | set(step.came)
    if after != set(step.panel):
        facts: dict[str, object] = {
            "strangers": tuple(sorted(set(step.panel) - after)),
            "missing": tuple(sorted(after - set(step.panel))),
        }
        yield Finding("lottery.panel_after_differs", False, facts)


def panel_findings(pool: Pool, before: Seats, step: Call | Replacement) -> list[Finding]:
    """The panel after the step against seats, groups, who must sit and every readable quota."""
    if faults := list(_faults(pool, before, step)):
        return faults
    facts: dict[str, object] = {"seats": len(step.panel)}
    if pool.is_whole:
        return [Finding("lottery.panel_after_agrees", True, facts)]
    return [Finding("lottery.panel_after_agrees_in_public", True, facts)]


def _faults(pool: Pool, before: Seats, step: Call | Replacement) -> Iterator[Finding]:
    problem = pool.problem
    facts: dict[str, object]
    if strangers := tuple(sorted(set(step.panel) - pool.people.keys())):
        yield Finding("lottery.drawn_strangers", False, {"ids": strangers})
        return
    if len(step.panel) != problem.seats:
        facts = {"people": len(step.panel), "seats": problem.seats}
        yield Finding("lottery.panel_after_of_another_size", False, facts)
    seated = [pool.people[name] for name in step.panel]
    groups = Counter(person.group for person in seated if person.group)
    for group in (name for name, people in groups.items() if people > 1):
        ids = tuple(person.id for person in seated if person.group == group)
        yield Finding("lottery.panel_after_crowds_group", False, {"ids": ids})
    due = problem.must_include - before.gone.keys() - step.gone.keys()
    if absent := tuple(sorted(due - set(step.panel))):
        yield Finding("lottery.panel_after_misses", False, {"ids": absent})
    cells = Counter(
        cell for one in seated for cell in zip(problem.categories, one.values, strict=True)
    )
    for quota in problem.quotas:
        count = cells[quota.category, quota.value]
        if not quota.minimum <= count <= quota.maximum:
            facts = {
                "category": quota.category,
                "value": quota.value,
                "count": count,
                "minimum": quota.minimum,
                "maximum": quota.maximum,
            }
            yield Finding("lottery.panel_after_breaks_quota", False, facts)
