"""What projects hold of a person: told, copied, and what becomes of it when they leave."""

from collections.abc import Iterable
from pathlib import Path

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Consequence, Kept
from multaqa.apps.projects.models import (
    Attachment,
    BudgetLine,
    Milestone,
    OtherFunding,
    Picture,
    Project,
    ProjectVersion,
)
from multaqa.kernel.copies import Tables, rows_of, tables_of

PARTS: dict[str, type[Model]] = {
    "line": BudgetLine,
    "funding": OtherFunding,
    "milestone": Milestone,
    "version": ProjectVersion,
    "picture": Picture,
    "attachment": Attachment,
}


def kept_of(user: User) -> list[Kept]:
    """The projects that they hold as a person."""
    return [
        Kept(
            _("Project that you hold"),
            f"{one.title} ({one.get_state_display()})",
            _("To check it, to publish it, and to tell you what becomes of it"),
            _("Until the account is erased; a public project stays, without your name"),
            _("Everyone, once it is published; your name, only if you agreed"),
        )
        for one in Project.objects.filter(holder_user=user)
    ]


def export_of(user: User) -> Tables:
    """Their projects whole, with money, timetable, versions; of what they did, that they did."""
    tables = tables_of("projects", user.pk)
    own = Project.objects.filter(holder_user=user)
    mine = {one.pk for one in own}
    deeds = [row for row in tables["project"] if row["id"] not in mine]
    tables["project"] = rows_of(own, user_id=user.pk) + deeds
    for name, model in PARTS.items():
        found = model._default_manager.filter(project__in=mine).order_by("pk")
        tables[f"project_{name}"] = rows_of(found, user_id=user.pk)
    return tables


def files_of(user: User) -> Iterable[tuple[str, Path]]:
    """Pictures and papers of their projects."""
    for model in (Picture, Attachment):
        for one in model.objects.filter(project__holder_user=user):
            path = Path(one.file.path)
            if path.exists():
                yield f"projects/{one.project_id}/{path.name}", path


def leaving_of(user: User) -> list[Consequence]:
    """Public projects stay without a name; the others go."""
    return [
        Consequence(
            one.title,
            _("It stays public, held by “a person who has left the network”.")
            if one.is_public
            else _("It is erased, with its pictures and papers."),
            one.get_absolute_url(),
        )
        for one in Project.objects.filter(holder_user=user)
    ]
