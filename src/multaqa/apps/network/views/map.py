"""The bodies that a list holds, on the map: a region's provinces, then a province's communes.

A phone is some 350 pixels wide: the region shows a label for each province, large enough to read
and to tap, and leads to the map of one, where each commune has its disc. A list of the communes
stands beneath, for those who want a name, and those who see no drawing.
"""

from collections.abc import Iterable
from itertools import groupby
from math import sqrt

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.network import queries
from multaqa.apps.network.views.spots import (
    LEAST,
    MOST,
    Box,
    Spot,
    apart,
    labelled,
    name_where_room,
)
from multaqa.apps.territory.queries import OUTLINES_CREDIT, Place, outlines, places_of
from multaqa.kernel.memory import remembered

PHONE = 350  # pixels that a map has on a phone: what is drawn on it is measured in them
MARGIN = 14


def bodies_map(asked: queries.Asked, address: QueryDict) -> SafeString:
    """The region, or the province that was asked for, each part a link to its part of the list.

    Where the territory or the setting asked is that of the work, the seats of the bodies are shown
    wherever they are, and nothing leads on: a link asks for a seat.
    """
    leads = not (asked.by_work and (asked.territory or asked.setting))
    province = ".".join(asked.territory.split(".")[:2]) if leads else ""
    if province == settings.REGION:
        province = ""
    counts = queries.commune_counts(queries.of_seat(asked, province) if leads else asked)
    key = (tuple(sorted(counts.items())), address.urlencode())
    return remembered(
        "network.map", *key, make=lambda: _Sheet(counts, address, province, leads=leads).drawn()
    )


class _Sheet:
    """One map: what it counts, the address that it narrows, and the province that it shows."""

    def __init__(
        self, counts: dict[str, int], address: QueryDict, province: str, *, leads: bool
    ) -> None:
        self.counts, self.address, self.province, self.leads = counts, address, province, leads
        self.here = address.get("territory", "")
        region = [one for one in places_of(settings.REGION) if one.code in outlines()]
        self.places = [one for one in region if province in ("", one.province_code)]

    def drawn(self) -> SafeString:
        if not self.places:
            return SafeString()
        box = self._box()
        scale = box[2] / PHONE
        shapes = self._communes(scale) if self.province else self._provinces(scale)
        inside = sum(self.counts.get(one.code, 0) for one in self.places)
        context = {
            "shapes": shapes,
            "borders": [outlines()[one].path for one in self._borders()],
            "box": " ".join(str(round(part)) for part in box),
            "line": round(scale),
            "halo": round(3 * scale),
            "elsewhere": sum(self.counts.values()) - inside,
            "credit": OUTLINES_CREDIT,
            "caption": self._caption(),
            "whole": self._url("") if self.province else "",
            "groups": list(self._groups()),
            "is_open": bool(self.province),
        }
        return SafeString(render_to_string("network/_map.html", context))

    def _caption(self) -> str:
        if not self.leads:
            return _("Where these bodies sit")
        if self.province:
            return _("Where they sit: each commune is a link to its bodies")
        return _("Where they sit: each province leads to a map of its own")

    def _box(self) -> Box:
        """The part of the grid that holds what is drawn, with a margin for what stands out."""
        boxes = [outlines()[one.code].box for one in self.places]
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right = max(box[0] + box[2] for box in boxes)
        bottom = max(box[1] + box[3] for box in boxes)
        margin = MARGIN * (right - left) / (PHONE - 2 * MARGIN)
        return left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin

    def _provinces(self, scale: float) -> list[Spot]:
        """Each province with a label: its count, and its name under it."""
        return [
            labelled(
                name=name,
                count=count,
                said=_said(name, count),
                url=self._url(code) if count else "",
                path=outlines()[code].path,
                at=outlines()[code].at,
                scale=scale,
            )
            for code, name, _communes, count in self._by_province()
            if code in outlines()
        ]

    def _borders(self) -> list[str]:
        codes = {one.province_code for one in self.places}
        return sorted(code for code in codes if code in outlines())

    def _communes(self, scale: float) -> list[Spot]:
        """Each commune with a disc as large as what it holds; its name, where there is room."""
        most = max((self.counts.get(one.code, 0) for one in self.places), default=0)
        spots = []
        # Towns come last: they lie on top of the commune around them.
        for one in sorted(self.places, key=lambda one: one.is_urban):
            count, outline = self.counts.get(one.code, 0), outlines()[one.code]
            share = sqrt(count / most) if most else 0
            x, y = outline.at
            spot = Spot(
                name=one.name,
                count=count,
                said=_said(one.name, count),
                url=self._url(one.code) if count else "",
                path=outline.path,
                x=x,
                y=y,
                scale=scale,
                radius=(LEAST + (MOST - LEAST) * share) * scale if count else 0,
                tone="urban" if one.is_urban else "rural",
                is_here=one.code == self.here,
            )
            spots.append(spot)
        return name_where_room(apart(spots), self._box())

    def _by_province(self) -> Iterable[tuple[str, str, list[Place], int]]:
        for (code, name), found in groupby(
            self.places, key=lambda one: (one.province_code, one.province)
        ):
            places = list(found)
            yield code, name, places, sum(self.counts.get(one.code, 0) for one in places)

    def _groups(self) -> Iterable[dict[str, object]]:
        """The list beneath: the communes that hold a body, by province, with their counts."""
        for _code, name, places, count in self._by_province():
            rows = [
                {"name": one.name, "count": self.counts[one.code], "url": self._url(one.code)}
                for one in places
                if self.counts.get(one.code)
            ]
            if rows:
                yield {"name": name, "count": count, "rows": rows}

    def _url(self, code: str) -> str:
        """The same list of one territory: its map where that shows more of it, or its bodies."""
        if not self.leads:
            return ""
        narrowed = self.address.copy()
        narrowed["territory"] = code
        narrowed["of"] = "seat"
        if not code:
            del narrowed["territory"], narrowed["of"]
        leads_to = "found"
        if code.count(".") < 2:
            narrowed["map"], leads_to = "1", "map"
        return f"{reverse('network:directory')}?{narrowed.urlencode()}#{leads_to}"


def _said(name: str, count: int) -> str:
    said = ngettext("%(count)d body", "%(count)d bodies", count) % {"count": count}
    return f"{name}: {said}"
