"""What one ballot of a round may hold, and whether a ballot holds to it."""

from collections.abc import Mapping, Sequence

from multaqa.apps.budget.models import BallotForm, Round, RoundProject
from multaqa.apps.budget.queries.money import money
from multaqa.refusal import Refusal

LONGEST = 1000  # numbers on one ballot: more were typed by no person


def ballot_in_order(
    voting: Round,
    choices: Sequence[str],
    points: Sequence[int] = (),
    *,
    may_be_empty: bool = False,
    projects: Mapping[str, RoundProject] | None = None,
) -> tuple[list[str], list[int]]:
    """The ballot as it is kept: in the voter's order where it is a ranking, else in the round's.

    Where points are shared those with more stand first, as Pabulib has them.

    Refuses a project that the round does not have, one that was withdrawn, the same one twice, and
    what goes over the limits, saying of which project or by how much. ``projects`` are the round's,
    by number and in order, where they are at hand.
    """
    if len(choices) > LONGEST:
        raise Refusal("ballot.unreadable")
    if projects is None:
        found = RoundProject.objects.filter(round=voting, number__in=choices).order_by("pk")
        projects = {one.number: one for one in found}
    _check_projects(choices, projects)
    if not choices and not may_be_empty:
        raise Refusal("ballot.empty")
    most = voting.most_choices
    if most and len(choices) > most:
        raise Refusal("ballot.too_many", most=most, over=len(choices) - most)
    if voting.form == BallotForm.RANKING:
        return list(choices), []
    places = {number: place for place, number in enumerate(projects)}
    order = sorted(range(len(choices)), key=lambda at: places[choices[at]])
    if voting.form == BallotForm.POINTS:
        _check_points(voting, choices, points, projects)
        order.sort(key=lambda at: -points[at])
        return [choices[at] for at in order], [points[at] for at in order]
    if voting.form == BallotForm.KNAPSACK:
        cost = sum(projects[number].cost for number in choices)
        if cost > voting.envelope:
            raise Refusal("ballot.over_envelope", over=money(voting, cost - voting.envelope))
    return [choices[at] for at in order], []


def _check_projects(choices: Sequence[str], projects: Mapping[str, RoundProject]) -> None:
    seen: set[str] = set()
    for number in choices:
        project = projects.get(number)
        if project is None:
            raise Refusal("ballot.no_such_project", number=number[:40])
        if number in seen:
            raise Refusal("ballot.same_twice", project=project.title)
        if not project.cost:
            raise Refusal(
                "ballot.withdrawn", project=project.title, reason=project.withdrawn_reason
            )
        seen.add(number)


def _check_points(
    voting: Round,
    choices: Sequence[str],
    points: Sequence[int],
    projects: Mapping[str, RoundProject],
) -> None:
    if len(points) != len(choices):
        raise Refusal("ballot.unreadable")
    for number, given in zip(choices, points, strict=True):
        if given < 1:
            raise Refusal("ballot.no_points", project=projects[number].title)
    most = voting.points or 0
    if sum(points) > most:
        raise Refusal("ballot.over_points", most=most, over=sum(points) - most)
