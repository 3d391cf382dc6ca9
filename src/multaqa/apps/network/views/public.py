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
from multaqa.kernel.pages import page


def directory(request: HttpRequest) -> HttpResponse:
    """The verified bodies that answer to what the address asks."""
    form = FilterForm(request.GET)
    asked = form.asked()
    counts = queries.kind_counts(asked)
    form.count_kinds(counts)
    found = Paginator(queries.directory(asked), A_PAGE)
    found.count = counts.get(asked.kind, 0) if asked.kind else sum(counts.values())
    context = {"form": form, "asked": asked, **_leaf(request, found)}
    return page(request, "network/directory", context)


def body(request: HttpRequest, slug: str) -> HttpResponse:
    """A body's page; the address of one that was merged leads to the one that was kept."""
    found = queries.bodies_seen_by(request.user).filter(slug=slug).first()
    if found is None or found.state == BodyState.MERGED:
        return redirect(get_object_or_404(Body, merged_bodies__slug=slug), permanent=True)
    own = queries.own_place(request.user, found)
    is_coordinator = rules.can_verify(request.user)
    context = {
        "body": found,
        "fields": [row.get_field_display() for row in found.fields.all()],
        "groups": [row.get_group_display() for row in found.groups.all()],
        "areas": queries.named_areas(list(found.work_areas.all())),
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
