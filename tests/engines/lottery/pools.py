"""Small random pools, and answers found the long way: every panel listed."""

from itertools import combinations

import highspy
import numpy as np
from hypothesis import strategies as st

from multaqa.engines.lottery import Person, Problem, Quota

SLACK = 1e-7


@st.composite
def problems(draw, *, most_people=8, with_groups=True, with_must=True):
    """A pool of a few people with one to three categories, and quotas loose or tight.

    The quotas are laid around some seats taken at random, so that most often a panel fits.
    """
    count = draw(st.integers(2, most_people))
    categories = tuple("abc"[: draw(st.integers(1, 3))])
    values = [tuple("xyz"[: draw(st.integers(1, 3))]) for _ in categories]
    groups = st.sampled_from(["", "", "g", "h", "k"]) if with_groups else st.just("")
    people = tuple(
        Person(f"p{number}", tuple(draw(st.sampled_from(own)) for own in values), draw(groups))
        for number in range(count)
    )
    seats = draw(st.integers(1, min(4, count)))
    model = draw(st.permutations(people))[:seats] if draw(st.integers(0, 9)) else ()
    quotas = []
    for place, (category, own) in enumerate(zip(categories, values, strict=True)):
        for value in own:
            held = sum(person.values[place] == value for person in model)
            minimum = max(0, held - draw(st.integers(0, 1)))
            maximum = held + draw(st.integers(0, 2))
            quotas.append(Quota(category, value, minimum, maximum))
    must = frozenset()
    if with_must and draw(st.integers(0, 3)) == 0:
        must = frozenset({draw(st.sampled_from(people)).id})
    return Problem(categories, people, tuple(quotas), seats, must)


def panels_of(problem):
    """Every panel that fits, as tuples of person numbers, by trying them all."""
    people = problem.people
    return [
        panel
        for panel in combinations(range(len(people)), problem.seats)
        if _fits(problem, [people[number] for number in panel])
    ]


def _fits(problem, seated):
    groups = [person.group for person in seated if person.group]
    if len(groups) != len(set(groups)) or not problem.must_include <= {one.id for one in seated}:
        return False
    for quota in problem.quotas:
        place = problem.categories.index(quota.category)
        held = sum(person.values[place] == quota.value for person in seated)
        if not quota.minimum <= held <= quota.maximum:
            return False
    return True


def leximin_by_hand(count, panels):
    """Chances by definition: raise the smallest, then ask of each person alone whether they can
    rise above it while nobody falls; who cannot stays.
    """
    holds = _who_sits(count, panels)
    fixed = {number: 0.0 for number in range(count) if not holds[number].any()}
    while len(fixed) < count:
        free = [number for number in range(count) if number not in fixed]
        level = _highest(holds, fixed, free)
        floors = fixed | dict.fromkeys(free, level)
        stuck = {one: level for one in free if _highest(holds, floors, [one]) < level + SLACK}
        assert stuck
        fixed |= stuck
    return [fixed[number] for number in range(count)]


def maximin_by_hand(count, panels):
    """The highest chance that all who sit on any panel can have at once."""
    holds = _who_sits(count, panels)
    return _highest(holds, {}, [number for number in range(count) if holds[number].any()])


def _who_sits(count, panels):
    return np.array([[number in panel for panel in panels] for number in range(count)])


def _highest(holds, floors, raised):
    """The highest level that all of ``raised`` reach together, others kept at their floors."""
    program = highspy.Highs()
    program.setOptionValue("output_flag", False)
    weights = [program.addVariable(0, 1) for _ in range(holds.shape[1])]
    level = program.addVariable(0, 1, obj=1)
    program.addConstr(sum(weights) == 1)
    for person, floor in floors.items():
        if floor > 0 and person not in raised:
            program.addConstr(_chance(weights, holds[person]) >= floor - SLACK / 100)
    for person in raised:
        program.addConstr(_chance(weights, holds[person]) - level >= 0)
    program.changeObjectiveSense(highspy.ObjSense.kMaximize)
    program.run()
    return program.getObjectiveValue()


def _chance(weights, is_held):
    return sum(weight * 1.0 for weight, one in zip(weights, is_held, strict=True) if one)
