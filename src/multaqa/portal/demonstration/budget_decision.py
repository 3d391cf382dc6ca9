"""The demonstration's first round, counted by the worker; then the council decides.

The decision follows the vote but for one project, which the commune pays itself by now; and what
that leaves pays another one. From there each project goes its way by the site's own services.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Count, Decision, Round, RoundProject
from multaqa.apps.projects.models import Project, ProjectState, ProjectStep
from multaqa.apps.projects.services import put_forward_again, start_project
from multaqa.engines.chance import ticket
from multaqa.kernel.jobs import Running
from multaqa.portal.demonstration.budget_words import DECISION, LEFT_OUT, TAKEN_IN

STARTED = 3  # of the projects funded, those that are under way
AGAIN = 6  # of the others, those put forward again


def count_and_decide(job: Running, round_id: int, coordinator_id: int) -> None:
    """Count the round, then enter what the council made of it, two weeks later."""
    services.count_round(job=job, round_id=round_id)
    past = Round.objects.get(pk=round_id)
    if past.closes_at is not None:
        counted_at = past.closes_at + timedelta(hours=2)
        Count.objects.filter(round=past).update(counted_at=counted_at)
    decide(past, User.objects.get(pk=coordinator_id), timezone.now() - timedelta(days=25))


def decide(past: Round, coordinator: User, at: datetime) -> None:
    """The council follows the vote but for one project, and another takes its place."""
    winners = queries.winners_counted(past)
    projects = {one.number: one for one in past.projects.all()}
    said = {}
    for number in reversed([one for one in winners if projects[one].setting == "rural"]):
        if taken_in := _next(past, projects, projects[number]):
            said[number] = services.Said(is_funded=False, reason=LEFT_OUT)
            said[taken_in] = services.Said(is_funded=True, reason=TAKEN_IN)
            break
    decision = services.enter_decision(
        voting=past, actor=coordinator, decided_on=at.date(), said=said, **DECISION
    )
    Decision.objects.filter(pk=decision.pk).update(entered_at=at)
    funded = Project.objects.filter(put_to_vote__round=past, state=ProjectState.FUNDED)
    for one in funded.order_by("number")[:STARTED]:
        start_project(project=one, actor=coordinator)
    _put_forward(past, coordinator)
    steps = ProjectStep.objects.filter(project__put_to_vote__round=past)
    steps.filter(state__in=[ProjectState.FUNDED, ProjectState.NOT_FUNDED]).update(at=at)
    later = steps.filter(at__gt=at + timedelta(days=1))
    later.update(at=at + timedelta(days=18))


def _next(past: Round, projects: dict[str, RoundProject], left_out: RoundProject) -> str:
    """The number of the rural project that most chose of those the freed money pays."""
    count = Count.objects.get(round=past)
    lost = {
        number: told["supporters"]
        for number, told in count.explanation["projects"].items()
        if told["state"] == "lost"
        and projects[number].setting == "rural"
        and projects[number].cost <= left_out.cost
    }
    return max(lost, key=lambda number: (lost[number], number), default="")


def _put_forward(past: Round, coordinator: User) -> None:
    """A few of those that were not funded wait for the round after the next."""
    lost = list(Project.objects.filter(put_to_vote__round=past, state=ProjectState.NOT_FUNDED))
    for one in sorted(lost, key=lambda one: ticket("again", one.slug))[:AGAIN]:
        put_forward_again(project=one, actor=coordinator)
