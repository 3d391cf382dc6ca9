"""What is held of a person, as rows that JSON can say: for the copy that they take along.

What a row tells of its person stands in it whole. Where they only did something to it (entered,
answered, decided), the row may tell of others: it is named, with its moment, and no more.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField, Field, ForeignKey, Model, Q

Row = dict[str, object]
Tables = dict[str, list[Row]]
OWN = {"user", "person"}  # fields that say whose a row is; any other says who did something


def rows_of(
    found: Iterable[Model], *, user_id: int | None, without: Collection[str] = ()
) -> list[Row]:
    """Each row whole; of people in it only whether they are the one who asks."""
    return [
        {
            field.name: _said(one, field, user_id)
            for field in one._meta.concrete_fields
            if field.name not in without and not isinstance(field, BinaryField)
        }
        for one in found
    ]


def _said(one: Model, field: "Field[Any, Any]", user_id: int | None) -> object:
    if is_of_people(field):
        return "you" if getattr(one, field.attname) == user_id else None
    if isinstance(field, ForeignKey):
        told = getattr(one, field.name)
        return None if told is None else {"key": told.pk, "name": str(told)}
    value = getattr(one, field.attname)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool, list, dict)) else _text(value)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def is_of_people(field: "Field[Any, Any]") -> bool:
    """Whether it points at who has an account."""
    related = field.related_model
    return isinstance(related, type) and related._meta.label == settings.AUTH_USER_MODEL


def tables_of(app: str, user_id: int) -> Tables:
    """Of every table of an app that points at the person: their rows, and the rows they touched.

    Found by looking, so that a table which comes later is in it from its first day.
    """
    tables: Tables = {}
    for model in apps.get_app_config(app).get_models():
        people = [field for field in model._meta.concrete_fields if is_of_people(field)]
        if not people:
            continue
        own, touched = Q(pk__in=()), Q(pk__in=())
        for field in people:
            if field.name in OWN:
                own |= Q(**{field.name: user_id})
            else:
                touched |= Q(**{field.name: user_id})
        held = model._default_manager.order_by("pk")
        rows = rows_of(held.filter(own), user_id=user_id)
        mine = [row["id"] for row in rows]
        deeds = held.filter(touched).exclude(pk__in=mine)
        rows += [_deed(one, people, user_id) for one in deeds]
        tables[model._meta.model_name or ""] = rows
    return tables


def _deed(one: Model, people: "list[Field[Any, Any]]", user_id: int) -> Row:
    """That it was they, and when: nothing of what the row says."""
    moments = {
        field.name: getattr(one, field.name).isoformat()
        for field in one._meta.concrete_fields
        if field.get_internal_type() == "DateTimeField" and getattr(one, field.name)
    }
    did = [field.name for field in people if getattr(one, field.attname) == user_id]
    return {"id": one.pk, "you": did} | moments
