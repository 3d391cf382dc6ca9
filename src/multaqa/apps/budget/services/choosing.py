"""Published projects put to the vote of a round, told as they were when they were chosen."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import Round, RoundProject
from multaqa.apps.budget.services.projects import next_number
from multaqa.apps.budget.services.rounds import draft_to_change
from multaqa.apps.network.models import WorkSetting
from multaqa.apps.projects.models import Project
from multaqa.apps.projects.queries import holder_said
from multaqa.kernel.refusals import require


@transaction.atomic
def choose_projects(*, voting: Round, actor: User, keys: Iterable[int]) -> int:
    """Put published projects to the vote; those that are in already stay as they are.

    Refuses the whole choice where one of them costs too little or too much for the round.
    """
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(voting)
    chosen = queries.projects_to_choose(held).filter(pk__in=list(keys)).order_by("number")
    first = int(next_number(held))
    made = [_put(held, one, str(at)) for at, one in enumerate(chosen, first)]
    for one in made:
        if wrong := queries.cost_refusal(held, one.cost):
            raise wrong
    RoundProject.objects.bulk_create(made, batch_size=500)
    return len(made)


def _put(voting: Round, project: Project, number: str) -> RoundProject:
    """Its text as everyone reads it; of several communes the first, and no setting of two."""
    communes = [row.commune for row in project.communes.all()]
    is_of_one = project.setting in {WorkSetting.URBAN, WorkSetting.RURAL}
    return RoundProject(
        round=voting,
        project=project,
        number=number,
        title=project.title,
        summary=project.summary,
        language=project.language,
        holder_name=holder_said(project, AnonymousUser())[:300],
        cost=project.cost_asked,
        commune=communes[0] if len(communes) == 1 else None,
        setting=project.setting if is_of_one else "",
        groups=[row.group for row in project.groups.all()],
        fields=[project.field] if project.field else [],
    )
