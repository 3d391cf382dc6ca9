"""A result by territory: where the money goes, and who voted where."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Channel, Count, RoundProject
from multaqa.apps.territory.models import Commune, Province
from multaqa.apps.territory.queries import CREDIT
from multaqa.ui.amounts import number, percent


def setting_name(setting: str) -> str:
    return _("Urban") if setting == "urban" else _("Rural")


def by_province(count: Count, projects: Iterable[RoundProject]) -> list[dict[str, Any]]:
    """For each province: projects put to the vote, those that won, and their share of the money."""
    story = count.explanation
    won = set(story["winners"])
    rows: dict[str, dict[str, Any]] = {}
    for one in projects:
        name = one.commune.province.name if one.commune else one.place
        if not name:
            continue
        code = one.commune.province_id if one.commune else name
        row = rows.setdefault(code, {"name": name, "put": 0, "won": 0, "money": 0})
        row["put"] += 1
        if one.number in won:
            row["won"] += 1
            row["money"] += one.cost
    told = count.turnout["provinces"]
    total = count.turnout["adults"]
    for code, row in rows.items():
        adults = told.get(code, {}).get("adults", 0)
        row["share"] = percent(row["money"] / story["spent"]) if story["spent"] else ""
        row["people"] = percent(adults / total) if adults and total else ""
        row["money"] = queries.money(count.round, row["money"])
    return [rows[code] for code in sorted(rows)]


def turnout_told(count: Count) -> dict[str, Any]:
    """The turnout: by setting, province, commune and way of voting."""
    turnout = count.turnout
    names = dict(Province.objects.filter(code__in=turnout["provinces"]).values_list("code", "name"))
    communes = Commune.objects.filter(code__in=turnout["communes"]).order_by("code")
    groups: dict[str, dict[str, Any]] = {
        code: {"name": names.get(code, _("Commune not said")), "whole": _row(one), "rows": []}
        for code, one in turnout["provinces"].items()
    }
    for commune in communes:
        row = _row(turnout["communes"][commune.code]) | {
            "name": commune.name,
            "is_rural": not commune.is_urban,
        }
        groups[commune.province_id]["rows"].append(row)
    channels = [
        {"label": Channel(name).label, "text": _hidden() if n is None else number(n)}
        for name, n in turnout["channels"].items()
        if n != 0
    ]
    rate = turnout["ballots"] / turnout["adults"] if turnout["adults"] else None
    return {
        "turnout": turnout,
        "rate": percent(rate, 1) if rate is not None else "",
        "settings": [
            _row(one) | {"name": setting_name(name), "tone": name}
            for name, one in turnout["settings"].items()
        ],
        "setting_bars": _bars(turnout),
        "groups": list(groups.values()),
        "channels": channels,
        "credit": CREDIT,
        "is_hidden": any(one["voters"] is None for one in turnout["communes"].values()),
    }


def _bars(turnout: dict[str, Any]) -> list[dict[str, Any]]:
    """Turnout by setting, the higher one as long as the bar."""
    rates = {
        name: one["voters"] / one["adults"]
        for name, one in turnout["settings"].items()
        if one["adults"]
    }
    return [
        {
            "label": setting_name(name),
            "text": percent(rate, 1),
            "value": rate,
            "total": max(rates.values()),
            "tone": name,
        }
        for name, rate in rates.items()
    ]


def _hidden() -> str:
    return _("hidden")


def _row(one: dict[str, Any]) -> dict[str, Any]:
    voters, adults = one["voters"], one["adults"]
    if voters is None:
        told = _("under 5") if one["shown"] == "small" else _("hidden")
        return {"voters": told, "adults": number(adults) if adults else "", "rate": ""}
    rate = percent(voters / adults, 1) if adults else ""
    return {"voters": number(voters), "adults": number(adults) if adults else "", "rate": rate}
