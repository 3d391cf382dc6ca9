"""A person leaves, or a body becomes part of another: what their projects become."""

from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import Body
from multaqa.apps.projects.models import Project, ProjectStep
from multaqa.apps.projects.services.files import forget_files


@transaction.atomic
def forget_person(*, user: User) -> None:
    """Erase what was never public; what is public stays, held by nobody with a name.

    Its papers go, and its former versions: they were seen by the person and the desk alone.
    """
    for project in Project.objects.select_for_update().filter(holder_user=user):
        if not project.is_public:
            forget_files(project)
            project.delete()
            continue
        for paper in project.attachments.all():
            paper.file.delete(save=False)
            paper.delete()
        project.versions.all().delete()
        project.holder_user, project.is_holder_gone = None, True
        project.is_name_shown = False
        project.save()
    Project.objects.filter(entered_by=user).update(entered_by=None)
    ProjectStep.objects.filter(by=user).update(by=None)


@transaction.atomic
def follow_merged_body(*, old: Body, kept: Body) -> None:
    """Projects of a body that became part of another are the other's from now on."""
    Project.objects.filter(holder_body=old).update(holder_body=kept)
