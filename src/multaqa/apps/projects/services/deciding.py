"""The way of a project, one verb for each step."""

from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.projects import queries, rules
from multaqa.apps.projects.models import Project, ProjectState, ProjectVersion
from multaqa.apps.projects.services.steps import note, tell
from multaqa.apps.projects.services.writing import held, index
from multaqa.apps.projects.signals import project_published
from multaqa.kernel import queues, record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

LONGEST_REASON = 2000
FUNDABLE = (ProjectState.PUBLISHED, ProjectState.NOT_FUNDED)


@transaction.atomic
def submit_project(*, project: Project, actor: User) -> Project:
    """Hand a project in to be checked; what is written is kept as a version.

    Refuses where something is missing.
    """
    project = held(project)
    require(rules.can_write(actor, project))
    if missing := queries.wanting(project):
        raise Refusal("project.incomplete", count=len(missing))
    keep_version(project)
    project.submitted_at = timezone.now()
    return _come_to(project, ProjectState.SUBMITTED, actor)


@transaction.atomic
def take_back(*, project: Project, actor: User) -> Project:
    """Write on a project that nobody has checked yet."""
    project = held(project)
    _require_state(project, ProjectState.SUBMITTED)
    require(rules.can_take_back(actor, project))
    return _come_to(project, ProjectState.DRAFT, actor)


@transaction.atomic
def find_feasible(*, project: Project, actor: User, reason: str = "") -> Project:
    project = _checked(project, actor, ProjectState.SUBMITTED)
    return _come_to(project, ProjectState.FEASIBLE, actor, _reason(reason))


@transaction.atomic
def ask_changes(*, project: Project, actor: User, reason: str) -> Project:
    """Give a project back to its holder, with what is to be changed."""
    project = _checked(project, actor, ProjectState.SUBMITTED, ProjectState.FEASIBLE)
    return _come_to(project, ProjectState.CHANGES, actor, _reason(reason, is_needed=True))


@transaction.atomic
def refuse_project(*, project: Project, actor: User, reason: str) -> Project:
    """Say no, with the reason; that a project was refused is in the public record, not why."""
    project = _checked(
        project, actor, ProjectState.SUBMITTED, ProjectState.FEASIBLE, ProjectState.CHANGES
    )
    reason = _reason(reason, is_needed=True)
    record.append(
        kind="projects.refused", subject=project.subject, facts={"reference": project.slug}
    )
    return _come_to(project, ProjectState.REFUSED, actor, reason)


@transaction.atomic
def publish_project(*, project: Project, actor: User) -> Project:
    """Show a feasible project to everyone, under the next number."""
    project = _checked(project, actor, ProjectState.FEASIBLE)
    queues.wait_turn("projects:number")
    project.number = next_number()
    project.published_at = timezone.now()
    record.append(
        kind="projects.published",
        subject=project.subject,
        facts={"number": project.number, "asked": project.cost_asked},
    )
    transaction.on_commit(partial(project_published.send_robust, sender=Project, project=project))
    return _come_to(project, ProjectState.PUBLISHED, actor)


def next_number() -> int:
    last: int | None = Project.objects.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def mark_funded(*, project: Project, actor: User | None, reason: str = "") -> Project:
    """A round, or a funder, gives it what it asked for.

    Called by the app that decided, which has asked who may; ``reason`` says by which decision.
    """
    project = _in_state(project, *FUNDABLE)
    return _come_to(project, ProjectState.FUNDED, actor, _reason(reason))


@transaction.atomic
def mark_not_funded(*, project: Project, actor: User | None, reason: str = "") -> Project:
    """A round ended without it; a later one may still fund it."""
    project = _in_state(project, ProjectState.PUBLISHED, ProjectState.FUNDED)
    return _come_to(project, ProjectState.NOT_FUNDED, actor, _reason(reason))


@transaction.atomic
def put_forward_again(*, project: Project, actor: User) -> Project:
    """A project that was not funded stands ready for another round."""
    project = _in_state(project, ProjectState.NOT_FUNDED)
    require(rules.can_carry(actor, project))
    return _come_to(project, ProjectState.PUBLISHED, actor)


@transaction.atomic
def start_project(*, project: Project, actor: User) -> Project:
    """It is under way; one may also begin with money from elsewhere."""
    project = _in_state(project, ProjectState.FUNDED, ProjectState.NOT_FUNDED)
    require(rules.can_carry(actor, project))
    return _come_to(project, ProjectState.UNDER_WAY, actor)


@transaction.atomic
def finish_project(*, project: Project, actor: User) -> Project:
    project = _in_state(project, ProjectState.UNDER_WAY)
    require(rules.can_carry(actor, project))
    return _come_to(project, ProjectState.DONE, actor)


@transaction.atomic
def mark_model(*, project: Project, actor: User, is_model: bool, reuse: str = "") -> Project:
    """Hold a public project up as a model, with what others can reuse; or no more."""
    require(rules.can_check(actor))
    project = held(project)
    if not project.is_public:
        raise Refusal("project.not_public")
    reuse = reuse.replace("\0", "").strip()
    if is_model and not reuse:
        raise Refusal("project.nothing_to_reuse")
    project.is_model, project.reuse = is_model, reuse if is_model else ""
    index(project)
    project.save()
    return project


def keep_version(project: Project) -> ProjectVersion | None:
    """What is written now, unless the last version says the same."""
    told = queries.told_of(project)
    last = project.versions.order_by("-number").first()
    if last is not None and last.told == told:
        return None
    number = last.number + 1 if last else 1
    return ProjectVersion.objects.create(project=project, number=number, told=told)


def _checked(project: Project, actor: User, *states: ProjectState) -> Project:
    require(rules.can_check(actor))
    return _in_state(project, *states)


def _in_state(project: Project, *states: ProjectState) -> Project:
    project = held(project)
    _require_state(project, *states)
    return project


def _require_state(project: Project, *states: ProjectState) -> None:
    if project.state not in states:
        raise Refusal("project.not_at_that_step", state=project.get_state_display())


def _come_to(
    project: Project, state: ProjectState, actor: User | None, reason: str = ""
) -> Project:
    project.state = state
    project.revision += 1
    project.save()
    note(project, actor, reason)
    tell(project, actor, reason)
    return project


def _reason(text: str, *, is_needed: bool = False) -> str:
    told = text.replace("\0", "").strip()
    if is_needed and not told:
        raise Refusal("project.no_reason")
    if len(told) > LONGEST_REASON:
        raise Refusal("project.reason_too_long", limit=LONGEST_REASON)
    return told
