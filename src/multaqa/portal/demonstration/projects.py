"""The demonstration's projects: in every state, held where they make sense, ready for two rounds.

Every commune of the region brings one, the larger ones more (``project_deck``). They are laid down
as they stand at the desk, many at once; what comes of each from there is done by the services, so
that the public record and who holds them hear of it. Only the days are put back in their place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import Body
from multaqa.apps.projects import queries, services
from multaqa.apps.projects.models import (
    BudgetLine,
    Milestone,
    OtherFunding,
    Project,
    ProjectCommune,
    ProjectGroup,
    ProjectState,
    ProjectStep,
    ProjectVersion,
)
from multaqa.portal.demonstration import project_ways as ways
from multaqa.portal.demonstration.bodies import PRESIDENT_BODY
from multaqa.portal.demonstration.project_deck import Dealt, Deck, bodies_that_hold, told

ROUND, WAITING = 84, 10
HOUR = timedelta(hours=1)
# Days from each step to the publication.
DAYS = {
    ProjectState.IDEA: -21,
    ProjectState.DRAFT: -20,
    ProjectState.SUBMITTED: -9,
    ProjectState.CHANGES: -4,
    ProjectState.REFUSED: -4,
    ProjectState.FEASIBLE: -3,
    ProjectState.PUBLISHED: 0,
    ProjectState.FUNDED: 40,
    ProjectState.NOT_FUNDED: 40,
    ProjectState.UNDER_WAY: 65,
    ProjectState.DONE: 420,
}
COLUMNS = ("title", "summary", "language", "is_name_shown", "field", "need", "deeds")


@dataclass
class Brought:
    """Published projects, those of the first round and those of the second."""

    first: list[Project] = field(default_factory=list)
    second: list[Project] = field(default_factory=list)


@transaction.atomic
def build(coordinator: User, people: dict[str, User]) -> Brought:
    """All of them; none where there are some already, or no bodies."""
    if Project.objects.exists() or not bodies_that_hold():
        return Brought()
    deck = Deck(people)
    now = timezone.now()
    parts = (("old", len(ways.OLDER)), ("first", ROUND), ("second", ROUND), ("desk", WAITING))
    made: dict[str, list[Project]] = {}
    for part, count in parts:
        own = list(deck.presidents()) if part == "first" else []
        state = ProjectState.SUBMITTED if part == "desk" else ProjectState.FEASIBLE
        made[part] = _make([*own, *deck.deal(count - len(own), part)], coordinator, state)
    _carry_out(made["old"], coordinator, now)
    for part, days in (("first", 85), ("second", 21)):
        for one in made[part]:
            services.publish_project(project=one, actor=coordinator)
        put_back(made[part], now - timedelta(days=days))
    _wait(made["desk"], coordinator, now)
    if people:
        _write(deck, people, coordinator)
    return Brought(made["first"], made["second"])


def _make(dealt: Sequence[Dealt], coordinator: User, state: ProjectState) -> list[Project]:
    """Submitted projects, or those already found feasible, as rows."""
    wrote = [told(one) for one in dealt]
    projects = [
        _project(one, row, coordinator, state) for one, row in zip(dealt, wrote, strict=True)
    ]
    Project.objects.bulk_create(projects)
    _make_parts(list(zip(projects, wrote, strict=True)))
    came = (ProjectState.IDEA, ProjectState.DRAFT, ProjectState.SUBMITTED)
    steps = [
        ProjectStep(project=one, state=step, by=one.entered_by) for one in projects for step in came
    ]
    if state == ProjectState.FEASIBLE:
        steps += [ProjectStep(project=one, state=state, by=coordinator) for one in projects]
    ProjectStep.objects.bulk_create(steps)
    return projects


def _project(one: Dealt, row: dict[str, Any], coordinator: User, state: ProjectState) -> Project:
    person = one.holder if isinstance(one.holder, User) else None
    amounts = [(line["quantity"] * line["price"], line["is_asked"]) for line in row["lines"]]
    project = Project(
        slug=f"demo{one.turn}",
        holder_body=one.holder if isinstance(one.holder, Body) else None,
        holder_user=person,
        setting=one.commune.setting,
        reached_count=row["reached_count"],
        cost_total=sum(amount for amount, _ in amounts),
        cost_asked=sum(amount for amount, is_asked in amounts if is_asked),
        state=state,
        entered_by=person or coordinator,
        submitted_at=timezone.now(),
        **{name: row[name] for name in COLUMNS},
    )
    services.index(project)
    return project


def _make_parts(written: list[tuple[Project, dict[str, Any]]]) -> None:
    BudgetLine.objects.bulk_create(
        BudgetLine(project=one, amount=line["quantity"] * line["price"], **line)
        for one, row in written
        for line in row["lines"]
    )
    OtherFunding.objects.bulk_create(
        OtherFunding(project=one, **funding) for one, row in written for funding in row["fundings"]
    )
    Milestone.objects.bulk_create(
        Milestone(project=one, **milestone)
        for one, row in written
        for milestone in row["milestones"]
    )
    ProjectGroup.objects.bulk_create(
        ProjectGroup(project=one, group=group) for one, row in written for group in row["groups"]
    )
    ProjectCommune.objects.bulk_create(
        ProjectCommune(project=one, commune_id=code)
        for one, row in written
        for code in row["communes"]
    )
    whole = queries.with_parts(Project.objects.filter(pk__in=[one.pk for one, _ in written]))
    ProjectVersion.objects.bulk_create(
        ProjectVersion(project=one, number=1, told=queries.told_of(one)) for one in whole
    )


def _carry_out(projects: list[Project], coordinator: User, now: datetime) -> None:
    """Those of years before: funded elsewhere, under way or done, some of them models."""
    models = 0
    for one, (state, days, funder) in zip(projects, ways.OLDER, strict=False):
        services.publish_project(project=one, actor=coordinator)
        services.mark_funded(project=one, actor=coordinator, reason=funder)
        if state != ProjectState.FUNDED:
            services.start_project(project=one, actor=coordinator)
        if state == ProjectState.DONE:
            services.finish_project(project=one, actor=coordinator)
            models += 1
            if models <= ways.MODELS:
                services.mark_model(project=one, actor=coordinator, is_model=True, reuse=ways.REUSE)
        put_back([one], now - timedelta(days=days))


def _wait(projects: list[Project], coordinator: User, now: datetime) -> None:
    """What stands at the desk: refused, given back, found feasible, and not looked at yet."""
    waiting = iter(projects)
    for reason, one in zip(ways.REFUSALS, waiting, strict=False):
        services.refuse_project(project=one, actor=coordinator, reason=reason)
    for reason, one in zip(ways.CHANGES, waiting, strict=False):
        services.ask_changes(project=one, actor=coordinator, reason=reason)
    for one, _ in zip(waiting, range(2), strict=False):
        services.find_feasible(project=one, actor=coordinator)
    put_back(projects, now + timedelta(days=1))


def _write(deck: Deck, people: dict[str, User], coordinator: User) -> None:
    """What the demonstration's own people are writing: an idea, two drafts, changes asked."""
    holder, president = people["holder"], people["president"]
    title, summary = ways.HOLDER_IDEA
    services.begin_project(actor=holder, title=title, summary=summary)
    body = next(one for one in deck.bodies if one.name_ar == PRESIDENT_BODY)
    if body.commune is None:
        return
    _written(deck.give(ways.HOLDER_DRAFT, body.commune, holder), holder, ("what", "why", "where"))
    _written(
        deck.give(ways.PRESIDENT_DRAFT, body.commune, body), president, ("what", "why", "money")
    )
    asked = _written(deck.give(ways.PRESIDENT_ASKED, body.commune, body), president, queries.STEPS)
    services.submit_project(project=asked, actor=president)
    services.ask_changes(project=asked, actor=coordinator, reason=ways.PRESIDENT_CHANGES)


def _written(one: Dealt, actor: User, steps: Iterable[str]) -> Project:
    """A project begun and written step by step, as in the form."""
    row = told(one)
    project = services.begin_project(
        actor=actor,
        title=row["title"],
        summary=row["summary"],
        body=one.holder if isinstance(one.holder, Body) else None,
    )
    for step in steps:
        seen = queries.mark_of(queries.step_told(project, step))
        project = services.save_step(project=project, actor=actor, step=step, seen=seen, values=row)
    return project


def put_back(projects: Sequence[Project], published: datetime) -> None:
    """Lay the days of projects where they belong: published one after the other from then on."""
    found = {one.pk: one for one in Project.objects.filter(pk__in=[one.pk for one in projects])}
    days = {one.pk: published + place * HOUR / 6 for place, one in enumerate(projects)}
    steps = list(ProjectStep.objects.filter(project__in=found))
    for step in steps:
        step.at = days[step.project_id] + timedelta(days=DAYS[ProjectState(step.state)])
    ProjectStep.objects.bulk_update(steps, ["at"], batch_size=200)
    versions = list(ProjectVersion.objects.filter(project__in=found))
    for version in versions:
        version.at = days[version.project_id] + timedelta(days=DAYS[ProjectState.SUBMITTED])
    ProjectVersion.objects.bulk_update(versions, ["at"], batch_size=200)
    for key, one in found.items():
        one.entered_at = days[key] + timedelta(days=DAYS[ProjectState.IDEA])
        one.submitted_at = days[key] + timedelta(days=DAYS[ProjectState.SUBMITTED])
        one.changed_at = max(step.at for step in steps if step.project_id == key)
        if one.is_public:
            one.published_at = days[key]
    names = ["entered_at", "submitted_at", "changed_at", "published_at"]
    Project.objects.bulk_update(found.values(), names, batch_size=200)
