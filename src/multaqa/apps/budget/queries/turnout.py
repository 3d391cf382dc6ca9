"""How many voted, where and by which way, with every count hidden that could point at somebody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from multaqa.apps.budget.models import Channel, PaperEntry, Round, Voter
from multaqa.apps.budget.queries.ballots import Part, parts_of, ways_told
from multaqa.apps.forum.queries.suppression import SMALL, Shown, shown_column
from multaqa.apps.territory.models import Commune

ELSEWHERE = ""  # voters whose commune nobody said
# A way as Pabulib names it.
WAYS = {Channel.ONLINE: "internet", Channel.ASSISTED: "internet", Channel.PAPER: "paper"}


def turnout_of(voting: Round, parts: Sequence[Part] | None = None) -> dict[str, Any]:
    """The turnout as it is published: what is hidden here is kept nowhere else in it.

    ``blank`` are the ballots that the rule leaves out: none of a round from a file, which is
    counted as its file has it. Adults are the municipal population of 18 years and over in the
    census of 2024. ``parts`` are the round's ballots, where they are at hand.
    """
    communes = _communes(voting)
    voters = dict(
        Voter.objects.filter(round=voting)
        .order_by()
        .values_list("commune")
        .annotate(count=Count("pk"))
    )
    counts = {code: voters.pop(code, 0) for code in communes}
    elsewhere = sum(voters.values())
    told = _told(counts, communes, elsewhere)
    parts = parts_of(voting) if parts is None else parts
    return {
        "ballots": sum(one.count for one in parts),
        "blank": 0 if voting.is_imported else sum(one.blank for one in parts),
        "channels": ways_told(parts),
        "void": _void_count(voting),
        "adults": sum(one.adults for one in communes.values()),
        **told,
    }


def _void_count(voting: Round) -> int:
    """Paper ballots that two readers found void: papers and not people, told however few."""
    return (
        PaperEntry.objects.filter(round=voting, is_void=True)
        .order_by()
        .values("code")
        .annotate(readings=Count("pk"))
        .filter(readings__gte=2)
        .count()
    )


@dataclass(frozen=True, slots=True)
class _Commune:
    province: str
    setting: str
    adults: int


def _communes(voting: Round) -> dict[str, _Commune]:
    """The communes of the round's own territory; none where it came from elsewhere."""
    if not (voting.region_id or voting.province_id):
        return {}
    found = Commune.objects.order_by("code")
    if voting.province_id:
        found = found.filter(province=voting.province_id)
    else:
        found = found.filter(province__region=voting.region_id)
    adults = F("aged_18_35_count") + F("aged_36_59_count") + F("aged_60_plus_count")
    rows = found.annotate(adults=adults).values_list("code", "province", "is_urban", "adults")
    return {
        code: _Commune(province, "urban" if is_urban else "rural", adults)
        for code, province, is_urban, adults in rows
    }


def _told(
    counts: Mapping[str, int], communes: Mapping[str, _Commune], elsewhere: int
) -> dict[str, Any]:
    """Communes, provinces and settings, such that no sum of two tables tells a hidden count.

    Where every part of a province (its urban communes, its rural ones) has five voters or more,
    counts are hidden inside the parts, and all sums over parts may be told. Else the settings are
    not told, and counts are hidden inside provinces.
    """
    province_of = {code: one.province for code, one in communes.items()}
    setting_of = {code: one.setting for code, one in communes.items()}
    cell_of = {code: f"{one.province}|{one.setting}" for code, one in communes.items()}
    cells, provinces = _sums(counts, cell_of), _sums(counts, province_of)
    is_split = bool(cells) and min(cells.values()) >= SMALL and not 0 < elsewhere < SMALL
    column = provinces | ({ELSEWHERE: elsewhere} if elsewhere else {})
    shown = dict.fromkeys(column, Shown.PLAIN) if is_split else shown_column(column)
    hidden: dict[str, Shown] = {}
    for group in cells if is_split else provinces:
        group_of = cell_of if is_split else province_of
        within = {code: count for code, count in counts.items() if group_of[code] == group}
        if is_split or shown[group] == Shown.PLAIN:
            hidden |= shown_column(within)
        else:
            hidden |= dict.fromkeys(within, Shown.WITHHELD)
    adults = {code: one.adults for code, one in communes.items()}
    of_provinces, of_settings = _sums(adults, province_of), _sums(adults, setting_of)
    return {
        "communes": {
            code: _part(count, adults[code], hidden[code]) for code, count in counts.items()
        },
        "provinces": {
            code: _part(count, of_provinces.get(code, 0), shown[code])
            for code, count in column.items()
        },
        "settings": {
            name: _part(count, of_settings[name], Shown.PLAIN)
            for name, count in _sums(counts, setting_of).items()
            if is_split
        },
    }


def _part(count: int, adults: int, how: Shown) -> dict[str, Any]:
    """Who voted in one place, None where that is hidden, and its adults."""
    return {"voters": count if how == Shown.PLAIN else None, "adults": adults, "shown": how.value}


def _sums(counts: Mapping[str, int], group_of: Mapping[str, str]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for key, count in counts.items():
        sums[group_of[key]] = sums.get(group_of[key], 0) + count
    return sums


def settings_told(turnout: Mapping[str, Any], parts: Sequence[Part]) -> dict[str, int]:
    """The ballots that choose, by their voters' setting; none where each may not bear its own.

    They may where the turnout tells the settings already and each has five such ballots. What the
    turnout has more is blank, so that anybody can tell the blank papers of a setting: they must
    stand among five papers of theirs.
    """
    counts: Counter[str] = Counter()
    papers: Counter[str] = Counter()
    blank: Counter[str] = Counter()
    for one in parts:
        counts[one.setting] += one.choosing
        blank[one.setting] += one.blank
        if one.way == Channel.PAPER:
            papers[one.setting] += one.count
    found = [name for name, count in counts.items() if count or blank[name]]
    is_small = any(0 < counts[name] < SMALL for name in found)
    is_few = any(blank[name] and papers[name] < SMALL for name in found)
    if not turnout["settings"] or not any(counts.values()) or is_small or is_few:
        return {}
    return {name: counts[name] for name in sorted(found) if name and counts[name]}


def are_ways_told(
    turnout: Mapping[str, Any], parts: Sequence[Part], settings: Mapping[str, int]
) -> bool:
    """Whether each published ballot says by which way it came.

    Only where no way is hidden, and where, beside the setting, each way in each setting has five
    ballots that choose.
    """
    channels = turnout["channels"]
    if None in channels.values() or channels[Channel.FILE]:
        return False
    if not settings:
        return True
    pairs: Counter[tuple[str, str]] = Counter()
    for one in parts:
        way = WAYS[Channel(one.way)]
        pairs[way, one.setting] += one.choosing
    return all(count >= SMALL for count in pairs.values())
