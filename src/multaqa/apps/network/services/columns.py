"""What a body says of itself, put in order before it is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from multaqa.apps.accounts.services import contact
from multaqa.apps.network import queries
from multaqa.apps.network.models import (
    Body,
    BodyField,
    BodyGroup,
    BodyKind,
    Declaration,
    WorkArea,
    WorkSetting,
)
from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

LONGEST_NAME = 300
# Who is declared to the local authority under the dahir of 1958.
DECLARED = {BodyKind.ASSOCIATION, BodyKind.NETWORK}
NAMES = ("name_ar", "name_fr", "name_en")


@dataclass(frozen=True, slots=True)
class Told:
    """A body's own columns, and the rows that hang on it; a part that is None is left alone."""

    columns: dict[str, Any]
    fields: Sequence[str] | None
    groups: Sequence[str] | None
    work: Sequence[str] | None


def told(values: dict[str, Any]) -> Told:
    """Read what was said of a body.

    Refuses a name without a letter or too long, a founding date to come, a phone or an e-mail that
    cannot be one.
    """
    columns = {
        name: value.replace("\0", "").strip() if isinstance(value, str) else value
        for name, value in values.items()
    }
    parts = [columns.pop(name, None) for name in ("fields", "groups", "work_areas")]
    for name in NAMES:
        if name in columns:
            columns[name] = _name(columns[name] or "")
    if "name_ar" in columns and not columns["name_ar"]:
        raise Refusal("body.no_name")
    if phone := columns.get("phone"):
        columns["phone"] = _phone(phone)
    founded = columns.get("founded_on")
    if isinstance(founded, date) and founded > timezone.localdate():
        raise Refusal("body.founded_ahead")
    return Told(columns, *parts)


def _name(text: str) -> str:
    """On one line: what a name is pasted with never breaks a list; without a letter it is none."""
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise Refusal("body.name_too_long", limit=LONGEST_NAME)
    return name if arabic.has_letters(name) else ""


def _phone(text: str) -> str:
    phone = contact(text)[1]
    if phone is None:
        raise Refusal("accounts.bad_contact")
    return phone


def put_numbers_in_order(body: Body) -> None:
    """Bring a body's numbers to the form in which they are kept; none of them is required.

    Refuses an ICE that is not fifteen digits, or whose check digits do not match while nobody says
    that it is so written; a register number that cannot be; a receipt to come, and a silence of
    less than sixty days.
    """
    ice = queries.read_ice(body.ice)
    if ice is not None and not ice.is_sure and not body.is_ice_overruled:
        raise Refusal("ice.check_digits", ice=ice.digits)
    body.ice = ice.digits if ice else ""
    body.is_ice_overruled = ice is not None and not ice.is_sure
    today = timezone.localdate()
    body.register_number = queries.check_register_number(
        body.register_number, kind=body.kind, year=today.year
    )
    _put_declaration_in_order(body, today)


def _put_declaration_in_order(body: Body, today: date) -> None:
    if body.kind not in DECLARED or not body.declaration:
        body.declaration, body.declared_on, body.declared_to = "", None, ""
        return
    if body.declared_on is not None and body.declared_on > today:
        raise Refusal("declaration.ahead")
    if body.declaration != Declaration.SILENT:
        return
    if body.declared_on is None:
        raise Refusal("declaration.no_date")
    until = body.declared_on + timedelta(days=queries.SILENCE_DAYS)
    if today < until:
        raise Refusal("declaration.not_silent_yet", until=f"{until:%d/%m/%Y}")


def slug_of(body: Body) -> str:
    """An address for ever: what the French name says, if there is one, and eight signs of its own.

    Those keep two of one name apart, and a body that waits to be verified from being guessed.
    """
    said = slugify(body.name_fr or body.name_en or "")[:60].strip("-")
    return f"{said}-{token_hex(4)}" if said else token_hex(4)


def index(body: Body) -> None:
    """Bring what is compared and searched up to date with what the body says."""
    body.name_key = queries.key_of(body.name_ar)
    body.search_text = queries.search_text_of(body)


def settings_of(codes: set[str]) -> dict[str, str]:
    """The setting of each code; refuses one that stands for no territory."""
    both = [
        *Region.objects.filter(pk__in=codes).values_list("pk", flat=True),
        *Province.objects.filter(pk__in=codes).values_list("pk", flat=True),
    ]
    settings = dict.fromkeys(both, str(WorkSetting.BOTH))
    settings |= {commune.pk: commune.setting for commune in Commune.objects.filter(pk__in=codes)}
    if codes - set(settings):
        raise Refusal("body.bad_territory")
    return settings


def largest(codes: Iterable[str]) -> list[str]:
    """The codes but for those that another of them holds: these say nothing more."""
    asked = set(codes)
    return sorted(
        code for code in asked if not any(code.startswith(f"{larger}.") for larger in asked)
    )


def write_parts(body: Body, parts: Told) -> None:
    """Replace the fields, groups and areas of work that were told of.

    A body that names no area works where it sits.
    """
    if parts.fields is not None:
        body.fields.all().delete()
        BodyField.objects.bulk_create(
            [BodyField(body=body, field=field) for field in dict.fromkeys(parts.fields)]
        )
    if parts.groups is not None:
        body.groups.all().delete()
        BodyGroup.objects.bulk_create(
            [BodyGroup(body=body, group=group) for group in dict.fromkeys(parts.groups)]
        )
    if parts.work is not None:
        codes = parts.work or ([body.commune_id] if body.commune_id else [])
        settings = settings_of(set(codes))
        body.work_areas.all().delete()
        WorkArea.objects.bulk_create(
            [WorkArea(body=body, code=code, setting=settings[code]) for code in largest(codes)]
        )
