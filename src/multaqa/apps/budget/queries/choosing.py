"""Which published projects a round may still put to the vote."""

from django.db.models import QuerySet

from multaqa.apps.budget.models import Round
from multaqa.apps.projects.models import Project
from multaqa.apps.projects.queries import projects_ready, with_parts


def projects_to_choose(voting: Round) -> QuerySet[Project]:
    """Published, unfunded, of the round's territory, and not in the round yet."""
    taken = voting.projects.exclude(project=None).values("project")
    found = projects_ready().exclude(pk__in=taken)
    if voting.province_id:
        found = found.filter(communes__commune__province=voting.province_id).distinct()
    return with_parts(found)
