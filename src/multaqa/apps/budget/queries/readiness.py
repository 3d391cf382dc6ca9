"""What a round still lacks, step by step, before it can be frozen; and what makes no sense."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from multaqa.apps.budget.models import (
    BallotForm,
    Bound,
    BoundAbout,
    BoundKind,
    Completion,
    Round,
    RoundProject,
    Rule,
    Utility,
)
from multaqa.apps.budget.queries.money import money
from multaqa.apps.network.models import Group
from multaqa.apps.territory.models import Province
from multaqa.refusal import Refusal

FEWEST_PROJECTS = 2
SETTINGS = [("urban", _("urban")), ("rural", _("rural"))]
TICKED = {BallotForm.APPROVAL, BallotForm.SOME, BallotForm.KNAPSACK}
# What a project may be worth to its voters, by what they were asked; the first is the sensible one.
UTILITIES = {
    BallotForm.APPROVAL: (Utility.COST, Utility.CARDINALITY),
    BallotForm.SOME: (Utility.COST, Utility.CARDINALITY),
    BallotForm.KNAPSACK: (Utility.COST, Utility.CARDINALITY),
    BallotForm.POINTS: (Utility.POINTS,),
    BallotForm.RANKING: (Utility.BORDA,),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """What is wrong with one field of one step."""

    step: str
    field: str
    refusal: Refusal


def sensible(form: str, rule: str = Rule.EQUAL_SHARES) -> tuple[Utility, Completion]:
    """What the desk proposes for a ballot and a rule."""
    utility = UTILITIES[BallotForm(form)][0]
    whole = rule == Rule.EQUAL_SHARES
    return utility, Completion.ADD1_GREEDY if whole else Completion.NONE


def lacks_of(voting: Round, step: str = "") -> list[Lack]:
    """Everything that keeps the round from being frozen, or what is wrong in one step of it."""
    checks = {
        "about": _about,
        "money": _money,
        "voters": _voters,
        "ballot": _ballot,
        "bounds": _bounds,
        "projects": _projects,
    }
    if step:
        return list(checks[step](voting))
    return [lack for check in checks.values() for lack in check(voting)]


def _about(voting: Round) -> Iterator[Lack]:
    if not voting.region_id and not voting.province_id:
        yield Lack("about", "place", Refusal("round.no_territory"))
    if not voting.title_ar:
        yield Lack("about", "title_ar", Refusal("round.no_title"))


def _money(voting: Round) -> Iterator[Lack]:
    low, high = voting.smallest_cost, voting.largest_cost
    if voting.is_public_money and not voting.decider:
        yield Lack("money", "decider", Refusal("round.no_decider"))
    if low and high and low > high:
        yield Lack("money", "largest_cost", Refusal("round.costs_cross"))
    if high and high > voting.envelope:
        most = money(voting, voting.envelope)
        yield Lack("money", "largest_cost", Refusal("round.cost_over_envelope", envelope=most))
    if low and low > voting.envelope:
        most = money(voting, voting.envelope)
        yield Lack("money", "smallest_cost", Refusal("round.cost_over_envelope", envelope=most))


def _voters(voting: Round) -> Iterator[Lack]:
    ways = (voting.may_members, voting.may_residents, voting.may_drawn, voting.may_codes)
    if not any(ways):
        yield Lack("voters", "may_residents", Refusal("round.nobody_votes"))
    if voting.may_drawn and not voting.edition_id:
        yield Lack("voters", "may_drawn", Refusal("round.drawn_of_no_edition"))
    if voting.opens_at is None:
        yield Lack("voters", "opens_at", Refusal("round.no_dates"))
    if voting.closes_at is None:
        yield Lack("voters", "closes_at", Refusal("round.no_dates"))
    if voting.opens_at and voting.closes_at and voting.closes_at <= voting.opens_at:
        yield Lack("voters", "closes_at", Refusal("round.closes_before_it_opens"))


def _ballot(voting: Round) -> Iterator[Lack]:
    form = BallotForm(voting.form)
    if form == BallotForm.SOME and not voting.most_choices:
        yield Lack("ballot", "most_choices", Refusal("round.no_most_choices"))
    if form == BallotForm.POINTS and not voting.points:
        yield Lack("ballot", "points", Refusal("round.no_points"))
    if form == BallotForm.POINTS and (voting.most_choices or 0) > (voting.points or 0) > 0:
        yield Lack("ballot", "most_choices", Refusal("round.more_choices_than_points"))
    if voting.rule == Rule.PHRAGMEN and form not in TICKED:
        yield Lack("ballot", "rule", Refusal("round.phragmen_needs_ticks"))
    elif voting.utility not in UTILITIES[form]:
        wrong = Refusal("round.utility_without_sense", wanted=_named(UTILITIES[form]))
        yield Lack("ballot", "utility", wrong)
    if voting.rule != Rule.EQUAL_SHARES and voting.completion != Completion.NONE:
        yield Lack("ballot", "completion", Refusal("round.completes_equal_shares_alone"))


def _named(utilities: tuple[Utility, ...]) -> str:
    return " / ".join(str(one.label) for one in utilities)


def _bounds(voting: Round) -> Iterator[Lack]:
    bounds = list(voting.bounds.all())
    floors = [one for one in bounds if one.kind == BoundKind.FLOOR]
    total = sum(one.amount for one in floors)
    if total > voting.envelope:
        over = money(voting, total - voting.envelope)
        yield Lack("bounds", "", Refusal("bound.floors_over_envelope", over=over))
    caps = {(one.about, one.name): one.amount for one in bounds if one.kind == BoundKind.CAP}
    for floor in floors:
        if floor.amount > caps.get((floor.about, floor.name), floor.amount):
            yield Lack("bounds", "", Refusal("bound.floor_over_cap", which=named(floor)))
    projects = list(voting.projects.select_related("commune"))
    for bound in floors if projects else ():
        could = sum(one.cost for one in projects if is_meant(bound, one))
        if could < bound.amount:
            facts = {"which": named(bound), "could": money(voting, could)}
            yield Lack("bounds", "", Refusal("bound.projects_use_less", **facts))


def is_meant(bound: Bound, project: RoundProject) -> bool:
    """Whether a floor or a cap speaks of the project."""
    if bound.about == BoundAbout.SETTING:
        return project.setting == bound.name
    if bound.about == BoundAbout.PROVINCE:
        return bool(project.commune and project.commune.province_id == bound.name)
    return bound.name in project.groups


def named(bound: Bound) -> str:
    """What a floor or a cap speaks of, in the reader's language."""
    if bound.about == BoundAbout.PROVINCE:
        return str(Province.objects.filter(pk=bound.name).first() or bound.name)
    if bound.about == BoundAbout.GROUP:
        return str(dict(Group.choices).get(bound.name, bound.name))
    return str(dict(SETTINGS).get(bound.name, bound.name))


def _projects(voting: Round) -> Iterator[Lack]:
    projects = list(voting.projects.order_by("pk"))
    if len(projects) < FEWEST_PROJECTS:
        yield Lack("projects", "", Refusal("round.too_few_projects", fewest=FEWEST_PROJECTS))
    for one in projects:
        if wrong := cost_refusal(voting, one.cost):
            yield Lack("projects", one.number, wrong)


def cost_refusal(voting: Round, cost: int) -> Refusal | None:
    """Why a project of that cost has no place in the round, if it has none."""
    if cost <= 0:
        return Refusal("round_project.costs_nothing")
    if cost > voting.envelope:
        return Refusal("round_project.over_envelope", envelope=money(voting, voting.envelope))
    if voting.smallest_cost and cost < voting.smallest_cost:
        return Refusal("round_project.too_small", smallest=money(voting, voting.smallest_cost))
    if voting.largest_cost and cost > voting.largest_cost:
        return Refusal("round_project.too_large", largest=money(voting, voting.largest_cost))
    return None
