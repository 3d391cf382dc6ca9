"""Who may do what with a project."""

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.network.rules import can_act_for
from multaqa.apps.projects.models import Project, ProjectState


def can_begin(user: Visitor) -> bool:
    """Whoever is signed in, for themselves or for a body for which they act."""
    return isinstance(user, User) and user.is_active


def holds(user: Visitor, project: Project) -> bool:
    """The person who holds it, or who acts for the body that does."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if project.holder_body is None:
        return project.holder_user_id == user.pk
    return can_act_for(user, project.holder_body)


def can_write(user: Visitor, project: Project) -> bool:
    """Its holder, before it is submitted and when changes are asked."""
    return project.is_written and holds(user, project)


def can_drop(user: Visitor, project: Project) -> bool:
    """Take it out altogether: its holder, as long as it was never submitted."""
    return can_write(user, project) and project.submitted_at is None


def can_take_back(user: Visitor, project: Project) -> bool:
    return project.state == ProjectState.SUBMITTED and holds(user, project)


def can_carry(user: Visitor, project: Project) -> bool:
    """Say that it is under way, or done: its holder, and the coordinator."""
    return is_coordinator(user) or holds(user, project)


def can_check(user: Visitor) -> bool:
    """Find feasible, ask for changes, refuse, publish, mark as a model."""
    return is_coordinator(user)


def can_read_desk(user: Visitor) -> bool:
    return can_enter_desk(user)


def can_open_papers(user: Visitor, project: Project) -> bool:
    """Papers may name people: its holder and the coordinator, never the auditor."""
    return is_coordinator(user) or holds(user, project)
