"""One door to the rules: an election and how to count it in, what is decided and why out."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from multaqa.engines.budgeting.add_one import last_step
from multaqa.engines.budgeting.bounds import Among, bounds_of, fitting
from multaqa.engines.budgeting.election import BallotKind, Election
from multaqa.engines.budgeting.equal_shares import Shares
from multaqa.engines.budgeting.greedy import densities, take_greedily
from multaqa.engines.budgeting.many_shares import ManyShares, Order
from multaqa.engines.budgeting.outcome import (
    Bound,
    BoundKind,
    BoundTold,
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
from multaqa.engines.budgeting.reasons import falls_of
from multaqa.engines.budgeting.support import Flags, Support, support_of
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
    bounds: tuple[Bound, ...] = (),
    explain: bool = True,
) -> Outcome:
    """Share the envelope of an election by a rule, exactly.

    Removed projects (cost 0) are never bought. Ties go to the first project id, in the order of
    Unicode, and are told. Completion is for equal shares: add-1 raises every voter's share by one
    unit of the currency as long as what is bought fits, and stops when nothing else that has a
    supporter would fit; greedy then takes what still fits. Floors and caps: see ``bounds``.
    ``explain`` tells who paid which exact price at each purchase, and of each project why it won or
    lost, when it fell, and at which cost it would have won; without it there are the winners, what
    they cost and the ties, and neither steps nor reasons.

    Refuses no projects, no ballots, an envelope of nothing, ids that repeat, a completion of
    another rule, Phragmén without approvals, and bounds that contradict the projects or each other.
    """
    utility = utility or usual_utility(election.kind)
    settings = Settings(rule, utility, completion, bounds)
    _check(election, settings)
    among = bounds_of(election, bounds)
    ids = [project.id for project in election.projects]
    rank = [0] * len(ids)
    for place, one in enumerate(sorted(range(len(ids)), key=ids.__getitem__)):
        rank[one] = place
    counting = _Counting(
        election=election,
        support=support_of(election, utility),
        worth=[
            max(project.cost, 1) if utility is Utility.COST else 1 for project in election.projects
        ],
        rank=rank,
        ids=ids,
        settings=settings,
        floors=tuple(one for one in among if one.bound.kind is BoundKind.FLOOR),
        caps=tuple(one for one in among if one.bound.kind is BoundKind.CAP),
        is_explained=explain,
    )
    active: list[Among] = []
    while True:
        counted = counting.count(active)
        unmet = [
            one
            for one in counting.floors
            if one not in active and counted.spent_on(one) < one.bound.amount
        ]
        if not unmet:
            return counting.told(counted, active)
        active.append(max(unmet, key=lambda one: (one.bound.amount, one.bound.name)))


def _check(election: Election, settings: Settings) -> None:
    if not election.projects:
        raise Refusal("budgeting.no_projects")
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


@dataclass(slots=True)
class _Counted:
    """What was bought so far, floor by floor and then for all; ``run`` is the last of its runs."""

    costs: Sequence[int]
    bought: list[int]
    steps: list[Step]
    ties: list[Tie]
    run: Shares | None = None

    @property
    def spent(self) -> int:
        return sum(self.costs[one] for one in self.bought)

    def spent_on(self, among: Among) -> int:
        return sum(self.costs[one] for one in self.bought if among.projects[one])


@dataclass(frozen=True, slots=True)
class _Counting:
    election: Election
    support: Support
    worth: Sequence[int]
    rank: Sequence[int]
    ids: Sequence[str]
    settings: Settings
    floors: tuple[Among, ...]
    caps: tuple[Among, ...]
    is_explained: bool

    def count(self, active: Sequence[Among]) -> _Counted:
        """The whole count, with these floors stepping in."""
        costs = [project.cost for project in self.election.projects]
        counted = _Counted(costs, [], [], [])
        for floor in active:
            self._for_floor(counted, floor)
        every = np.ones(self.support.count, np.bool_)
        self._share(counted, self.election.budget - counted.spent, every, "")
        return counted

    def _for_floor(self, counted: _Counted, floor: Among) -> None:
        name, amount = floor.bound.name, floor.bound.amount
        money = min(amount - counted.spent_on(floor), self.election.budget - counted.spent)
        if money > 0:
            self._share(counted, money, floor.projects, name)
        while counted.spent_on(floor) < amount:
            wanted = floor.projects & (self.support.total > 0)
            left = self.election.budget - counted.spent
            taken = self._greedily(counted, left, wanted, name, most=1)
            if not taken:
                return

    def _share(self, counted: _Counted, money: int, among: Flags, floor: str) -> None:
        """Spend so much on these projects by the rule."""
        if money <= 0:
            return
        rule = self.settings.rule
        if rule is Rule.GREEDY:
            self._greedily(counted, money, among, floor)
            return
        if rule is Rule.PHRAGMEN:
            self._by_load(counted, money, among, floor)
            return
        before = counted.spent
        self._equally(counted, money, among, floor)
        if Completion.GREEDY in self.settings.completion:
            left = money - (counted.spent - before)
            self._greedily(counted, left, among, floor)

    def _equally(self, counted: _Counted, money: int, among: Flags, floor: str) -> None:
        share = Fraction(money, self.support.people)
        run = self._run(counted, share, among)
        if Completion.ADD1 in self.settings.completion:
            run = self._add_one(counted, run, money, among)
        counted.ties += [self._tie(len(counted.bought) + step, tied) for step, tied in run.ties]
        counted.bought += run.bought
        counted.run = run
        if self.is_explained:
            prices = run.exact_prices()
            counted.steps += [
                self._step(one.project, Rule.EQUAL_SHARES, price, floor, one.payers, one.emptied)
                for one, price in zip(run.purchases, prices, strict=True)
            ]

    def _run(self, counted: _Counted, share: Fraction, among: Flags) -> Shares:
        is_cost = self.settings.utility is Utility.COST
        run = Shares(self.support, share, self.worth, self.rank, is_cost)
        run.run(self._open(counted, among), self._fits(counted))
        return run

    def _fits(self, counted: _Counted) -> Callable[[Sequence[int]], Flags] | None:
        """Which projects no cap forbids after what was bought and what a run buys besides."""
        return (lambda bought: self._fit([*counted.bought, *bought])) if self.caps else None

    def _add_one(self, counted: _Counted, run: Shares, money: int, among: Flags) -> Shares:
        """The run with the largest share, raised by one unit of currency at a time, that fits."""
        costs, scale = counted.costs, self.election.scale
        wanted = np.flatnonzero(self._open(counted, among) & (self.support.total > 0)).tolist()

        def is_over(bought: Order) -> bool:
            return sum(costs[one] for one in bought) > money

        def is_last(bought: Order) -> bool:
            left = money - sum(costs[one] for one in bought)
            fits = self._fit([*counted.bought, *bought])
            return all(one in bought or costs[one] > left or not fits[one] for one in wanted)

        if is_last(run.bought):
            return run
        steps = last_step(
            ManyShares(self.support, self.worth, self.rank),
            run.share,
            scale,
            among=self._open(counted, among),
            fits=self._fits(counted),
            exactly=lambda share: self._run(counted, share, among).bought,
            is_over=is_over,
            is_last=is_last,
        )
        return self._run(counted, run.share + steps * scale, among) if steps else run

    def _greedily(
        self, counted: _Counted, money: int, among: Flags, floor: str, most: int | None = None
    ) -> int:
        density = densities(self.support, self.worth)
        taken = take_greedily(
            self.support,
            self.worth,
            self.rank,
            money=money,
            among=np.flatnonzero(self._open(counted, among)).tolist(),
            fits=self._fits(counted),
            most=most,
        )
        places = {one: len(counted.bought) + place for place, one in enumerate(taken.projects)}
        counted.ties += [
            self._tie(min(places[one] for one in tied if one in places), tied)
            for tied in taken.ties
        ]
        counted.bought += taken.projects
        if self.is_explained:
            counted.steps += [
                self._step(one, Rule.GREEDY, density[one], floor) for one in taken.projects
            ]
        return len(taken.projects)

    def _by_load(self, counted: _Counted, money: int, among: Flags, floor: str) -> None:
        loads = buy_by_load(
            self.support,
            self.rank,
            money=money,
            among=self._open(counted, among),
            fits=self._fits(counted),
        )
        counted.ties += [self._tie(len(counted.bought) + step, tied) for step, tied in loads.ties]
        counted.bought += loads.projects
        if self.is_explained:
            counted.steps += [
                self._step(one, Rule.PHRAGMEN, load, floor)
                for one, load in zip(loads.projects, loads.loads, strict=True)
            ]

    def _open(self, counted: _Counted, among: Flags) -> Flags:
        """What can still be bought of these."""
        can = among & self._fit(counted.bought) & (self.support.costs > 0)
        can[counted.bought] = False
        return can

    def _fit(self, bought: Collection[int]) -> Flags:
        costs = self.support.costs
        if not self.caps:
            return np.ones(len(costs), np.bool_)
        spent = [sum(int(costs[one]) for one in bought if cap.projects[one]) for cap in self.caps]
        return fitting(self.caps, costs, spent)

    def _tie(self, step: int, projects: Sequence[int]) -> Tie:
        names = tuple(self.ids[one] for one in projects)
        return Tie(step, names, names[0])

    def _step(
        self,
        project: int,
        rule: Rule,
        price: Fraction,
        floor: str,
        payers: int = 0,
        emptied: int = 0,
    ) -> Step:
        cost = self.election.projects[project].cost
        return Step(self.ids[project], cost, str(rule), price, payers, emptied, floor)

    # what is told

    def told(self, counted: _Counted, active: Sequence[Among]) -> Outcome:
        return Outcome(
            winners=tuple(self.ids[one] for one in counted.bought),
            spent=counted.spent,
            ties=tuple(counted.ties),
            steps=tuple(counted.steps),
            reasons=self._reasons(counted) if self.is_explained else (),
            settings=self.settings,
            share=counted.run.share if counted.run else Fraction(0),
            bounds=tuple(
                self._bound_told(counted, one, stepped_in=one in active)
                for one in (*self.floors, *self.caps)
            ),
        )

    def _bound_told(self, counted: _Counted, among: Among, *, stepped_in: bool) -> BoundTold:
        spent, bound = counted.spent_on(among), among.bound
        if bound.kind is BoundKind.FLOOR:
            return BoundTold(bound, spent, spent >= bound.amount, stepped_in)
        passed_over = any(
            among.projects[one] and not fits and one not in counted.bought
            for one, fits in enumerate(self._fit(counted.bought))
        )
        return BoundTold(bound, spent, is_met=True, stepped_in=passed_over)

    def _reasons(self, counted: _Counted) -> tuple[Reason, ...]:
        bought = {step.project: f"bought_{step.by.replace('-', '_')}" for step in counted.steps}
        left = Fraction(self.election.budget - counted.spent)
        fits = self._fit(counted.bought)
        supporters, support = self.support.voters.tolist(), self.support.total.tolist()
        lost = [
            place
            for place, project in enumerate(self.election.projects)
            if project.cost and project.id not in bought and supporters[place]
        ]
        falls = falls_of(counted.run, lost) if counted.run else {}
        found = []
        for place, project in enumerate(self.election.projects):
            facts: dict[str, Any] = {}
            if not project.cost:
                code = "removed"
            elif project.id in bought:
                code = bought[project.id]
            elif not supporters[place]:
                code = "no_supporter"
            elif not fits[place]:
                code, facts = "capped", {"cap": self._cap_over(counted, place)}
            elif fall := falls.get(place):
                code, facts = (
                    "too_little_left",
                    {
                        "held": fall.held,
                        "missing": project.cost - fall.held,
                        "fell_at": fall.after,
                        "cost_that_wins": fall.cost_that_wins,
                    },
                )
            else:
                missing = Fraction(max(project.cost - left.numerator, 0))
                code, facts = "does_not_fit", {"held": left, "missing": missing}
            found.append(Reason(project.id, code, supporters[place], support[place], **facts))
        return tuple(found)

    def _cap_over(self, counted: _Counted, place: int) -> str:
        cost = self.support.costs[place]
        return next(
            cap.bound.name
            for cap in self.caps
            if cap.projects[place] and cost > cap.bound.amount - counted.spent_on(cap)
        )
