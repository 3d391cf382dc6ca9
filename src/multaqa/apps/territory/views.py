"""Pages of the territory: the country's regions, a region, a province, a commune."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from multaqa.apps.territory import queries
from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.apps.territory.phrases import RATES
from multaqa.kernel.memory import remembered
from multaqa.kernel.pages import page
from multaqa.kernel.sheets import sheet
from multaqa.ui.amounts import number

SMALL = 26  # grid units: a commune narrower than this is also marked by a dot
MARGIN = 12

Unit = Region | Province | Commune
Row = dict[str, Any]


def country(request: HttpRequest) -> HttpResponse:
    """The twelve regions."""
    figures = queries.figures_by("province__region_id", queries.communes_of(None))
    rows = [
        {"unit": region, "figures": figures.get(region.pk, queries.Figures())}
        for region in Region.objects.all()
    ]
    context = {"rows": rows, "figures": queries.summed(figures), "credit": queries.CREDIT_OF_BOTH}
    return page(request, "territory/country", context)


def unit(request: HttpRequest, code: str) -> HttpResponse:
    """A region with its provinces, a province with its communes, or a commune."""
    found = _unit(code)
    if isinstance(found, Commune):
        rows, figures = [], queries.figures_by("pk", Commune.objects.filter(pk=found.pk))
    elif isinstance(found, Region):
        figures = queries.figures_by("province_id", queries.communes_of(found))
        provinces = queries.provinces_of(found)
        rows = [{"unit": one, "figures": figures[one.pk]} for one in provinces if one.pk in figures]
    else:
        communes = list(queries.communes_of(found))
        figures = queries.figures_by("pk", queries.communes_of(found))
        rows = [{"unit": one, "figures": figures[one.pk]} for one in communes]
    total, focus = queries.summed(figures), queries.focus_code()
    context = {
        "unit": found,
        "level": type(found).__name__.lower(),
        "above": _above(found),
        "rows": rows,
        "figures": total,
        "ages": _ages(total),
        "settings": _settings(total),
        "rates": _rates(found),
        "credit": queries.CREDIT_OF_BOTH,
        "focus": focus,
        "map": remembered("territory.map", found.pk, focus, make=lambda: _map(found, focus)),
    }
    return page(request, "territory/unit", context)


def _unit(code: str) -> Unit:
    found = queries.unit_of(code)
    if found is None:
        raise Http404
    return found


def _above(found: Unit) -> list[Unit]:
    """What it lies in, the largest first."""
    if isinstance(found, Commune):
        return [found.province.region, found.province]
    return [found.region] if isinstance(found, Province) else []


def _ages(total: queries.Figures) -> list[Row]:
    told = (
        (_("under 18 years"), total.children),
        (_("18 to 35 years"), total.young),
        (_("36 to 59 years"), total.middle),
        (_("60 years and over"), total.older),
    )
    return [
        {"label": label, "value": value, "total": total.people, "text": number(value)}
        for label, value in told
    ]


def _settings(total: queries.Figures) -> list[Row]:
    told = ((_("Rural"), total.rural, "rural"), (_("Urban"), total.urban, "urban"))
    return [
        {"label": label, "value": value, "total": total.people, "tone": tone, "text": number(value)}
        for label, value, tone in told
    ]


def _rates(found: Unit) -> list[Row]:
    """HCP's rates of both censuses, those it published."""
    return [
        {"label": RATES[name][0], "unit": RATES[name][1], "now": now, "then": then}
        for name, (now, then) in queries.rates_of(found.pk).items()
        if name in RATES and now is not None
    ]


def _map(found: Unit, focus: str | None) -> SafeString:
    """The communes of the region or the province as they lie; nothing where we have no outlines."""
    drawn = queries.outlines()
    frame = found.province if isinstance(found, Commune) else found
    region = frame.pk if isinstance(frame, Region) else frame.region_id
    communes = [
        one
        for one in queries.places_of(region)
        if one.code in drawn and frame.pk in {region, one.province_code}
    ]
    if not communes:
        return SafeString()
    urban, rural = _("urban"), _("rural")
    shapes = [
        {
            "url": one.url,
            "label": f"{one.name} ({urban if one.is_urban else rural})",
            "path": drawn[one.code].path,
            "tone": "urban" if one.is_urban else "rural",
            "dot": _dot(drawn[one.code]) if one.is_urban else None,
            "is_here": one.code == found.pk,
            "is_focus": one.province_code == focus and not one.is_urban,
        }
        # Towns come last: they lie on top of the commune around them.
        for one in sorted(communes, key=lambda one: one.is_urban)
    ]
    codes = {one.province_code for one in communes}
    drawing = {
        "shapes": shapes,
        "borders": [drawn[code].path for code in sorted(codes) if code in drawn],
        "box": _box([drawn[one.code].box for one in communes]),
        "credit": queries.OUTLINES_CREDIT,
        "legend": [
            {"tone": "rural", "label": _("Rural commune")},
            {"tone": "urban", "label": _("Urban commune")},
        ],
    }
    return SafeString(render_to_string("territory/_map.html", drawing))


def _dot(outline: queries.Outline) -> tuple[str, str] | None:
    """Where a town too small to be seen is marked; as text, which no format of numbers touches."""
    return (str(outline.at[0]), str(outline.at[1])) if outline.radius < SMALL else None


def _box(boxes: list[tuple[int, int, int, int]]) -> str:
    left = min(box[0] for box in boxes) - MARGIN
    top = min(box[1] for box in boxes) - MARGIN
    right = max(box[0] + box[2] for box in boxes) + MARGIN
    bottom = max(box[1] + box[3] for box in boxes) + MARGIN
    return f"{left} {top} {right - left} {bottom - top}"


def communes_file(request: HttpRequest, code: str) -> HttpResponse:
    """The communes of a region or a province with their figures."""
    found = _unit(code)
    if isinstance(found, Commune):
        raise Http404
    figures = queries.figures_by("pk", queries.communes_of(found))
    header = [
        *("code", "name_ar", "name_fr", "province", "setting", "population_municipal_2024"),
        *("rural_2024", "women_2024", "aged_18_35", "aged_36_59", "aged_60_plus"),
        *("population_legal_2024", "population_legal_2014", "non_profit_establishments"),
    ]
    rows = []
    for one in queries.communes_of(found):
        told = figures[one.pk]
        rows.append(
            [
                *(one.code, one.name_ar, one.name_fr, one.province.name_fr, one.setting),
                *(told.people, told.rural, told.women, told.young, told.middle, told.older),
                *(told.legal, told.legal_2014, told.non_profits),
            ]
        )
    return sheet(header, rows, f"multaqa-communes-{found.pk}.csv")
