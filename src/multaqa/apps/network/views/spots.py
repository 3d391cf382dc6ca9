"""What is drawn on the map for a province or a commune: its ground, and the count that it bears.

Places are in units of the grid; ``scale`` is how many of them a pixel of a phone holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import dist

LEAST, MOST = 12, 21  # pixels of a phone: radius of the smallest disc and of the largest
LETTER = 6.4  # the width of a letter of a name, on the mean, and with a little room
PILL_HEIGHT = 46
LINE = 13
ROUNDS = 60
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Spot:
    """A shape, a link, and its count: in a disc of a radius, or in a label with a width."""

    name: str
    count: int
    said: str
    url: str
    path: str
    x: float
    y: float
    scale: float
    radius: float = 0
    width: float = 0
    tone: str = "rural"
    is_here: bool = False
    is_named: bool = False

    @property
    def label(self) -> dict[str, int] | None:
        """The label of a province and its two lines."""
        if not self.width:
            return None
        height = PILL_HEIGHT * self.scale
        return {
            "x": round(self.x - self.width / 2),
            "y": round(self.y - height / 2),
            "width": round(self.width),
            "height": round(height),
            "round": round(10 * self.scale),
            "middle": round(self.x),
            "count_y": round(self.y - 3 * self.scale),
            "count_size": round(17 * self.scale),
            "name_y": round(self.y + 12.5 * self.scale),
            "name_size": round(12 * self.scale),
        }

    @property
    def disc(self) -> dict[str, int] | None:
        """The disc of a commune, and where its name stands if there is room."""
        if not self.radius:
            return None
        size = 12 if self.count < 1000 else 10
        return {
            "x": round(self.x),
            "y": round(self.y),
            "r": round(self.radius),
            "count_y": round(self.y + 4.2 * self.scale),
            "count_size": round(size * self.scale),
            "name_y": round(self.y + self.radius + 11 * self.scale),
            "name_size": round(11 * self.scale),
        }


def labelled(
    *, name: str, count: int, said: str, url: str, path: str, at: tuple[int, int], scale: float
) -> Spot:
    x, y = at
    width = (max(len(name), 6) * LETTER + 18) * scale
    return Spot(name, count, said, url, path, x, y, scale, width=width)


def apart(spots: Sequence[Spot]) -> list[Spot]:
    """Discs that lie on one another are moved apart, each as little as the other."""
    discs = [one for one in spots if one.radius]
    for _round in range(ROUNDS):
        is_moved = False
        for one, other in combinations(discs, 2):
            need = one.radius + other.radius + one.scale
            between = dist((one.x, one.y), (other.x, other.y))
            if between >= need:
                continue
            is_moved = True
            part = (need - between) / 2 / (between or 1)
            east, south = (other.x - one.x) * part or part, (other.y - one.y) * part
            one.x, one.y, other.x, other.y = (
                one.x - east,
                one.y - south,
                other.x + east,
                other.y + south,
            )
        if not is_moved:
            break
    return list(spots)


def name_where_room(spots: Sequence[Spot], box: Box) -> list[Spot]:
    """The largest first, a name stands under its disc where it touches no disc and no name."""
    discs = [one for one in spots if one.radius]
    taken: list[Box] = [
        (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius)
        for one in discs
    ]
    for one in sorted(discs, key=lambda one: -one.count):
        half = len(one.name) * LETTER * one.scale / 2
        top = one.y + one.radius + one.scale
        place = (one.x - half, top, one.x + half, top + LINE * one.scale)
        one.is_named = _within(place, box) and not any(_meet(place, other) for other in taken)
        if one.is_named:
            taken.append(place)
    return list(spots)


def _within(place: Box, box: Box) -> bool:
    left, top, width, height = box
    return (
        place[0] >= left
        and place[1] >= top
        and place[2] <= left + width
        and place[3] <= top + height
    )


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
