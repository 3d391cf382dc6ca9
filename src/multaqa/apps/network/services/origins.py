"""What a body says, value by value, and which event gave it each of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import (
    Body,
    BodyField,
    BodyGroup,
    BodyImportRow,
    Origin,
    WorkArea,
)
from multaqa.apps.network.services import columns

PLAIN = (
    "name_ar",
    "name_fr",
    "name_en",
    "other_names",
    "kind",
    "commune_id",
    "locality",
    "phone",
    "other_phones",
    "email",
    "website",
    "women_count",
    "men_count",
    "ice",
    "register_number",
    "about",
)
PARTS = ("fields", "groups", "work_areas")
VALUES = (*PLAIN, "declared", "founded", *PARTS)
Values = dict[str, Any]
Changes = dict[str, list[Any]]


def founded_of(body: Body) -> str:
    if body.founded_on is None:
        return ""
    return str(body.founded_on.year) if body.is_founded_by_year else body.founded_on.isoformat()


def founded_columns(told: str) -> Values:
    if not told:
        return {"founded_on": None, "is_founded_by_year": False}
    is_year = len(told) == 4
    day = date(int(told), 1, 1) if is_year else date.fromisoformat(told)
    return {"founded_on": day, "is_founded_by_year": is_year}


def declared_of(body: Body) -> str:
    """What receipt, and its day where it is known: as ``final 2019-05-03``, or ``final``."""
    day = body.declared_on.isoformat() if body.declared_on else ""
    return f"{body.declaration} {day}".strip() if body.declaration else ""


def declared_columns(told: str) -> Values:
    declaration, _apart, day = told.partition(" ")
    return {
        "declaration": declaration,
        "declared_on": date.fromisoformat(day) if day else None,
    }


def values_of(body: Body) -> Values:
    """Every value of a body, as JSON keeps it; what is not said is empty."""
    values: Values = {name: getattr(body, name) for name in PLAIN}
    values = {name: "" if value is None else value for name, value in values.items()}
    return values | {
        "declared": declared_of(body),
        "founded": founded_of(body),
        "fields": [row.field for row in sorted(body.fields.all(), key=lambda one: one.pk)],
        "groups": [row.group for row in sorted(body.groups.all(), key=lambda one: one.pk)],
        "work_areas": sorted(row.code for row in body.work_areas.all()),
    }


def put(body: Body, values: Mapping[str, Any]) -> None:
    """Give a body these values and save it; what it is searched by follows."""
    plain = {name: value for name, value in values.items() if name in PLAIN}
    for name, value in plain.items():
        setattr(body, name, _kept(name, value))
    given = founded_columns(values["founded"]) if "founded" in values else {}
    if "declared" in values:
        given |= declared_columns(values["declared"])
        body.declared_to = body.declared_to if values["declared"] else ""
    for name, value in given.items():
        setattr(body, name, value)
    if plain or given:
        columns.index(body)
        body.save()
    if "fields" in values:
        body.fields.all().delete()
        BodyField.objects.bulk_create(
            [BodyField(body=body, field=field) for field in values["fields"]]
        )
    if "groups" in values:
        body.groups.all().delete()
        BodyGroup.objects.bulk_create(
            [BodyGroup(body=body, group=group) for group in values["groups"]]
        )
    if "work_areas" in values:
        settings = columns.settings_of(set(values["work_areas"]))
        body.work_areas.all().delete()
        WorkArea.objects.bulk_create(
            [
                WorkArea(body=body, code=code, setting=settings[code])
                for code in values["work_areas"]
            ]
        )
    getattr(body, "_prefetched_objects_cache", {}).clear()


NULLABLE = {"name_fr", "name_en", "commune_id", "women_count", "men_count"}


def _kept(name: str, value: object) -> object:
    return None if value == "" and name in NULLABLE else value


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """The values that differ, each before and after; of a list the order says nothing."""
    return {
        name: [before[name], after[name]]
        for name in VALUES
        if _compared(before[name]) != _compared(after[name])
    }


def _compared(value: object) -> object:
    return sorted(value) if isinstance(value, list) else value


def created(values: Mapping[str, Any]) -> Changes:
    return {name: [None, values[name]] for name in VALUES if values[name] not in ("", [])}


def note_origin(
    body: Body,
    changes: Changes,
    *,
    actor: User | None,
    is_creation: bool = False,
    entry: Body | None = None,
    row: BodyImportRow | None = None,
) -> None:
    """Keep where these values come from; nothing where none changed."""
    if changes or is_creation:
        Origin.objects.create(
            body=body,
            changes=changes,
            actor=actor,
            is_creation=is_creation,
            entry=entry,
            row=row,
        )


def names_shown(changes: Iterable[str]) -> list[str]:
    return [name for name in VALUES if name in set(changes)]
