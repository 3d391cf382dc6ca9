"""The values of bodies and rows, and the faults of cells, in the reader's words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.network.models import BodyImportRow, BodyKind, Declaration, Field, Group
from multaqa.apps.network.phrases import VALUE_LABELS
from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.kernel.refusals import PHRASES
from multaqa.ui.amounts import number
from multaqa.ui.dates import day

LISTS = {"fields": Field, "groups": Group}
NUMBERS = {"phone", "other_phones", "ice", "register_number"}


class Words:
    """Says values; the territories that they name are looked up once for the whole page."""

    def __init__(
        self, *, values: Iterable[Mapping[str, Any]], rows: Iterable[BodyImportRow] = ()
    ) -> None:
        codes: set[str] = set()
        for one in values:
            codes |= {one["commune_id"]} if one.get("commune_id") else set()
            codes |= set(one.get("work_areas", ()))
        for row in rows:
            for fault in row.faults:
                codes |= set(fault["facts"].get("near", ()))
        self.places: dict[str, str] = {}
        if codes:
            for commune in Commune.objects.filter(pk__in=codes).select_related("province"):
                named = dict.fromkeys((commune.name, commune.province.name))
                self.places[commune.pk] = _(", ").join(named)
            if any(code.count(".") < 2 for code in codes):
                for kind in (Province, Region):
                    for unit in kind.objects.filter(pk__in=codes):
                        self.places[unit.pk] = unit.name

    def value(self, name: str, value: Any) -> str:  # noqa: ANN401  as JSON has it
        """One value of a body, as a person reads it."""
        if value in (None, "", []):
            return "—"
        if name in {"commune_id", "work_areas"}:
            codes = [value] if isinstance(value, str) else value
            return " · ".join(self.places.get(code, code) for code in codes)
        if name in LISTS:
            return " · ".join(str(LISTS[name](one).label) for one in value)
        if isinstance(value, int):
            return number(value)
        if name == "kind":
            value = str(BodyKind(value).label)
        elif name == "declared":
            receipt, _apart, on = value.partition(" ")
            value = str(Declaration(receipt).label)
            value += f"\n{day(date.fromisoformat(on))}" if on else ""
        elif name == "founded" and len(value) > 4:
            value = day(date.fromisoformat(value))
        parts = str(value).split("\n")
        return " · ".join(map(_left_to_right, parts) if name in NUMBERS else parts)

    def fault(self, fault: Mapping[str, Any]) -> str:
        """What is wrong with a cell, and what would do."""
        facts = dict(fault["facts"])
        if "value" in facts:
            facts["value"] = f"\u2068{facts['value']}\u2069"  # in its own direction
        if "near" in facts:
            near = " / ".join(self.places[code] for code in facts["near"] if code in self.places)
            if fault["code"] == "entry.commune_unknown":
                near = (
                    _("nearest: %(names)s") % {"names": near} if near else _("check the spelling")
                )
            facts["near"] = near
        if "columns" in facts:
            facts["columns"] = _(", ").join(str(VALUE_LABELS[name]) for name in facts["columns"])
        if "uses" in facts:
            facts["uses"] = _(", ").join(map(_model_said, facts["uses"]))
        return str(PHRASES[fault["code"]] % facts)


def _left_to_right(number_told: str) -> str:
    """A number that an Arabic line must not reorder, in text that holds no markup."""
    return f"\u2066{number_told}\u2069"


def _model_said(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name_plural)


def label_of(name: str) -> StrOrPromise:
    return VALUE_LABELS[name]
