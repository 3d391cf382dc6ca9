"""The desk: what was submitted, checked, published."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.projects import queries, rules, services
from multaqa.apps.projects.forms import ModelForm, ReasonForm
from multaqa.apps.projects.models import Project, ProjectState
from multaqa.kernel.gates import open_to
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on

A_PAGE = 30
QUEUES = {
    "submitted": ProjectState.SUBMITTED,
    "feasible": ProjectState.FEASIBLE,
    "changes": ProjectState.CHANGES,
    "refused": ProjectState.REFUSED,
    "published": ProjectState.PUBLISHED,
}
at_desk = open_to(rules.can_read_desk)


def _context(request: HttpRequest, current: str) -> dict[str, Any]:
    counts = queries.desk_counts()
    labels = {
        "submitted": _("To check"),
        "feasible": _("To publish"),
        "changes": _("Changes asked"),
        "refused": _("Refused"),
        "published": _("Published"),
        "all": _("All projects"),
    }
    home = {"url": resolve_url(settings.DESK_URL), "label": _("Desk"), "is_current": False}
    return {
        "desk_menu": [home]
        + [
            {
                "url": f"{reverse('projects:desk')}?queue={name}",
                "label": label,
                "is_current": name == current,
                "count": counts.get(QUEUES[name]) if name in QUEUES else None,
            }
            for name, label in labels.items()
        ],
        "may_check": rules.can_check(request.user),
        "queue_name": labels.get(current, ""),
    }


@at_desk
def desk(request: MemberRequest) -> HttpResponse:
    """One queue, who waits longest first."""
    asked = request.GET.get("queue", "submitted")
    current = asked if asked in QUEUES or asked == "all" else "submitted"
    found = queries.projects_at_desk(QUEUES.get(current, ""))
    leaf = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, queries.holder_said(one, request.user)) for one in leaf]
    return page(
        request, "projects/desk", _context(request, current) | {"page_obj": leaf, "rows": rows}
    )


@at_desk
def project(request: MemberRequest, slug: str) -> HttpResponse:
    """One project to be checked: what it says, what changed since, and what is decided."""
    found: Project = get_object_or_404(queries.with_parts(queries.projects_at_desk()), slug=slug)
    form = ReasonForm(request.POST or None)
    model = ModelForm(request.POST or None, initial={"reuse": found.reuse})
    if request.method == "POST" and form.is_valid() and model.is_valid():
        is_of_model = request.POST.get("verb") in {"model", "plain"}
        with refusals_on(*((model, "reuse") if is_of_model else (form, "reason"))):
            _decide(request, found, form.cleaned_data["reason"], model.cleaned_data["reuse"])
            messages.success(request, _("Done; its holder is told."))
            return redirect("projects:desk-project", slug)
    versions = list(queries.versions_of(found)[:2])
    context = _context(request, "") | {
        "project": found,
        "form": form,
        "model_form": model,
        "holder": queries.holder_said(found, request.user),
        "steps": list(queries.steps_of(found)),
        "differences": queries.differences(versions[1].told, versions[0].told)
        if len(versions) == 2
        else [],
        "papers": list(queries.papers_seen_by(request.user).filter(project=found)),
        "gap": queries.money_gap(found),
        "lines": list(found.lines.all()),
        "groups": [row.get_group_display() for row in found.groups.all()],
        "communes": [row.commune for row in found.communes.all()],
        "similar": queries.similar_projects(found.title, found.summary, without=found),
    }
    return page(request, "projects/desk_project", context)


def _decide(request: MemberRequest, project: Project, reason: str, reuse: str) -> None:
    verb, actor = request.POST.get("verb"), request.user
    match verb:
        case "feasible":
            services.find_feasible(project=project, actor=actor, reason=reason)
        case "changes":
            services.ask_changes(project=project, actor=actor, reason=reason)
        case "refuse":
            services.refuse_project(project=project, actor=actor, reason=reason)
        case "publish":
            services.publish_project(project=project, actor=actor)
        case "model" | "plain":
            services.mark_model(project=project, actor=actor, is_model=verb == "model", reuse=reuse)
