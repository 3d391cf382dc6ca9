"""Which of many bodies may be the same: a whole list beside the whole directory, at once.

Names are compared by the same measure as one body's (``likeness``), but by blocks and in C: those
of one commune as near as ALIKE, those of one province as near as ALIKE_ELSEWHERE. The same phone,
or the same register number, is found anywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import QuerySet
from rapidfuzz import fuzz, process

from multaqa.apps.network.models import LIVE_STATES, Body
from multaqa.apps.network.queries.likeness import (
    ALIKE,
    ALIKE_ELSEWHERE,
    MOST_CANDIDATES,
    key_of,
    told_apart_by,
)
from multaqa.kernel.arabic import fold

HELD = 90.0  # a name that holds every word of another, of at least two
AT_ONCE = 400  # names compared at once with a whole block: a few megabytes
MOST_SHARERS = 6  # a phone or a number that more bodies bear is a stand-in, and proves nothing
Told = Callable[[float], None]


@dataclass(slots=True)
class Entry:
    """A body, or a row of a list: ``body`` is its key, or ``line`` the row's number."""

    body: int = 0
    line: int = 0
    kind: str = ""
    commune: str = ""
    province: str = ""
    names: list[list[str]] = field(default_factory=list)
    key: str = ""
    phones: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.key, self.kind, self.commune


@dataclass(slots=True)
class Likely:
    """What an entry may be, how alike the names are in percent, and what tells it."""

    entry: Entry
    score: float
    reasons: set[str]

    @property
    def is_obvious(self) -> bool:
        """The same number of the register, or the same phone and nearly the same name."""
        return "register" in self.reasons or {"phone", "name"} <= self.reasons

    @property
    def is_exact(self) -> bool:
        return "exact" in self.reasons

    def plain(self) -> dict[str, Any]:
        told = {"body": self.entry.body} if self.entry.body else {"line": self.entry.line}
        return told | {"score": round(self.score), "why": sorted(self.reasons)}


def entries_of(bodies: QuerySet[Body]) -> Iterator[Entry]:
    """The live bodies among these, each as it is compared."""
    rows = bodies.filter(state__in=LIVE_STATES).values_list(
        "pk",
        "kind",
        "commune_id",
        "commune__province_id",
        "name_ar",
        "name_fr",
        "name_en",
        "other_names",
        "name_key",
        "phone",
        "other_phones",
        "register_number",
        "ice",
    )
    for (
        pk,
        kind,
        commune,
        province,
        ar,
        fr,
        en,
        others,
        key,
        phone,
        phones,
        register,
        ice,
    ) in rows.iterator(chunk_size=2000):
        yield Entry(
            body=pk,
            kind=kind,
            commune=commune or "",
            province=province or "",
            names=_words([ar, fr, en, *others.splitlines()]),
            key=key,
            phones=tuple(one for one in (phone, *phones.splitlines()) if one),
            numbers=_numbers(register, ice),
        )


def entry_of_row(line: int, told: dict[str, Any]) -> Entry:
    """A row as it is compared; ``told`` is what was read in it."""
    commune = told.get("commune_id", "")
    names = [told["name_ar"], told.get("name_fr", ""), *told.get("other_names", "").splitlines()]
    return Entry(
        line=line,
        kind=told.get("kind", ""),
        commune=commune,
        province=".".join(commune.split(".")[:2]),
        names=_words(names),
        key=key_of(told["name_ar"]),
        phones=tuple(
            one for one in (told.get("phone"), *told.get("other_phones", "").splitlines()) if one
        ),
        numbers=_numbers(told.get("register_number", ""), told.get("ice", "")),
    )


def _numbers(*numbers: str) -> tuple[str, ...]:
    return tuple(folded for number in numbers if (folded := fold(number)))


def _words(names: Iterable[str | None]) -> list[list[str]]:
    told = {tuple(told_apart_by(name)) for name in names if name}
    return [list(words) for words in told if words]


class Crowd:
    """All that is in the directory and in a list; says of each row of the list what it may be."""

    def __init__(self, bodies: Iterable[Entry], rows: Iterable[Entry]) -> None:
        self.rows = list(rows)
        self.all = [*bodies, *self.rows]
        self.first_row = len(self.all) - len(self.rows)
        self.found: dict[int, dict[int, Likely]] = defaultdict(dict)

    def likely(
        self, told: Told = lambda _done: None, among: set[int] | None = None
    ) -> dict[int, list[Likely]]:
        """By line, what each row may be, the likeliest first, at most five.

        Of two rows the later may be the earlier. ``among`` asks of these lines alone.
        """
        asked = [
            place
            for place in range(self.first_row, len(self.all))
            if among is None or self.all[place].line in among
        ]
        self._by_value(asked, "exact", lambda entry: (entry.identity,))
        self._by_value(asked, "register", lambda entry: entry.numbers, most=MOST_SHARERS)
        self._by_value(asked, "phone", lambda entry: entry.phones, most=MOST_SHARERS)
        self._by_name(asked, told)
        return {
            self.all[place].line: self._best(self.found[place])
            for place in asked
            if self.found.get(place)
        }

    @staticmethod
    def _best(found: dict[int, Likely]) -> list[Likely]:
        order = sorted(
            found.values(),
            key=lambda one: (
                not one.is_exact,
                not one.is_obvious,
                -one.score,
                not one.entry.body,
                one.entry.body or one.entry.line,
            ),
        )
        return order[:MOST_CANDIDATES]

    def _note(self, place: int, other: int, reason: str, score: float) -> None:
        if other == place or other >= self.first_row <= place <= other:
            return  # itself, or a later row, which will be told that it may be this one
        known = self.found[place].get(other)
        if known is None:
            self.found[place][other] = Likely(self.all[other], score, {reason})
        else:
            known.reasons.add(reason)
            known.score = max(known.score, score)

    def _by_value(
        self,
        asked: list[int],
        reason: str,
        values: Callable[[Entry], Iterable[Any]],
        most: int | None = None,
    ) -> None:
        holders: dict[Any, list[int]] = defaultdict(list)
        for place, entry in enumerate(self.all):
            for value in values(entry):
                if value and value != ("", "", ""):
                    holders[value].append(place)
        for place in asked:
            for value in values(self.all[place]):
                sharers = holders.get(value, [])
                if most is None or len(sharers) <= most:
                    for other in sharers[:MOST_SHARERS]:
                        score = 100.0 if reason == "exact" else self._likeness(place, other)
                        self._note(place, other, reason, score)
                        if score >= ALIKE:
                            self._note(place, other, "name", score)

    def _likeness(self, place: int, other: int) -> float:
        return max(
            (
                max(
                    fuzz.ratio("".join(one), "".join(two)),
                    fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(two))),
                )
                for one in self.all[place].names
                for two in self.all[other].names
            ),
            default=0.0,
        )

    def _by_name(self, asked: list[int], told: Told) -> None:
        blocks = [
            (group, lowest, members)
            for group, lowest in (("commune", ALIKE), ("province", ALIKE_ELSEWHERE))
            for members in self._blocks(asked, group)
        ]
        weights = [len(rows) * len(members) for _group, _lowest, (rows, members) in blocks]
        done, whole = 0, sum(weights) or 1
        for (group, lowest, (rows, members)), weight in zip(blocks, weights, strict=True):
            self._compare(rows, members, lowest, is_here=group == "commune")
            if group == "commune":
                self._held(rows, members)
            done += weight
            told(done / whole)

    def _blocks(self, asked: list[int], group: str) -> list[tuple[list[int], list[int]]]:
        """The rows of one commune, or province, and all who sit there with them."""
        members: dict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(self.all):
            members[getattr(entry, group)].append(place)
        rows: dict[str, list[int]] = defaultdict(list)
        for place in asked:
            rows[getattr(self.all[place], group)].append(place)
        return [(rows[value], members[value]) for value in sorted(rows)]

    def _compare(
        self, rows: list[int], members: list[int], lowest: float, *, is_here: bool
    ) -> None:
        for spelt in ("".join, _in_order):
            theirs, owners = self._spelt(members, spelt)
            ours, askers = self._spelt(rows, spelt)
            for start in range(0, len(ours), AT_ONCE):
                scores = process.cdist(
                    ours[start : start + AT_ONCE],
                    theirs,
                    scorer=fuzz.ratio,
                    score_cutoff=lowest,
                    dtype=np.float32,
                )
                for at, other in zip(*np.nonzero(scores), strict=True):
                    score = float(scores[at, other])
                    for place in askers[start + at]:
                        for owner in owners[other]:
                            self._note_name(place, owner, score, is_here=is_here)

    def _spelt(
        self, places: list[int], spelt: Callable[[list[str]], str]
    ) -> tuple[list[str], list[list[int]]]:
        """Each spelling that these bear once, and who bears it."""
        bearers: dict[str, list[int]] = defaultdict(list)
        for place in places:
            for words in self.all[place].names:
                bearers[spelt(words)].append(place)
        return list(bearers), list(bearers.values())

    def _note_name(self, place: int, other: int, score: float, *, is_here: bool) -> None:
        """In one commune names of two kinds must be as near as those of two communes."""
        same_kind = self.all[place].kind == self.all[other].kind
        if score >= (ALIKE if is_here and same_kind else ALIKE_ELSEWHERE):
            self._note(place, other, "name", score)

    def _held(self, rows: list[int], members: list[int]) -> None:
        """Names of which one holds every word of the other: found by its rarest word."""
        words_of = [
            (place, frozenset(words)) for place in members for words in self.all[place].names
        ]
        spread = Counter(word for _place, words in words_of for word in words)
        by_rarest: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        by_word: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        for place, words in words_of:
            if len(words) > 1:
                by_rarest[min(words, key=lambda word: (spread[word], word))].append((place, words))
            for word in words:
                by_word[word].append((place, words))
        for place in rows:
            for own in map(frozenset, self.all[place].names):
                if len(own) < 2:
                    continue
                shorter = [
                    other for word in own for other, words in by_rarest[word] if words <= own
                ]
                rarest = min(own, key=lambda word: (spread[word], word))
                longer = [other for other, words in by_word[rarest] if own <= words]
                for other in (*shorter, *longer):
                    self._note_name(place, other, HELD, is_here=True)


def _in_order(words: Sequence[str]) -> str:
    return " ".join(sorted(words))
