"""Who sees which project, and how its holder is called."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.network.models import ACTING_ROLES, Body, BodyState, Membership, MembershipState
from multaqa.apps.projects.models import (
    PUBLIC_STATES,
    Attachment,
    Picture,
    Project,
    ProjectCommune,
    ProjectState,
    ProjectStep,
    ProjectVersion,
)

NEVER_SENT = (ProjectState.IDEA, ProjectState.DRAFT)


def _projects() -> QuerySet[Project]:
    return Project.objects.select_related("holder_body", "holder_user")


def with_parts(projects: QuerySet[Project]) -> QuerySet[Project]:
    """With all that a page tells of a project: as many queries for one as for fifty."""
    communes = ProjectCommune.objects.select_related("commune__province")
    return projects.prefetch_related(
        Prefetch("communes", communes),
        *("groups", "lines", "fundings", "milestones", "pictures"),
    )


def _held_by(user: User) -> Q:
    acting = Membership.objects.filter(
        body=OuterRef("holder_body"),
        user=user,
        state=MembershipState.ACCEPTED,
        role__in=ACTING_ROLES,
    )
    return Q(holder_user=user) | Q(Exists(acting))


def projects_seen_by(user: Visitor) -> QuerySet[Project]:
    """Public ones; to its holder, their own in any state; to the desk, all that was submitted."""
    if not isinstance(user, User) or not user.is_active:
        return public_projects()
    seen = Q(state__in=PUBLIC_STATES) | _held_by(user)
    if can_enter_desk(user):
        seen |= ~Q(state__in=NEVER_SENT)
    return _projects().filter(seen)


def public_projects() -> QuerySet[Project]:
    """Those that everyone sees, the newest first."""
    return _projects().filter(state__in=PUBLIC_STATES).order_by("-published_at", "-pk")


def projects_ready() -> QuerySet[Project]:
    """Published and still unfunded, asking for something: what a round may put to the vote."""
    return public_projects().filter(state=ProjectState.PUBLISHED, cost_asked__gt=0)


def projects_of(user: Visitor) -> QuerySet[Project]:
    """The person's own and those of the bodies for which they act, the latest changed first."""
    if not isinstance(user, User) or not user.is_active:
        return Project.objects.none()
    return _projects().filter(_held_by(user)).order_by("-changed_at", "-pk")


def projects_of_body(body: Body) -> QuerySet[Project]:
    return public_projects().filter(holder_body=body)


def holder_said(project: Project, user: Visitor | None) -> str:
    """How the reader is told of its holder: a person by name only where they agreed to it.

    The coordinator and the person themselves read the name; the auditor reads none.
    """
    if project.holder_body is not None:
        return str(project.holder_body)
    if (person := project.holder_user) is None:
        return _("A person who has left the network")
    is_told = project.is_name_shown and project.is_public
    is_theirs = user is not None and (is_coordinator(user) or user.pk == person.pk)
    if is_told or is_theirs:
        return person.name
    return _("A person of the network")


def is_body_public(project: Project) -> bool:
    body = project.holder_body
    return body is not None and body.state == BodyState.VERIFIED


def pictures_seen_by(user: Visitor) -> QuerySet[Picture]:
    return Picture.objects.filter(project__in=projects_seen_by(user).order_by())


def papers_seen_by(user: Visitor) -> QuerySet[Attachment]:
    """The papers that the person may open: of what they hold, and to the coordinator all sent."""
    papers = Attachment.objects.select_related("project")
    if not isinstance(user, User) or not user.is_active:
        return papers.none()
    held = Project.objects.filter(_held_by(user)).values("pk")
    seen = Q(project__in=held)
    if is_coordinator(user):
        seen |= ~Q(project__state__in=NEVER_SENT)
    return papers.filter(seen)


def steps_of(project: Project) -> QuerySet[ProjectStep]:
    return project.steps.select_related("by")


def versions_of(project: Project) -> QuerySet[ProjectVersion]:
    return project.versions.order_by("-number")


def projects_at_desk(state: str = "") -> QuerySet[Project]:
    """What was submitted: what waits first, the oldest before."""
    found = _projects().exclude(state__in=NEVER_SENT)
    if state:
        found = found.filter(state=state)
    return found.order_by("submitted_at", "pk")


def desk_counts() -> dict[str, int]:
    waiting = Project.objects.filter(
        state__in=[ProjectState.SUBMITTED, ProjectState.FEASIBLE]
    ).values_list("state", flat=True)
    states = list(waiting)
    return {state: states.count(state) for state in (ProjectState.SUBMITTED, ProjectState.FEASIBLE)}


def with_places(projects: QuerySet[Project], *, with_groups: bool = False) -> QuerySet[Project]:
    """With what a list tells of each: its communes, and where asked its groups."""
    communes = ProjectCommune.objects.select_related("commune__province")
    found = projects.prefetch_related(Prefetch("communes", communes))
    return found.prefetch_related("groups") if with_groups else found
