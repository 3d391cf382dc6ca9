"""A project begun and written, step by step; nothing that another device wrote is lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import Body, Group
from multaqa.apps.network.rules import can_act_for
from multaqa.apps.projects import queries, rules
from multaqa.apps.projects.models import (
    BudgetLine,
    Milestone,
    OtherFunding,
    Project,
    ProjectCommune,
    ProjectGroup,
    ProjectState,
)
from multaqa.apps.projects.services.files import forget_files
from multaqa.apps.projects.services.steps import note
from multaqa.apps.territory.models import Commune
from multaqa.kernel import arabic, queues
from multaqa.kernel.refusals import require
from multaqa.kernel.search import indexed
from multaqa.refusal import Refusal

MOST_A_DAY = 10
MOST_ROWS = 40
MOST_COMMUNES = 60
LARGEST = 1_000_000_000  # dirhams: beyond it something was mistyped


def held(project: Project) -> Project:
    """The project as it is now, which nobody else changes until the transaction ends."""
    locked = Project.objects.select_for_update(of=("self",)).select_related("holder_body")
    return locked.get(pk=project.pk)


@transaction.atomic
def begin_project(
    *, actor: User, title: str, summary: str = "", language: str = "ar", body: Body | None = None
) -> Project:
    """Keep an idea, held by a body or by the person; it is theirs alone until it is submitted.

    Refuses a title without a letter, and more than a few within a day.
    """
    require(rules.can_begin(actor))
    require(body is None or can_act_for(actor, body))
    title = _title(title)
    queues.wait_turn(f"projects:{actor.pk}")
    day = timezone.now() - timedelta(days=1)
    if Project.objects.filter(entered_by=actor, entered_at__gt=day).count() >= MOST_A_DAY:
        raise Refusal("project.too_many_today", limit=MOST_A_DAY)
    project = Project(
        title=title,
        summary=summary.replace("\0", "").strip(),
        language=language,
        holder_body=body,
        holder_user=None if body else actor,
        entered_by=actor,
    )
    index(project)
    project.save()
    note(project, actor)
    return project


@transaction.atomic
def save_step(
    *, project: Project, actor: User, step: str, seen: str, values: Mapping[str, Any]
) -> Project:
    """Keep what one step of the form says; ``values`` may hold a part of it.

    ``seen`` is the mark of what that step said when the writer opened it. Refuses where somebody
    has written there since, unless they wrote the same; what another step says does no harm.
    """
    project = held(project)
    require(rules.can_write(actor, project))
    now = queries.step_told(project, step)
    wanted = {name: values[name] for name in queries.STEPS[step] if name in values}
    told = now | plain(wanted)
    if told == now:
        return project
    if seen != queries.mark_of(now):
        raise Refusal("project.changed_elsewhere")
    write(project, wanted)
    if project.state == ProjectState.IDEA and step != "what":
        project.state = ProjectState.DRAFT
        note(project, actor)
    project.revision += 1
    project.save()
    return project


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as ``told_of`` says them."""
    told: dict[str, Any] = {}
    for name, value in values.items():
        if name in {"communes", "groups"}:
            told[name] = sorted(set(value))
        elif isinstance(value, list):
            told[name] = [dict(row) for row in value]
        else:
            told[name] = value.isoformat() if hasattr(value, "isoformat") else value
    if "milestones" in told:
        told["milestones"].sort(key=lambda row: row["month"])
    return told


def write(project: Project, values: Mapping[str, Any]) -> None:
    """Put values into a project and its rows; the caller saves the project."""
    parts = {"communes", "groups", "lines", "fundings", "milestones"}
    for name, value in values.items():
        if name == "title":
            project.title = _title(value)
        elif name not in parts:
            setattr(project, name, value.replace("\0", "") if isinstance(value, str) else value)
    if "lines" in values:
        _write_lines(project, values["lines"])
    if "fundings" in values:
        rows = _few(values["fundings"])
        project.fundings.all().delete()
        OtherFunding.objects.bulk_create(OtherFunding(project=project, **row) for row in rows)
    if "milestones" in values:
        rows = sorted(_few(values["milestones"]), key=lambda row: row["month"])
        project.milestones.all().delete()
        Milestone.objects.bulk_create(Milestone(project=project, **row) for row in rows)
    if "groups" in values:
        told = [one for one in Group.values if one in set(values["groups"])]
        project.groups.all().delete()
        ProjectGroup.objects.bulk_create(ProjectGroup(project=project, group=one) for one in told)
    if "communes" in values or "is_regional" in values:
        _write_places(project, values.get("communes"))
    index(project)


def _write_places(project: Project, codes: list[str] | None) -> None:
    if codes is not None:
        found = list(Commune.objects.filter(pk__in=set(codes)).order_by("pk"))
        if len(found) > MOST_COMMUNES:
            raise Refusal("project.too_many_communes", limit=MOST_COMMUNES)
        project.communes.all().delete()
        ProjectCommune.objects.bulk_create(
            ProjectCommune(project=project, commune=one) for one in found
        )
    else:
        found = [row.commune for row in project.communes.select_related("commune")]
    project.setting = queries.setting_of(found, project.is_regional)


def _write_lines(project: Project, rows: list[dict[str, Any]]) -> None:
    lines = [
        BudgetLine(project=project, amount=row["quantity"] * row["price"], **row)
        for row in _few(rows)
    ]
    total = sum(line.amount for line in lines)
    if total > LARGEST:
        raise Refusal("project.too_dear", limit=LARGEST)
    project.lines.all().delete()
    BudgetLine.objects.bulk_create(lines)
    project.cost_total = total
    project.cost_asked = sum(line.amount for line in lines if line.is_asked)


def _few(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(rows) > MOST_ROWS:
        raise Refusal("project.too_many_rows", limit=MOST_ROWS)
    return rows


def _title(text: str) -> str:
    title = " ".join(text.replace("\0", "").split())
    if not arabic.has_letters(title):
        raise Refusal("project.no_title")
    return title


def index(project: Project) -> None:
    """What the search of the list looks through."""
    project.search_text = indexed(
        project.title, project.summary, project.need, project.deeds, project.reuse
    )


@transaction.atomic
def drop_project(*, project: Project, actor: User) -> None:
    """Take out an idea or a draft that was never submitted, its files with it."""
    project = held(project)
    require(rules.can_drop(actor, project))
    forget_files(project)
    project.delete()
