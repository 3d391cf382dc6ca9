"""A round's codes in the reader's words."""

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import BoundAbout, BoundKind, Round, RoundProject
from multaqa.apps.network.models import Field, Group
from multaqa.apps.territory.models import Province

FIELDS: dict[str, StrOrPromise] = dict(Field.choices)
GROUPS: dict[str, StrOrPromise] = dict(Group.choices)


def fields_told(project: RoundProject) -> list[str]:
    """Areas of work; of a round brought in from a file, as the file says them."""
    return [str(FIELDS.get(one, one)) for one in project.fields]


def groups_told(project: RoundProject) -> list[str]:
    return [str(GROUPS.get(one, one)) for one in project.groups]


def bounds_told(voting: Round) -> list[str]:
    """Each floor and cap as a sentence."""
    provinces = {one.code: str(one) for one in Province.objects.all()} if voting.bounds else {}
    settings = {"urban": _("urban projects"), "rural": _("rural projects")}
    told = []
    for bound in voting.bounds.all():
        if bound.about == BoundAbout.SETTING:
            name = settings.get(bound.name, bound.name)
        elif bound.about == BoundAbout.PROVINCE:
            name = _("projects of %(place)s") % {"place": provinces.get(bound.name, bound.name)}
        else:
            group = str(GROUPS.get(bound.name, bound.name))
            name = _("projects for: %(group)s") % {"group": group}
        facts = {"amount": queries.money(voting, bound.amount), "which": name}
        if bound.kind == BoundKind.FLOOR:
            told.append(_("At least %(amount)s for %(which)s.") % facts)
        else:
            told.append(_("At most %(amount)s for %(which)s.") % facts)
    return told
