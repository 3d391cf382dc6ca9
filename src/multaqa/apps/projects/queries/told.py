"""All that a project says, as a version keeps it and as two of them are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import rfc8785
from django.utils.translation import gettext as _

from multaqa.apps.network.models import Field, Group, WorkSetting
from multaqa.apps.projects.models import OtherFunding, Project
from multaqa.apps.territory.models import Commune

Told = dict[str, Any]
COLUMNS = (
    *("title", "summary", "language", "is_name_shown", "field"),
    *("need", "deeds", "is_regional", "reached_count", "starts_on"),
)
# What each step of the form writes.
STEPS: dict[str, tuple[str, ...]] = {
    "what": ("title", "summary", "language", "field", "is_name_shown"),
    "why": ("need", "deeds"),
    "where": ("is_regional", "communes", "groups", "reached_count"),
    "money": ("lines", "fundings"),
    "time": ("starts_on", "milestones"),
}


def told_of(project: Project) -> Told:
    """What is written, in an order that does not depend on when it was."""
    told: Told = {name: _plain(getattr(project, name)) for name in COLUMNS}
    told["communes"] = sorted(row.commune_id for row in project.communes.all())
    told["groups"] = sorted(row.group for row in project.groups.all())
    told["lines"] = [
        {"label": row.label, "quantity": row.quantity, "price": row.price, "is_asked": row.is_asked}
        for row in project.lines.all()
    ]
    told["fundings"] = [
        {"source": row.source, "amount": row.amount, "state": row.state}
        for row in project.fundings.all()
    ]
    told["milestones"] = [
        {"title": row.title, "month": row.month} for row in project.milestones.all()
    ]
    return told


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def step_told(project: Project, step: str) -> Told:
    told = told_of(project)
    return {name: told[name] for name in STEPS[step]}


def mark_of(told: Told) -> str:
    """A short mark of what a step of the form says: another one, and somebody wrote since."""
    return sha256(rfc8785.dumps(told)).hexdigest()[:20]


def labels() -> dict[str, str]:
    return {
        "title": _("Title"),
        "summary": _("Summary"),
        "language": _("Language of the text"),
        "field": _("Field"),
        "is_name_shown": _("Name shown to everyone"),
        "need": _("The need"),
        "deeds": _("What it will do"),
        "is_regional": _("In the whole region"),
        "communes": _("Communes"),
        "groups": _("Groups it includes"),
        "reached_count": _("People it will reach"),
        "lines": _("Budget lines"),
        "fundings": _("Other funding"),
        "starts_on": _("Can begin on"),
        "milestones": _("Milestones"),
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two texts say otherwise, as a reader reads it."""

    label: str
    before: str
    after: str


def differences(before: Told, after: Told) -> list[Difference]:
    """What the second says otherwise than the first, part by part."""
    parts = [name for name in labels() if before.get(name) != after.get(name)]
    codes = {
        code
        for told in (before, after)
        for code in told.get("communes") or ()
        if "communes" in parts
    }
    names = {one.pk: str(one) for one in Commune.objects.filter(pk__in=codes)} if codes else {}
    return [
        Difference(
            labels()[name],
            said(name, before.get(name), names),
            said(name, after.get(name), names),
        )
        for name in parts
    ]


def said(name: str, value: Any, communes: dict[str, str]) -> str:  # noqa: ANN401  any JSON
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "\n".join(_one(name, one, communes) for one in value)
    if name == "field":
        return str(dict(Field.choices).get(value, value))
    return str(value)


def _one(name: str, one: Any, communes: dict[str, str]) -> str:  # noqa: ANN401  as above
    if name == "communes":
        return communes.get(one, str(one))
    if name == "groups":
        return str(dict(Group.choices).get(one, one))
    if name == "lines":
        elsewhere = _("paid from elsewhere")
        asked = "" if one["is_asked"] else f" ({elsewhere})"
        return f"{one['label']}: {one['quantity']} × {one['price']}{asked}"
    if name == "fundings":
        state = dict(OtherFunding.State.choices).get(one["state"], one["state"])
        return f"{one['source']}: {one['amount']} ({state})"
    return f"{one['month']}: {one['title']}"


def setting_of(communes: Sequence[Commune], is_regional: bool) -> str:
    """Urban where all its communes are, rural where none is; the whole region is both."""
    if is_regional:
        return WorkSetting.BOTH
    kinds = {one.is_urban for one in communes}
    if not kinds:
        return ""
    if len(kinds) == 2:
        return WorkSetting.BOTH
    return WorkSetting.URBAN if kinds.pop() else WorkSetting.RURAL


@dataclass(frozen=True, slots=True)
class Wanting:
    """What is missing before a project can be submitted, and the step that asks it."""

    step: str
    label: str


def wanting(project: Project) -> list[Wanting]:
    told = told_of(project)
    needed = {
        "title": "what",
        "summary": "what",
        "field": "what",
        "need": "why",
        "deeds": "why",
        "groups": "where",
        "lines": "money",
        "milestones": "time",
    }
    found = [Wanting(step, labels()[name]) for name, step in needed.items() if not told[name]]
    if not told["communes"] and not told["is_regional"]:
        found.append(Wanting("where", labels()["communes"]))
    if told["lines"] and not project.cost_asked:
        found.append(Wanting("money", _("An amount asked of the envelope")))
    return sorted(found, key=lambda one: list(STEPS).index(one.step))


def money_gap(project: Project) -> int:
    """What neither the envelope nor other funding covers; below 0, more than is needed."""
    others = sum(row.amount for row in project.fundings.all())
    return project.cost_total - project.cost_asked - others
