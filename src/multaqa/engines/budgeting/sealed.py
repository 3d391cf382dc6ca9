"""The sealed part of a count's evidence, read strictly: every place named, nothing taken on trust.

There is one spelling of each thing: rows are as ``Ballots`` has them, no two alike, the shortest
first and then by their places.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np

from multaqa.engines.budgeting.election import BallotKind, Ballots, Election, Project
from multaqa.engines.budgeting.outcome import (
    Bound,
    BoundAbout,
    BoundKind,
    Completion,
    Rule,
    Settings,
    Utility,
)
from multaqa.engines.budgeting.support import Whole
from multaqa.engines.evidence import LARGEST, LONGEST_SHOWN, Document, is_hexadecimal

KEYS = ("engine", "election", "settings", "result")
# What who seals may add: the site its round and the record's head, the command its file.
ADDED = {"previous": 32, "ballots_digest": 32, "sealed_at": 0, "round": 0}
TIE_BREAK = "project_id"
AT = "election.ballots"


class MalformedError(Exception):
    """The sealed part is not as the format says, at this place."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an evidence file says was counted, and how; ``file`` is the SHA-256 of its ``.pb``."""

    engine: str
    election: Election
    settings: Settings
    result: Document
    file: str = ""


def read_sealed(told: Document) -> Sealed:
    """Read it; MalformedError names the first place that is not as the format says."""
    for key in sorted(told):
        if key not in (*KEYS, *ADDED, "file"):
            raise MalformedError(key[:LONGEST_SHOWN])
    for key in KEYS:
        if key not in told:
            raise MalformedError(key)
    for key, size in ADDED.items():
        is_right = is_hexadecimal(told[key], size) if size and key in told else True
        if not is_right or not isinstance(told.get(key, ""), str):
            raise MalformedError(key)
    if "file" in told and not is_hexadecimal(told["file"], 32):
        raise MalformedError("file")
    return Sealed(
        engine=_text(told["engine"], "engine"),
        election=_election(told["election"]),
        settings=_settings(told["settings"]),
        result=_object(told["result"], "result"),
        file=told.get("file", ""),
    )


def _election(told: object) -> Election:
    keys = ("budget", "scale", "currency", "kind", "point_scale", "projects", "ballots")
    found = _object(told, "election", keys)
    kind = BallotKind(_one_of(found["kind"], "election.kind", tuple(BallotKind)))
    projects = tuple(
        _project(one, f"election.projects[{place}]")
        for place, one in enumerate(_list(found["projects"], "election.projects"))
    )
    scale = _whole(found["point_scale"], "election.point_scale", least=1)
    return Election(
        projects=projects,
        budget=_whole(found["budget"], "election.budget", least=1),
        kind=kind,
        ballots=_ballots(found["ballots"], kind, len(projects), scale),
        scale=_whole(found["scale"], "election.scale", least=1),
        currency=_text(found["currency"], "election.currency"),
    )


def _project(told: object, place: str) -> Project:
    found = _object(told, place, ("id", "cost", "name", "territory", "groups"))
    groups = _list(found["groups"], f"{place}.groups")
    return Project(
        id=_text(found["id"], f"{place}.id"),
        cost=_whole(found["cost"], f"{place}.cost"),
        name=_text(found["name"], f"{place}.name"),
        territory=_text(found["territory"], f"{place}.territory"),
        groups=tuple(_text(one, f"{place}.groups") for one in groups),
    )


def _ballots(told: object, kind: BallotKind, count: int, point_scale: int) -> Ballots:
    """All rows at once: there may be a million."""
    rows = _list(told, AT)
    for place, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != 3:
            raise MalformedError(f"{AT}[{place}]")
        weight, chosen, points = row
        if type(weight) is not int or not 0 < weight <= LARGEST:
            raise MalformedError(f"{AT}[{place}][0]")
        if not isinstance(chosen, list) or not isinstance(points, list):
            raise MalformedError(f"{AT}[{place}]")
        if len(chosen) != len(points):
            raise MalformedError(f"{AT}[{place}]")
    lengths = np.array([len(row[1]) for row in rows], np.int64)
    chosen = _numbers([row[1] for row in rows], below=count)
    points = _numbers([row[2] for row in rows], below=LARGEST + 1)
    _check_rows(kind, count, lengths, chosen, points)
    order = zip(lengths.tolist(), rows, strict=True)
    if any(
        (size, *before[1:]) >= (larger, *row[1:])
        for (size, before), (larger, row) in pairwise(order)
    ):
        raise MalformedError(AT)
    if sum(row[0] for row in rows) > LARGEST:
        raise MalformedError(AT)
    return Ballots(
        weights=np.array([row[0] for row in rows], np.int64),
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        chosen=chosen.astype(np.int32),
        points=points,
        point_scale=point_scale,
    )


def _numbers(rows: list[list[Any]], *, below: int) -> Whole:
    numbers = list(chain.from_iterable(rows))
    # True is an int to Python, never to us.
    if set(map(type, numbers)) - {int}:
        raise MalformedError(AT)
    if numbers and not 0 <= min(numbers) <= max(numbers) < below:
        raise MalformedError(AT)
    return np.array(numbers, np.int64)


def _check_rows(kind: BallotKind, count: int, lengths: Whole, chosen: Whole, points: Whole) -> None:
    """Nothing chosen twice; ascending where no order is meant; points as the kind has them."""
    keys = np.repeat(np.arange(len(lengths)) * count, lengths) + chosen
    if kind is BallotKind.ORDINAL:
        keys.sort()
        is_right = not points.any()
    elif kind in (BallotKind.CUMULATIVE, BallotKind.SCORING):
        is_right = bool((points > 0).all())
    else:
        is_right = bool((points == 1).all())
    if not is_right or (keys[1:] <= keys[:-1]).any():
        raise MalformedError(AT)


def _settings(told: object) -> Settings:
    at = "settings"
    found = _object(told, at, ("rule", "utility", "completion", "bounds", "tie_break"))
    _one_of(found["tie_break"], f"{at}.tie_break", (TIE_BREAK,))
    completion = _list(found["completion"], f"{at}.completion")
    return Settings(
        rule=Rule(_one_of(found["rule"], f"{at}.rule", tuple(Rule))),
        utility=Utility(_one_of(found["utility"], f"{at}.utility", tuple(Utility))),
        completion=tuple(
            Completion(_one_of(one, f"{at}.completion", tuple(Completion))) for one in completion
        ),
        bounds=tuple(
            _bound(one, f"{at}.bounds[{place}]")
            for place, one in enumerate(_list(found["bounds"], f"{at}.bounds"))
        ),
    )


def _bound(told: object, place: str) -> Bound:
    found = _list(told, place)
    if len(found) != 4:
        raise MalformedError(place)
    kind, about, name, amount = found
    return Bound(
        BoundKind(_one_of(kind, place, tuple(BoundKind))),
        BoundAbout(_one_of(about, place, tuple(BoundAbout))),
        _text(name, place),
        _whole(amount, place),
    )


def _object(thing: object, place: str, keys: Collection[str] | None = None) -> Document:
    if not isinstance(thing, dict):
        raise MalformedError(place)
    if keys is not None and (strange := set(thing).symmetric_difference(keys)):
        raise MalformedError(f"{place}.{min(map(str, strange))[:LONGEST_SHOWN]}")
    return thing


def _list(thing: object, place: str) -> list[Any]:
    if not isinstance(thing, list):
        raise MalformedError(place)
    return thing


def _text(thing: object, place: str) -> str:
    if not isinstance(thing, str):
        raise MalformedError(place)
    return thing


def _whole(thing: object, place: str, *, least: int = 0) -> int:
    if type(thing) is not int or not least <= thing <= LARGEST:
        raise MalformedError(place)
    return thing


def _one_of(thing: object, place: str, known: Collection[str]) -> str:
    if not isinstance(thing, str) or thing not in known:
        raise MalformedError(place)
    return thing
