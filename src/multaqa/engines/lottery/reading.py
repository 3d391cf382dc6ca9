"""How evidence of a lottery is read: strictly, every place named, nothing taken on trust."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from multaqa.engines.evidence import LONGEST_SHOWN, Document
from multaqa.refusal import Refusal


def wrong(place: str) -> Refusal:
    return Refusal("lottery.evidence_malformed", place=place)


def object_at(thing: object, place: str, keys: Iterable[str]) -> Document:
    if not isinstance(thing, dict):
        raise wrong(place)
    if strange := set(thing).symmetric_difference(keys):
        raise wrong(f"{place}.{min(map(str, strange))[:LONGEST_SHOWN]}")
    return thing


def list_at(
    thing: object, place: str, *, length: int | None = None, at_least: int = 0
) -> list[Any]:
    if not isinstance(thing, list | tuple) or len(thing) < at_least:
        raise wrong(place)
    if length is not None and len(thing) != length:
        raise wrong(place)
    return list(thing)


def text_at(thing: object, place: str) -> str:
    if not isinstance(thing, str):
        raise wrong(place)
    try:
        thing.encode()
    except UnicodeEncodeError as error:
        raise wrong(place) from error
    return thing


def texts_at(thing: object, place: str) -> tuple[str, ...]:
    return tuple(
        text_at(text, f"{place}[{index}]") for index, text in enumerate(list_at(thing, place))
    )


def ascending(texts: tuple[str, ...], place: str) -> tuple[str, ...]:
    # One order only, so that a person's number is the same for everyone, and nobody stands twice.
    for index, (before, after) in enumerate(pairwise(texts), start=1):
        if before >= after:
            raise wrong(f"{place}[{index}]")
    return texts


def number_at(thing: object, place: str, *, below: int, at_least: int = 0) -> int:
    # True is an int to Python, never to us.
    if type(thing) is not int or not at_least <= thing < below:
        raise wrong(place)
    return thing


def numbers_at(
    thing: object, place: str, *, below: int, length: int | None = None
) -> tuple[int, ...]:
    numbers = list_at(thing, place, length=length)
    if all(type(number) is int and 0 <= number < below for number in numbers):
        return tuple(numbers)
    raise wrong(place)


def one_of(thing: object, place: str, known: tuple[str, ...]) -> Any:  # noqa: ANN401
    if not isinstance(thing, str) or thing not in known:
        raise wrong(place)
    return thing
