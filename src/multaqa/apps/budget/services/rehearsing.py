"""A rehearsal: invented ballots through the three rules, so that organisers see what each does."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import (
    BallotForm,
    Rehearsal,
    RehearsalShape,
    Round,
    RoundProject,
    Utility,
)
from multaqa.apps.budget.queries.elections import Gathered, Invented, rehearsed_election
from multaqa.apps.budget.queries.readiness import TICKED, UTILITIES
from multaqa.engines import chance
from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.outcome import Completion, Outcome, Rule
from multaqa.engines.budgeting.outcome import Utility as EngineUtility
from multaqa.kernel import jobs
from multaqa.kernel.jobs import Running
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

TASK = "multaqa.apps.budget.tasks.rehearse"
USUAL_CHOICES = 6  # projects that an invented voter ticks at the most
OWN_SETTING = 5  # how much likelier a camp takes a project of its own setting
LARGE_GROUP = 55  # of a hundred voters, those of one mind


@transaction.atomic
def ask_rehearsal(
    *, voting: Round, actor: User, seed: str, voters: int, rural_percent: int, shape: str
) -> Job:
    """Queue a rehearsal, in place of the one before; no ballot of it is ever kept."""
    require(rules.can_prepare_rounds(actor))
    if voting.projects.exclude(cost=0).count() < queries.FEWEST_PROJECTS:
        raise Refusal("round.too_few_projects", fewest=queries.FEWEST_PROJECTS)
    jobs.check_free(rehearsal_about(voting))
    asked = {
        "seed": seed,
        "voters": voters,
        "rural_percent": rural_percent,
        "shape": shape,
        "outcomes": [],
        "made_at": None,
    }
    rehearsal, _made = Rehearsal.objects.update_or_create(round=voting, defaults=asked)
    return jobs.start(TASK, rehearsal.pk, about=rehearsal_about(voting))


def rehearsal_about(voting: Round) -> str:
    """What the job of a round's rehearsal is about."""
    return f"budget-rehearsal:{voting.pk}"


def rehearse(*, job: Running, rehearsal_id: int) -> None:
    """Invent the ballots, decide by each rule, keep what came of it."""
    rehearsal = Rehearsal.objects.select_related("round").get(pk=rehearsal_id)
    voting = rehearsal.round
    projects = list(voting.projects.order_by("pk"))
    gathered = rehearsed_election(voting, invented(rehearsal, projects))
    outcomes = []
    for at, rule in enumerate((Rule.EQUAL_SHARES, Rule.GREEDY, Rule.PHRAGMEN)):
        job.tell(str(rule), (at + 1) / 4)
        if rule is Rule.PHRAGMEN and BallotForm(voting.form) not in TICKED:
            continue
        outcome = _decided(voting, gathered, rule)
        outcomes.append(_told(rule, outcome, gathered, projects))
    with job.publishes():
        Rehearsal.objects.filter(pk=rehearsal_id).update(outcomes=outcomes, made_at=timezone.now())


def invented(rehearsal: Rehearsal, projects: Sequence[RoundProject]) -> Iterator[Invented]:
    """The ballots of a seed: the same on any machine, from SHA-256 alone."""
    voting, seed = rehearsal.round, rehearsal.seed
    rural = rehearsal.voters * rehearsal.rural_percent // 100
    alive = [at for at, one in enumerate(projects) if one.cost]
    for voter in range(rehearsal.voters):
        setting = "rural" if voter < rural else "urban"
        ahead = _leaning(rehearsal, projects, alive, setting, voter)
        limit = min(voting.most_choices or USUAL_CHOICES, len(alive))
        wanted = 1 + chance.choose(limit, seed, voter, "count")
        taken: list[int] = []
        for turn in range(wanted * 3):
            one = ahead[chance.choose(len(ahead), seed, voter, turn)]
            if one not in taken and len(taken) < wanted:
                taken.append(one)
        yield Invented(setting, *_within(voting, projects, taken))


def _leaning(
    rehearsal: Rehearsal,
    projects: Sequence[RoundProject],
    alive: list[int],
    setting: str,
    voter: int,
) -> list[int]:
    """The projects that a voter picks among, the likelier ones several times."""
    if rehearsal.shape == RehearsalShape.CAMPS:
        own = [at for at in alive if projects[at].setting == setting]
        return alive + own * OWN_SETTING
    if rehearsal.shape == RehearsalShape.CROWD:
        minds = 12
        is_many = chance.choose(100, rehearsal.seed, voter, "crowd") < LARGE_GROUP
        mind = 0 if is_many else 1 + chance.choose(minds - 1, rehearsal.seed, voter, "mind")
        own = [at for at in alive if chance.choose(minds, rehearsal.seed, "mind", at) == mind]
        return own or alive
    return alive


def _within(
    voting: Round, projects: Sequence[RoundProject], taken: list[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What was picked, as the ballot of the round lets it stand."""
    if voting.form == BallotForm.KNAPSACK:
        kept, left = [], voting.envelope
        for one in taken:
            if projects[one].cost <= left:
                kept.append(one)
                left -= projects[one].cost
        return tuple(kept), ()
    if voting.form == BallotForm.POINTS:
        points = max(voting.points or 1, 1)
        taken = taken[:points]
        each, more = divmod(points, len(taken) or 1)
        return tuple(taken), tuple(each + (at < more) for at in range(len(taken)))
    return tuple(taken), ()


def _decided(voting: Round, gathered: Gathered, rule: Rule) -> Outcome:
    form = BallotForm(voting.form)
    fits = Utility(voting.utility) in UTILITIES[form]
    utility = Utility(voting.utility) if fits else UTILITIES[form][0]
    completion = (Completion.ADD1, Completion.GREEDY) if rule is Rule.EQUAL_SHARES else ()
    return decide(
        gathered.election,
        rule=rule,
        utility=EngineUtility(utility.value),
        completion=completion,
        bounds=queries.bounds_of(voting),
    )


def _told(
    rule: Rule, outcome: Outcome, gathered: Gathered, projects: Sequence[RoundProject]
) -> dict[str, Any]:
    """Winners, money by setting, and how many voters have nothing of what they chose."""
    won = {at for at, one in enumerate(projects) if one.number in set(outcome.winners)}
    by_setting = dict.fromkeys(("rural", "urban", ""), 0)
    for at in won:
        by_setting[projects[at].setting] += projects[at].cost
    ballots = gathered.election.ballots
    nothing, people = {"rural": 0, "urban": 0}, {"rural": 0, "urban": 0}
    for row, setting in enumerate(gathered.settings):
        chosen = ballots.chosen[ballots.starts[row] : ballots.starts[row + 1]]
        weight = int(ballots.weights[row])
        people[setting] += weight
        if not won & {int(one) for one in chosen}:
            nothing[setting] += weight
    return {
        "rule": str(rule),
        "winners": list(outcome.winners),
        "spent": outcome.spent,
        "money": by_setting,
        "nothing": nothing,
        "people": people,
    }
