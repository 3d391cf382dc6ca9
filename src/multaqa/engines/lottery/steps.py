"""What followed a draw, as its file tells it: the draw itself, then steps, each after the last.

A step carries its moment and the digest, SHA-256 of the canonical bytes, of the step before it; the
first that of the whole document of the draw. So no step can be dropped, changed or moved while the
newest digest stands. Three sorts of step there are:

- ``alternates``: the list named ahead, and who was away then; first or never;
- ``call``: who left a seat, and why; who is away; the alternates who came in; the panel after it;
- ``replacement``: the same, but with a second draw, its whole document within.

Who is away cannot come any more: a ticket is told once, and stays away. Behind a veil the list is
hidden: commitments stand for it, one per alternate asked for, in the order of the commitments
themselves; a call shows the salts of those who came in, who then stand by their tickets alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Literal, get_args

from multaqa.engines.evidence import LARGEST, Document, is_hexadecimal, seal_of
from multaqa.engines.lottery.draw import is_drawn
from multaqa.engines.lottery.reading import (
    ascending,
    list_at,
    number_at,
    object_at,
    one_of,
    text_at,
    texts_at,
    wrong,
)
from multaqa.engines.lottery.sealed import Sealed, read_sealed

KIND = "lottery-after"

Reason = Literal["silence", "declined", "withdrawn", "released"]
REASONS: tuple[str, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn lottery's document, and its sealed part as it can be read."""

    document: Document
    sealed: Sealed

    @property
    def seal(self) -> str:
        return str(self.document["seal"])

    @property
    def panel(self) -> tuple[str, ...]:
        return tuple(self.document["drawn"]["panel"])


@dataclass(frozen=True, slots=True)
class Naming:
    """Step: ``count`` alternates were asked for; ``people`` is None behind a veil."""

    at: str
    previous: str
    away: tuple[str, ...]
    count: int
    people: tuple[str, ...] | None
    commitments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Step: alternates came in. Behind a veil, ``salts`` open their commitments, in order."""

    at: str
    previous: str
    away: tuple[str, ...]
    gone: Mapping[str, str]
    came: tuple[str, ...]
    salts: tuple[str, ...]
    panel: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Step: a second draw filled the seats."""

    at: str
    previous: str
    away: tuple[str, ...]
    gone: Mapping[str, str]
    came: tuple[str, ...]
    draw: Drawn
    panel: tuple[str, ...]


Step = Naming | Call | Replacement


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits, who left and why, and who is away, at one moment."""

    panel: tuple[str, ...]
    gone: Mapping[str, str]
    away: frozenset[str]

    @property
    def out(self) -> frozenset[str]:
        """Whoever cannot come in: those away, and those who left once."""
        return self.away | self.gone.keys()

    def after(self, step: Step) -> "Seats":
        away = self.away | set(step.away)
        if isinstance(step, Naming):
            return Seats(self.panel, self.gone, away)
        return Seats(step.panel, {**self.gone, **step.gone}, away)


@dataclass(frozen=True, slots=True)
class Followed:
    """A draw and all that followed; ``digests`` are the draw's and then each step's."""

    draw: Drawn
    steps: tuple[Step, ...]
    digests: tuple[str, ...]

    @property
    def head(self) -> str:
        """The newest digest: what a public record notes."""
        return self.digests[-1]

    @property
    def naming(self) -> Naming | None:
        first = self.steps[0] if self.steps else None
        return first if isinstance(first, Naming) else None

    @property
    def seats(self) -> tuple[Seats, ...]:
        """How the seats stood before the first step, and after each."""
        drawn = Seats(tuple(sorted(self.draw.panel)), {}, frozenset())
        return tuple(accumulate(self.steps, Seats.after, initial=drawn))


def read_followed(thing: object) -> Followed:
    """Read the sealed part of what followed; refuses, naming the place, what has another form."""
    read = object_at(thing, "sealed", {"draw", "steps"})
    draw = read_drawn(read["draw"], "draw")
    written = list_at(read["steps"], "steps")
    steps = tuple(
        _step(step, f"steps[{number}]", draw.sealed, is_first=number == 0)
        for number, step in enumerate(written)
    )
    digests = (seal_of(draw.document), *map(seal_of, written))
    return Followed(draw, steps, digests)


def read_drawn(thing: object, place: str) -> Drawn:
    """Read the document of a drawn lottery; whether it is right is for its own verification."""
    keys = {"format", "kind", "sealed", "seal", "signature", "drawn"}
    document = object_at(thing, place, keys)
    sealed = read_sealed(document["sealed"])
    if not is_hexadecimal(document["seal"], 32):
        raise wrong(f"{place}.seal")
    if not is_drawn(document["drawn"], is_veiled=sealed.is_veiled):
        raise wrong(f"{place}.drawn")
    return Drawn(document, sealed)


def _step(thing: object, place: str, sealed: Sealed, *, is_first: bool) -> Step:
    kind = thing.get("kind") if isinstance(thing, dict) else None
    if one_of(kind, f"{place}.kind", ("alternates", "call", "replacement")) == "alternates":
        return _alternates(thing, place, is_veiled=sealed.is_veiled, is_first=is_first)
    own = "salts" if kind == "call" else "draw"
    keys = {"kind", "at", "previous", "away", "gone", "came", "panel", own}
    read = object_at(thing, place, keys)
    came = _names(read["came"], f"{place}.came")
    shared: dict[str, Any] = _linked(read, place) | {
        "gone": _gone(read["gone"], f"{place}.gone"),
        "came": came,
        "panel": _names(read["panel"], f"{place}.panel"),
    }
    if kind == "replacement":
        return Replacement(**shared, draw=read_drawn(read["draw"], f"{place}.draw"))
    if not sealed.is_veiled:
        if read["salts"] is not None:
            raise wrong(f"{place}.salts")
        return Call(**shared, salts=())
    salts = list_at(read["salts"], f"{place}.salts", length=len(came))
    return Call(**shared, salts=tuple(text_at(salt, f"{place}.salts") for salt in salts))


def _alternates(thing: object, place: str, *, is_veiled: bool, is_first: bool) -> Naming:
    keys = {"kind", "at", "previous", "away", "count", "people", "commitments"}
    read = object_at(thing, place, keys)
    if not is_first:
        raise wrong(f"{place}.kind")
    count = number_at(read["count"], f"{place}.count", below=LARGEST)
    if read["commitments" if not is_veiled else "people"] is not None:
        raise wrong(place)
    if not is_veiled:
        people = texts_at(read["people"], f"{place}.people")
        if len(set(people)) < len(people) or len(people) > count:
            raise wrong(f"{place}.people")
        return Naming(**_linked(read, place), count=count, people=people, commitments=())
    shown = list_at(read["commitments"], f"{place}.commitments", length=count)
    if not all(is_hexadecimal(text, 32) for text in shown):
        raise wrong(f"{place}.commitments")
    if any(before >= after for before, after in pairwise(shown)):
        raise wrong(f"{place}.commitments")
    return Naming(**_linked(read, place), count=count, people=None, commitments=tuple(shown))


def _linked(read: Document, place: str) -> dict[str, Any]:
    if not is_hexadecimal(read["previous"], 32):
        raise wrong(f"{place}.previous")
    return {
        "at": text_at(read["at"], f"{place}.at"),
        "previous": read["previous"],
        "away": _names(read["away"], f"{place}.away"),
    }


def _names(thing: object, place: str) -> tuple[str, ...]:
    return ascending(texts_at(thing, place), place)


def _gone(thing: object, place: str) -> dict[str, str]:
    if not isinstance(thing, dict) or not thing:
        raise wrong(place)
    return {text_at(name, place): one_of(why, place, REASONS) for name, why in thing.items()}
