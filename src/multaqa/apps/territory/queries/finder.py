"""The commune a person meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import fuzz, process

from multaqa.apps.territory.models import Commune, Region
from multaqa.apps.territory.queries.shares import Territory, communes_of
from multaqa.kernel.arabic import digits, fold

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
