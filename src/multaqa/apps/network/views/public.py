"""The public pages: the directory, a body, the bodies of a territory."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from multaqa.apps.network import queries, rules
from multaqa.apps.network.forms import FilterForm
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.network.views.frame import A_PAGE
from multaqa.apps.network.views.map import bodies_map
from multaqa.kernel.pages import page


def directory(request: HttpRequest) -> HttpResponse:
    """The verified bodies that answer to what the address asks; nearly, where none does exactly."""
    form = FilterForm(request.GET)
    asked = form.asked()
    counts = queries.kind_counts(asked)
    if asked.search and not _count(asked, counts) and (near := queries.nearly(asked)) is not None:
        near_counts = queries.kind_counts(near)
        if _count(near, near_counts):
            asked, counts = near, near_counts
    form.count_kinds(counts)
    found = Paginator(queries.directory(asked), A_PAGE)
    found.count = _count(asked, counts)
    address = request.GET.copy()
    for name in ("page", "map"):
        address.pop(name, None)
    leaf = _leaf(request, found)
    context = {
        "form": form,
        "asked": asked,
        "near": queries.spelled(asked, leaf["bodies"]) if asked.near else [],
        "address": address.urlencode(),
        "map": bodies_map(asked, address) if "map" in request.GET else "",
        "shows_map": "map" in request.GET,
        **leaf,
    }
    return page(request, "network/directory", context)


def _count(asked: queries.Asked, counts: dict[str, int]) -> int:
    return counts.get(asked.kind, 0) if asked.kind else sum(counts.values())


def body(request: HttpRequest, slug: str) -> HttpResponse:
    """A body's page; the address of one that was merged leads to the one that was kept."""
    found = queries.bodies_seen_by(request.user).filter(slug=slug).first()
    if found is None or found.state == BodyState.MERGED:
        return redirect(get_object_or_404(Body, merged_bodies__slug=slug), permanent=True)
    own = queries.own_place(request.user, found)
    fields = [row.get_field_display() for row in found.fields.all()]
    areas = queries.named_areas(list(found.work_areas.all()))
    is_coordinator = rules.can_verify(request.user)
    context = {
        "body": found,
        "fields": fields,
        "groups": [row.get_group_display() for row in found.groups.all()],
        "areas": areas,
        "linked": queries.linked(found, fields=fields, areas=areas) if found.is_verified else None,
        "own": own,
        "may_revise": is_coordinator or bool(own and own.binds),
        "shows_contact": queries.sees_contact(request.user, found, own),
        "verified": queries.last_verified(found) if found.is_verified else None,
        "decision": None if found.is_verified else queries.verifications_of(found).first(),
        "may_decide": is_coordinator,
        "freshness": queries.freshness(found.confirmed_at),
    }
    return page(request, "network/body", context)


def of_territory(request: HttpRequest, code: str) -> HttpResponse:
    """The bodies that sit in a territory or work in it; the first hang on its own page too."""
    territory = queries.territory_of(code)
    if territory is None:
        raise Http404
    found = Paginator(queries.bodies_of_territory(code), A_PAGE)
    context = {"territory": territory, **_leaf(request, found)}
    return page(request, "network/of_territory", context)


def _leaf(request: HttpRequest, found: Paginator[Body]) -> dict[str, Any]:
    """The page of a list that the address asks for, and its bodies as they are listed."""
    leaf = found.get_page(request.GET.get("page"))
    bodies = cast("QuerySet[Body]", leaf.object_list)
    return {"page_obj": leaf, "bodies": queries.listed(bodies)}
