"""What everyone sees: the list, its map and files, projects side by side, one project."""

from typing import Any, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.network.queries import bodies_seen_by
from multaqa.apps.projects import queries, rules
from multaqa.apps.projects.forms import FilterForm
from multaqa.apps.projects.models import Picture, Project
from multaqa.apps.territory.queries import OUTLINES_CREDIT, outlines, places_of
from multaqa.kernel import limits
from multaqa.kernel.pages import page
from multaqa.kernel.sheets import kept_attachment, sheet, workbook

A_PAGE = 24
MOST_COMPARED = 4
MARGIN = 12


def directory(request: HttpRequest) -> HttpResponse:
    """The public projects that answer to what the address asks; nearly, where none does exactly."""
    form = FilterForm(request.GET)
    asked, is_near = _found(form.asked())
    leaf = Paginator(queries.directory(asked), A_PAGE).get_page(request.GET.get("page"))
    projects = list(queries.with_places(cast("QuerySet[Project]", leaf.object_list)))
    address = request.GET.copy()
    for name in ("page", "map"):
        address.pop(name, None)
    shows_map = "map" in request.GET
    context = {
        "form": form,
        "asked": asked,
        "is_near": is_near,
        "page_obj": leaf,
        "projects": projects,
        "address": address.urlencode(),
        "shows_map": shows_map,
        "map": _map(asked, address) if shows_map else None,
        "most_compared": MOST_COMPARED,
        "may_begin": rules.can_begin(request.user),
    }
    return page(request, "projects/directory", context)


def _found(asked: queries.Asked) -> tuple[queries.Asked, bool]:
    if asked.search and not queries.directory(asked).exists():
        near = queries.nearly(asked)
        if near is not None and queries.directory(near).exists():
            return near, True
    return asked, False


def _map(asked: queries.Asked, address: QueryDict) -> dict[str, Any] | None:
    """Each commune as a link to its projects, and the list of them under each province."""
    counts = queries.place_counts(asked)
    provinces = queries.province_counts(asked)
    places = [one for one in places_of(settings.REGION) if one.code in outlines()]
    if not places:
        return None

    def url(code: str) -> str:
        narrowed = address.copy()
        narrowed["territory"] = code
        return f"{reverse('projects:directory')}?{narrowed.urlencode()}#found"

    boxes = [outlines()[one.code].box for one in places]
    left, top = min(box[0] for box in boxes) - MARGIN, min(box[1] for box in boxes) - MARGIN
    right = max(box[0] + box[2] for box in boxes) + MARGIN
    bottom = max(box[1] + box[3] for box in boxes) + MARGIN
    groups: dict[str, dict[str, Any]] = {}
    for one in places:
        if count := counts.get(one.code):
            start = {"name": one.province, "count": provinces.get(one.province_code, 0), "rows": []}
            rows = groups.setdefault(one.province_code, start)["rows"]
            rows.append({"name": one.name, "count": count, "url": url(one.code)})
    codes = sorted({one.province_code for one in places})
    return {
        "shapes": [
            {
                "url": url(one.code),
                "label": _said(one.name, counts.get(one.code, 0)),
                "path": outlines()[one.code].path,
                "tone": "urban" if one.is_urban else "rural",
                "dot": None,
                "is_here": one.code == asked.territory,
                "is_focus": bool(counts.get(one.code)) and not one.is_urban,
            }
            for one in sorted(places, key=lambda one: one.is_urban)
        ],
        "borders": [outlines()[code].path for code in codes if code in outlines()],
        "box": f"{left} {top} {right - left} {bottom - top}",
        "credit": OUTLINES_CREDIT,
        "groups": list(groups.values()),
    }


def _said(name: str, count: int) -> str:
    said = ngettext("%(count)d project", "%(count)d projects", count) % {"count": count}
    return f"{name}: {said}"


def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project, and to its holder where it stands and what comes next."""
    seen = queries.with_parts(queries.projects_seen_by(request.user))
    found = get_object_or_404(seen, slug=slug)
    holds = rules.holds(request.user, found)
    may_check = rules.can_check(request.user)
    lines = list(found.lines.all())
    context = {
        "project": found,
        "holder": queries.holder_said(found, request.user),
        "is_body_public": queries.is_body_public(found),
        "lines": lines,
        "gap": queries.money_gap(found),
        "groups": [row.get_group_display() for row in found.groups.all()],
        "communes": [row.commune for row in found.communes.all()],
        "pictures": list(found.pictures.all()),
        "steps": list(queries.steps_of(found)) if holds or may_check else [],
        "reasons": holds or may_check,
        "holds": holds,
        "may_write": holds and found.is_written,
        "may_take_back": holds and found.state == "submitted",
        "may_carry": rules.can_carry(request.user, found),
        "may_read_desk": rules.can_read_desk(request.user) and found.submitted_at is not None,
        "papers": list(queries.papers_seen_by(request.user).filter(project=found))
        if holds or may_check
        else [],
    }
    return page(request, "projects/project", context)


def compare(request: HttpRequest) -> HttpResponse:
    """Two to four public projects beside each other, in an address that can be sent."""
    slugs = [one[:20] for one in request.GET.getlist("p") if "\0" not in one]
    seen = queries.with_parts(queries.public_projects())
    found = queries.chosen(slugs[: MOST_COMPARED * 4], seen)
    shown = [
        {
            "project": one,
            "holder": queries.holder_said(one, request.user),
            "communes": [str(row.commune) for row in one.communes.all()],
            "groups": [str(row.get_group_display()) for row in one.groups.all()],
            "months": max((row.month for row in one.milestones.all()), default=None),
            "others": sum(row.amount for row in one.fundings.all()),
        }
        for one in found[:MOST_COMPARED]
    ]
    context = {
        "shown": shown,
        "is_cut": len(found) > MOST_COMPARED,
        "most_compared": MOST_COMPARED,
        "asked": sum(one.cost_asked for one in found[:MOST_COMPARED]),
    }
    return page(request, "projects/compare", context)


def of_body(request: HttpRequest, slug: str) -> HttpResponse:
    """The public projects of a body; they hang on its own page too."""
    body = get_object_or_404(bodies_seen_by(request.user), slug=slug)
    leaf = Paginator(queries.projects_of_body(body), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "body": body,
        "page_obj": leaf,
        "projects": list(queries.with_places(cast("QuerySet[Project]", leaf.object_list))),
    }
    return page(request, "projects/of_body", context)


def picture(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A picture of a project that the reader may see; nothing in it runs among our pages."""
    seen = queries.pictures_seen_by(request.user).select_related("project")
    found: Picture = get_object_or_404(seen, pk=pk, project__slug=slug)
    response = kept_attachment(found.file, found.media_type, f"{slug}-{pk}.{found.ending}")
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    is_public = found.project.is_public
    response["Cache-Control"] = "public, max-age=86400" if is_public else "private, no-store"
    return response


def csv_file(request: HttpRequest) -> HttpResponse:
    if (refused := _too_many(request)) is not None:
        return refused
    return sheet(_header(), _rows(request), "multaqa-projects.csv")


def xlsx_file(request: HttpRequest) -> HttpResponse:
    if (refused := _too_many(request)) is not None:
        return refused
    return workbook(
        _header(),
        _rows(request),
        "multaqa-projects.xlsx",
        title=_("Projects"),
        widths=[8, 44, 30, 18, 30, 12, 14, 14, 16, 30, 50],
    )


def _header() -> list[str]:
    return [
        *(_("No."), _("Title"), _("Held by"), _("Field"), _("Communes"), _("Setting")),
        *(_("Asked (MAD)"), _("Whole cost (MAD)"), _("State"), _("Groups it includes"), _("Page")),
    ]


def _rows(request: HttpRequest) -> list[list[object]]:
    """What the page of the same address lists; a person's name only where everyone reads it."""
    asked, _is_near = _found(FilterForm(request.GET).asked())
    return [_row(one) for one in queries.with_places(queries.directory(asked), with_groups=True)]


def _row(one: Project) -> list[object]:
    communes = "; ".join(str(row.commune) for row in one.communes.all())
    return [
        one.number,
        one.title,
        queries.holder_said(one, None),
        str(one.get_field_display()),
        _("the whole region") if one.is_regional else communes,
        str(one.get_setting_display()),
        one.cost_asked,
        one.cost_total,
        str(one.get_state_display()),
        "; ".join(str(row.get_group_display()) for row in one.groups.all()),
        f"{settings.ORIGIN}{one.get_absolute_url()}",
    ]


def _too_many(request: HttpRequest) -> HttpResponse | None:
    if limits.spend(request, "project_list"):
        return None
    words = _("Many files were taken from this connection within the hour. Try again later.")
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=429)
