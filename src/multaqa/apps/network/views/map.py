"""The bodies that a list holds, on the map of the communes where they sit."""

from math import sqrt

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.network import queries
from multaqa.apps.territory.queries import OUTLINES_CREDIT, Outline, outlines, places_of
from multaqa.kernel.memory import remembered

MARGIN = 12
LEAST, MOST = 12, 46  # radius of the smallest disc and of the largest, in units of the grid


def bodies_map(asked: queries.Asked, address: QueryDict) -> SafeString:
    """Each commune a link to its part of the list, with a disc as large as what it holds."""
    counts = queries.commune_counts(asked)
    key = (tuple(sorted(counts.items())), address.urlencode())
    return remembered("network.map", *key, make=lambda: _drawn(counts, address))


def _drawn(counts: dict[str, int], address: QueryDict) -> SafeString:
    drawn = outlines()
    communes = [one for one in places_of(settings.REGION) if one.code in drawn]
    if not communes:
        return SafeString()
    most = max((counts.get(one.code, 0) for one in communes), default=0)
    shapes = []
    # Towns come last: they lie on top of the commune around them.
    for one in sorted(communes, key=lambda one: one.is_urban):
        count, outline = counts.get(one.code, 0), drawn[one.code]
        said = ngettext("%(count)d body", "%(count)d bodies", count) % {"count": count}
        shapes.append(
            {
                "url": _address(address, one.code),
                "label": f"{one.name}: {said}",
                "path": outline.path,
                "tone": "urban" if one.is_urban else "rural",
                "disc": _disc(outline, count, most) if count else None,
            }
        )
    provinces = {one.province_code for one in communes}
    context = {
        "shapes": shapes,
        "borders": [drawn[code].path for code in sorted(provinces) if code in drawn],
        "box": _box([drawn[one.code] for one in communes]),
        "elsewhere": sum(counts.values()) - sum(counts.get(one.code, 0) for one in communes),
        "credit": OUTLINES_CREDIT,
        "caption": _("Where they sit: each commune is a link to its bodies"),
    }
    return SafeString(render_to_string("network/_map.html", context))


def _address(address: QueryDict, code: str) -> str:
    narrowed = address.copy()
    narrowed["territory"] = code
    narrowed["of"] = "seat"
    return f"{reverse('network:directory')}?{narrowed.urlencode()}"


def _disc(outline: Outline, count: int, most: int) -> dict[str, str | int]:
    """Its ground is as large as the count; the figure is written in it, or above a small one."""
    radius = round(LEAST + (MOST - LEAST) * sqrt(count / most))
    x, y = outline.at
    return {"x": str(x), "y": str(y), "r": str(radius), "text_y": str(y + 9), "count": count}


def _box(drawn: list[Outline]) -> str:
    left = min(one.box[0] for one in drawn) - MARGIN - MOST
    top = min(one.box[1] for one in drawn) - MARGIN - MOST
    right = max(one.box[0] + one.box[2] for one in drawn) + MARGIN + MOST
    bottom = max(one.box[1] + one.box[3] for one in drawn) + MARGIN + MOST
    return f"{left} {top} {right - left} {bottom - top}"
