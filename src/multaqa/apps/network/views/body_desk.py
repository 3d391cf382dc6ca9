"""A body's own desk: what waits there, its confirmation, its history."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.models import Body, MembershipState
from multaqa.apps.network.views.frame import A_PAGE
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page


def body_at_desk(request: HttpRequest, slug: str) -> Body:
    """The body, for who acts for it and the coordinator; nobody else is told that it has a desk."""
    body: Body = get_object_or_404(queries.bodies_seen_by(request.user), slug=slug)
    if not rules.can_accept_members(request.user, body):
        raise PermissionDenied
    return body


def body_menu(body: Body, current: str) -> list[dict[str, Any]]:
    """The pages of a body's desk; papers only where it holds assemblies."""
    asked = body.memberships.filter(state=MembershipState.ASKED).count()
    entries: list[tuple[str, str, int | None]] = [
        ("own-desk", _("Overview"), None),
        ("people", _("Its people"), asked + queries.claims_on(body).count()),
        ("confirm", _("Confirm what is written"), None),
    ]
    if body.kind in queries.WRITES_PAPERS:
        entries.append(("papers", _("Papers"), None))
    entries.append(("history", _("History"), None))
    above = {"url": reverse("network:mine"), "label": _("My bodies"), "is_current": False}
    return [above] + [
        {
            "url": reverse(f"network:{name}", args=[body.slug]),
            "label": label,
            "is_current": name == current,
            "count": count,
        }
        for name, label, count in entries
    ]


def body_context(body: Body, current: str) -> dict[str, Any]:
    return {"body": body, "desk_menu": body_menu(body, current)}


@signed_in
def own_desk(request: MemberRequest, slug: str) -> HttpResponse:
    """What the body's people could do now, and where everything is."""
    body = body_at_desk(request, slug)
    papers = queries.papers_seen_by(request.user, body)
    context = body_context(body, "own-desk") | {
        "wanting": queries.wanting_of(body),
        "freshness": queries.freshness(body.confirmed_at),
        "ask": queries.open_ask(body),
        "asked_count": body.memberships.filter(state=MembershipState.ASKED).count(),
        "claims": queries.claims_on(body),
        "handover": queries.open_handover(body),
        "invitations": queries.waiting_invitations(body),
        "acting": queries.acting_places_of(body),
        "drafts": papers.filter(made_at=None)[:3],
        "may_confirm": rules.can_confirm(request.user, body),
        "may_write": rules.can_write_papers(request.user, body),
    }
    return page(request, "network/own_desk", context)


@signed_in
def confirm(request: MemberRequest, slug: str) -> HttpResponse:
    """All that is written of the body on one page: nothing changed, in one press, or revised."""
    body = body_at_desk(request, slug)
    if request.method == "POST":
        services.confirm_body(body=body, actor=request.user)
        messages.success(request, _("Thank you: everyone now sees that its people confirmed it."))
        return redirect("network:own-desk", body.slug)
    context = body_context(body, "confirm") | {
        "freshness": queries.freshness(body.confirmed_at),
        "last": queries.last_confirmation(body),
        "fields": [row.get_field_display() for row in body.fields.all()],
        "groups": [row.get_group_display() for row in body.groups.all()],
        "areas": queries.named_areas(list(body.work_areas.all())),
        "shows_contact": True,
        "acting": queries.acting_places_of(body),
        "may_confirm": rules.can_confirm(request.user, body),
    }
    return page(request, "network/confirm", context)


@signed_in
def history(request: MemberRequest, slug: str) -> HttpResponse:
    """What happened to the people of the body, the latest first."""
    body = body_at_desk(request, slug)
    found = Paginator(queries.steps_of(body), A_PAGE).get_page(request.GET.get("page"))
    context = body_context(body, "history") | {
        "page_obj": found,
        "handovers": queries.handovers_of(body)[:10],
    }
    return page(request, "network/history", context)
