"""Each step of a project is a row, and its holder is told of it in their language."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.services import notify
from multaqa.apps.network.queries import acting_people
from multaqa.apps.projects.models import Project, ProjectState, ProjectStep


def note(project: Project, actor: User | None, reason: str = "") -> ProjectStep:
    """Keep that the project came to the state that it is in."""
    return ProjectStep.objects.create(project=project, state=project.state, reason=reason, by=actor)


def tell(project: Project, actor: User | None, reason: str = "") -> None:
    """Tell its holder what became of it; who did it themselves knows."""
    for person in holders(project):
        if actor is not None and person.pk == actor.pk:
            continue
        with override(person.language):
            title = _("Your project: %(state)s") % {"state": ProjectState(project.state).label}
            text = f"{project.title}\n\n{_said(project.state)}"
            if reason:
                text += f"\n\n{reason}"
        notify(
            user=person,
            topic="projects.step",
            title=title,
            text=text,
            url=project.get_absolute_url(),
        )


def holders(project: Project) -> list[User]:
    if project.holder_body is not None:
        return list(acting_people(project.holder_body))
    return [project.holder_user] if project.holder_user is not None else []


def _said(state: str) -> str:
    return {
        ProjectState.SUBMITTED: _("It was submitted, and waits to be checked."),
        ProjectState.DRAFT: _("It was taken back, and can be written again."),
        ProjectState.CHANGES: _(
            "The coordination asks for changes. Make them, then submit it again."
        ),
        ProjectState.REFUSED: _("It was refused, for the reason below."),
        ProjectState.FEASIBLE: _("It was found feasible. It is published next."),
        ProjectState.PUBLISHED: _("It is published: everyone can read it now."),
        ProjectState.FUNDED: _("It is funded."),
        ProjectState.NOT_FUNDED: _("It was not funded this time."),
        ProjectState.UNDER_WAY: _("It is under way."),
        ProjectState.DONE: _("It is done."),
    }[ProjectState(state)]
