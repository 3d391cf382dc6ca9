"""One door to the rules: an election and how to count it in, what is decided and why out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from multaqa.engines.budgeting.election import BallotKind, Election
from multaqa.engines.budgeting.equal_shares import Shares
from multaqa.engines.budgeting.greedy import densities, take_greedily
from multaqa.engines.budgeting.outcome import (
    Completion,
    Outcome,
    Reason,
    Rule,
    Settings,
    Step,
    Tie,
    Utility,
)
from multaqa.engines.budgeting.phragmen import buy_by_load
from multaqa.engines.budgeting.support import Support, support_of
from multaqa.refusal import Refusal


def usual_utility(kind: BallotKind) -> Utility:
    """What the field takes a project to be worth, by the kind of ballot."""
    if kind in (BallotKind.CUMULATIVE, BallotKind.SCORING):
        return Utility.POINTS
    return Utility.BORDA if kind is BallotKind.ORDINAL else Utility.COST


def decide(
    election: Election,
    *,
    rule: Rule = Rule.EQUAL_SHARES,
    utility: Utility | None = None,
    completion: tuple[Completion, ...] = (),
) -> Outcome:
    """Share the envelope of an election by a rule, exactly.

    Removed projects (cost 0) are never bought. Ties go to the first project id, in the order of
    Unicode, and are told. Completion is for equal shares: add-1 raises every voter's share by one
    unit of the currency as long as what is bought fits, and stops when nothing else that has a
    supporter would fit; greedy then takes what still fits. Refuses no ballots, an envelope of
    nothing, ids that repeat, a completion of another rule, and Phragmén without approvals.
    """
    utility = utility or usual_utility(election.kind)
    settings = Settings(rule, utility, completion)
    _check(election, settings)
    support = support_of(election, utility)
    ids = [project.id for project in election.projects]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    rank = [0] * len(ids)
    for place, one in enumerate(order):
        rank[one] = place
    worth = [
        max(project.cost, 1) if utility is Utility.COST else 1 for project in election.projects
    ]
    counted = _Counted(election, support, worth, rank, ids, settings)
    if rule is Rule.GREEDY:
        return _greedy(counted)
    if rule is Rule.PHRAGMEN:
        return _phragmen(counted)
    return _equal_shares(counted)


@dataclass(frozen=True, slots=True)
class _Counted:
    election: Election
    support: Support
    worth: Sequence[int]
    rank: Sequence[int]
    ids: Sequence[str]
    settings: Settings

    def tie(self, step: int, projects: Sequence[int]) -> Tie:
        names = tuple(self.ids[one] for one in projects)
        return Tie(step, names, names[0])


def _check(election: Election, settings: Settings) -> None:
    if not election.ballots.people:
        raise Refusal("budgeting.no_ballots")
    if election.budget <= 0:
        raise Refusal("budgeting.no_envelope")
    ids = [project.id for project in election.projects]
    if len(set(ids)) < len(ids):
        raise Refusal("budgeting.id_twice")
    if settings.completion and settings.rule is not Rule.EQUAL_SHARES:
        raise Refusal("budgeting.completion_of_another", rule=str(settings.rule))
    if settings.rule is Rule.PHRAGMEN and election.kind not in (
        BallotKind.APPROVAL,
        BallotKind.CHOOSE_ONE,
    ):
        raise Refusal("budgeting.no_approvals", kind=str(election.kind))


def _equal_shares(counted: _Counted) -> Outcome:
    election, support = counted.election, counted.support
    share = Fraction(election.budget, support.people)
    run = _run(counted, share)
    if Completion.ADD1 in counted.settings.completion:
        run = _add_one(counted, run)
    prices = run.exact_prices()
    steps = [
        Step(
            counted.ids[one.project],
            election.projects[one.project].cost,
            str(Rule.EQUAL_SHARES),
            price,
            one.payers,
            one.emptied,
        )
        for one, price in zip(run.purchases, prices, strict=True)
    ]
    ties = [counted.tie(step, tied) for step, tied in run.ties]
    bought = [one.project for one in run.purchases]
    spent = sum(election.projects[one].cost for one in bought)
    if Completion.GREEDY in counted.settings.completion:
        rest = take_greedily(
            support, counted.worth, counted.rank, money=election.budget - spent, bought=bought
        )
        density = densities(support, counted.worth)
        steps += [
            Step(counted.ids[one], election.projects[one].cost, str(Rule.GREEDY), density[one])
            for one in rest.projects
        ]
        ties += [counted.tie(len(bought), tied) for tied in rest.ties]
    return _outcome(counted, steps, ties, share=run.share, run=run)


def _run(counted: _Counted, share: Fraction) -> Shares:
    run = Shares(counted.support, share, counted.worth, counted.rank)
    run.run(np.ones(counted.support.count, np.bool_))
    return run


def _add_one(counted: _Counted, run: Shares) -> Shares:
    """The run with the largest share, raised one unit of currency at a time, that still fits."""
    election = counted.election
    wanted = [
        one
        for one in range(counted.support.count)
        if counted.support.total[one] > 0 and election.projects[one].cost > 0
    ]
    while True:
        bought = {one.project for one in run.purchases}
        left = election.budget - sum(election.projects[one].cost for one in bought)
        if all(one in bought or election.projects[one].cost > left for one in wanted):
            return run
        larger = _run(counted, run.share + election.scale)
        if sum(election.projects[one.project].cost for one in larger.purchases) > election.budget:
            return run
        run = larger


def _greedy(counted: _Counted) -> Outcome:
    election = counted.election
    taken = take_greedily(counted.support, counted.worth, counted.rank, money=election.budget)
    density = densities(counted.support, counted.worth)
    steps = [
        Step(counted.ids[one], election.projects[one].cost, str(Rule.GREEDY), density[one])
        for one in taken.projects
    ]
    places = {one: place for place, one in enumerate(taken.projects)}
    ties = [
        counted.tie(min(places[one] for one in tied if one in places), tied) for tied in taken.ties
    ]
    return _outcome(counted, steps, ties)


def _phragmen(counted: _Counted) -> Outcome:
    election = counted.election
    loads = buy_by_load(counted.support, counted.rank, money=election.budget)
    steps = [
        Step(counted.ids[one], election.projects[one].cost, str(Rule.PHRAGMEN), load)
        for one, load in zip(loads.projects, loads.loads, strict=True)
    ]
    return _outcome(counted, steps, [counted.tie(step, tied) for step, tied in loads.ties])


def _outcome(
    counted: _Counted,
    steps: Sequence[Step],
    ties: Sequence[Tie],
    *,
    share: Fraction = Fraction(0),
    run: Shares | None = None,
) -> Outcome:
    spent = sum(step.cost for step in steps)
    left = counted.election.budget - spent
    bought = {step.project: step.by for step in steps}
    reasons = []
    for place, project in enumerate(counted.election.projects):
        supporters = int(counted.support.voters[place])
        support = int(counted.support.total[place])
        if not project.cost:
            reasons.append(Reason(project.id, "removed", supporters, support))
        elif project.id in bought:
            reasons.append(Reason(project.id, f"bought-{bought[project.id]}", supporters, support))
        elif not supporters:
            reasons.append(Reason(project.id, "no-supporter", supporters, support))
        elif run is not None:
            held = run.held_by(place)
            missing = project.cost - held
            reasons.append(
                Reason(project.id, "too-little-left", supporters, support, held, missing)
            )
        else:
            missing = Fraction(max(project.cost - left, 0))
            reasons.append(
                Reason(project.id, "does-not-fit", supporters, support, Fraction(left), missing)
            )
    return Outcome(
        winners=tuple(step.project for step in steps),
        spent=spent,
        ties=tuple(ties),
        steps=tuple(steps),
        reasons=tuple(reasons),
        settings=counted.settings,
        share=share,
    )
