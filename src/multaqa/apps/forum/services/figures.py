"""The figures of a computed draw, as the pages show them."""

from typing import Any

from multaqa.engines import lottery

BINS = 10


def figures_of(found: lottery.Lottery) -> dict[str, Any]:
    """Plain figures of a lottery: chances, who sits on no panel and why, costs, expected seats."""
    people = found.problem.people
    seatable = [chance for chance in found.chances if chance > 0]
    held: dict[tuple[str, str], float] = {}
    pool: dict[tuple[str, str], int] = {}
    for person, chance in zip(people, found.chances, strict=True):
        for cell in zip(found.problem.categories, person.values, strict=True):
            held[cell] = held.get(cell, 0.0) + chance
            pool[cell] = pool.get(cell, 0) + 1
    return {
        "method": found.method,
        "people": len(people),
        "seats": found.problem.seats,
        "panels": len(found.panels),
        "by": found.by,
        "least": min(seatable, default=0.0),
        "mean": found.problem.seats / len(people),
        "most": max(found.chances),
        "is_proven": found.is_proven,
        "histogram": histogram(found.chances),
        "unseatable": [
            {
                "ticket": people[one.person].id,
                "why": one.why,
                "changes": [
                    [change.category, change.value, change.bound, change.was, change.becomes]
                    for change in one.changes
                ],
            }
            for one in found.unseatable
        ],
        "costs": [[cost.category, cost.value, cost.bound, cost.gain] for cost in found.costs],
        "quotas": [
            {
                "category": quota.category,
                "value": quota.value,
                "minimum": quota.minimum,
                "maximum": quota.maximum,
                "available": pool.get((quota.category, quota.value), 0),
                "expected": held.get((quota.category, quota.value), 0.0),
            }
            for quota in found.problem.quotas
        ],
    }


def histogram(chances: tuple[float, ...]) -> list[dict[str, float | int]]:
    """How many people in each tenth between no chance and the largest one."""
    width = (max(chances, default=0.0) or 1.0) / BINS
    counts = [0] * BINS
    for chance in chances:
        counts[min(BINS - 1, int(chance / width + 1e-9))] += 1
    return [
        {"low": place * width, "high": (place + 1) * width, "count": count}
        for place, count in enumerate(counts)
    ]
