"""The directory handed out: exactly the list that was asked for, as CSV, XLSX or GeoJSON."""

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from multaqa.apps.network import queries
from multaqa.apps.network.forms import FilterForm
from multaqa.apps.territory.queries import OUTLINES_CREDIT, outlines
from multaqa.kernel import limits
from multaqa.kernel.sheets import harmless, workbook

WIDTHS = [16, 40, 40, 16, 18, 18, 18, 10, 18, 30, 30, 24, 12, 18, 18, 26, 16, 26, 14, 50]


def csv_file(request: HttpRequest) -> HttpResponseBase:
    """Sent row by row, with the mark that tells spreadsheet programs that this is UTF-8."""
    if (refused := _too_many(request)) is not None:
        return refused
    line = csv.writer(_Echo())
    head: list[list[object]] = [[*_header()]]
    rows = chain(head, _rows(_asked(request)))
    lines = (str(line.writerow([harmless(cell) for cell in row])) for row in rows)
    mark: list[str] = ["\ufeff"]
    return _streamed(chain(mark, lines), "text/csv; charset=utf-8", "csv")


def xlsx_file(request: HttpRequest) -> HttpResponseBase:
    if (refused := _too_many(request)) is not None:
        return refused
    rows = _rows(_asked(request))
    return workbook(_header(), rows, _name("xlsx"), title=_("Directory"), widths=WIDTHS)


def geojson_file(request: HttpRequest) -> HttpResponseBase:
    """Points within the commune of each seat (RFC 7946): where the body is, no nearer than that."""
    if (refused := _too_many(request)) is not None:
        return refused
    return _streamed(_features(_asked(request)), "application/geo+json", "geojson")


class _Echo:
    """Gives back what a writer writes."""

    def write(self, text: str) -> str:
        return text


def _asked(request: HttpRequest) -> Iterable[queries.Published]:
    """What the page of the same address lists, nearly spelled where it is."""
    asked = FilterForm(request.GET).asked()
    bodies = queries.directory(asked)
    if asked.search and not bodies.exists():
        near = queries.nearly(asked)
        bodies = queries.directory(near) if near else bodies
    return queries.published(bodies)


def _header() -> list[str]:
    return [
        *(_("Kind"), _("Name in Arabic"), _("Name in French")),
        *(_("HCP code of the commune"), _("Commune (ar)"), _("Commune (fr)"), _("Province")),
        *(_("Setting"), _("Douar or quarter"), _("Fields"), _("Groups served")),
        *(_("Works in (HCP codes)"), _("Founded"), _("Register number"), _("ICE"), _("Website")),
        *(_("Phone"), _("E-mail"), _("Verified"), _("Page")),
    ]


def _rows(bodies: Iterable[queries.Published]) -> Iterator[list[object]]:
    for one in bodies:
        yield [
            *(one.kind_label, one.name_ar, one.name_fr),
            *(one.commune, one.commune_ar, one.commune_fr, one.province_fr),
            *(one.setting, one.locality, one.field_labels, one.group_labels),
            *("; ".join(one.works_in), one.founded, one.register_number, one.ice, one.website),
            *(one.phone, one.email, one.verified_on.isoformat() if one.verified_on else ""),
            _page(one),
        ]


def _features(bodies: Iterable[queries.Published]) -> Iterator[str]:
    head = {
        "type": "FeatureCollection",
        "attribution": str(OUTLINES_CREDIT),
        "coordinate": "A point within the commune of the seat, not the address of the body.",
    }
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": ['
    for place, one in enumerate(bodies):
        feature = json.dumps(_feature(one), ensure_ascii=False)
        yield f"{',' if place else ''}\n{feature}"
    yield "\n]}\n"


def _feature(one: queries.Published) -> dict[str, object]:
    outline = outlines().get(one.commune)
    told = {
        "kind": one.kind,
        "name_ar": one.name_ar,
        "name_fr": one.name_fr,
        "commune_code": one.commune,
        "commune_ar": one.commune_ar,
        "commune_fr": one.commune_fr,
        "setting": one.setting,
        "fields": one.fields,
        "groups": one.groups,
        "works_in": one.works_in,
        "founded": one.founded,
        "register_number": one.register_number,
        "ice": one.ice,
        "website": one.website,
        "phone": one.phone,
        "email": one.email,
        "verified_on": one.verified_on.isoformat() if one.verified_on else "",
        "coordinate": "commune" if outline else "unknown",
    }
    return {
        "type": "Feature",
        "id": one.slug,
        "geometry": {"type": "Point", "coordinates": outline.point} if outline else None,
        "properties": {name: value for name, value in told.items() if value} | {"url": _page(one)},
    }


def _page(one: queries.Published) -> str:
    return f"{settings.ORIGIN}{reverse('network:body', args=[one.slug])}"


def _name(ending: str) -> str:
    return f"multaqa-bodies.{ending}"


def _streamed(parts: Iterable[str], kind: str, ending: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, _name(ending)) or ""
    return response


def _too_many(request: HttpRequest) -> HttpResponse | None:
    if limits.spend(request, "directory_file"):
        return None
    words = _("Many files were taken from this connection within the hour. Try again later.")
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=429)
