"""What everyone sees of a counted round: what won, why, and who voted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Count, RoundProject
from multaqa.apps.budget.views import stories
from multaqa.apps.budget.views.example import example
from multaqa.apps.budget.views.territories import by_province, turnout_told
from multaqa.kernel import record
from multaqa.kernel.pages import page


def count_of(request: HttpRequest, slug: str) -> Count:
    found: Count = get_object_or_404(queries.results_seen_by(request.user), round__slug=slug)
    return found


def projects_of(count: Count) -> list[RoundProject]:
    found = count.round.projects.select_related("commune__province").order_by("pk")
    return list(found)


def frame(count: Count) -> dict[str, Any]:
    """What stands on each page of a result."""
    decision = getattr(count.round, "decision", None)
    departures = (
        {one.project_id: one for one in decision.departures.select_related("project")}
        if decision
        else {}
    )
    return {
        "voting": count.round,
        "count": count,
        "decision": decision,
        "departures": departures,
        "command": stories.command_of(count),
        "blank": queries.blank_count(count),
    }


def result(request: HttpRequest, slug: str) -> HttpResponse:
    """The winners, what they cost, what else could have been, and how anyone counts again."""
    count = count_of(request, slug)
    projects = projects_of(count)
    context = frame(count)
    entries = list(record.about(count.round.subject))
    context |= {
        **stories.result_told(count, projects, context["departures"]),
        "provinces": by_province(count, projects),
        "entries": [(entry, record.sentence(entry)) for entry in entries],
    }
    return page(request, "budget/result", context)


def project(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Why one project won or lost, in plain words, with one picture."""
    count = count_of(request, slug)
    found = get_object_or_404(
        count.round.projects.select_related("commune__province", "project"), number=number
    )
    if number not in count.explanation["projects"]:
        raise Http404
    context = frame(count) | stories.project_told(count, found)
    context["whole"] = queries.whole_project(found)
    context["departure"] = context["departures"].get(found.pk)
    return page(request, "budget/result_project", context)


def turnout(request: HttpRequest, slug: str) -> HttpResponse:
    count = count_of(request, slug)
    return page(request, "budget/turnout", frame(count) | turnout_told(count))


def how(request: HttpRequest) -> HttpResponse:
    """Equal shares for whoever votes, with one example worked to its end."""
    context: dict[str, Any] = {"example": example()}
    return page(request, "budget/how", context)
