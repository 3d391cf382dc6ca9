"""What everyone sees of rounds: which there are, what is put to the vote, and how it works."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from multaqa.apps.budget import queries
from multaqa.apps.budget.forms.voting import SoughtForm
from multaqa.apps.budget.models import RoundProject
from multaqa.apps.budget.queries import MOST_COMPARED
from multaqa.apps.budget.views.frame import round_context, round_or_404
from multaqa.apps.budget.views.told import bounds_told, fields_told, groups_told
from multaqa.apps.projects.queries import projects_seen_by
from multaqa.kernel.pages import page

A_PAGE = 24
AT_ONCE = 50


def rounds(request: HttpRequest) -> HttpResponse:
    """Every round: those that are open, those to come, and those of before.

    Not those brought in from a file: they are of no territory here.
    """
    now = timezone.now()
    found = queries.rounds_seen_by(request.user).filter(is_imported=False)
    found = found.annotate(project_count=Count("projects", distinct=True))
    leaf = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    by_stage: dict[str, list[object]] = {}
    for one in leaf:
        by_stage.setdefault(queries.stage_of(one, now), []).append(one)
    groups = [
        ("open", by_stage.get(queries.OPEN, [])),
        ("coming", by_stage.get(queries.COMING, [])),
        ("draft", by_stage.get(queries.DRAFT, [])),
        (
            "past",
            [
                *by_stage.get(queries.OVER, []),
                *by_stage.get(queries.COUNTED, []),
                *by_stage.get(queries.STOPPED, []),
            ],
        ),
    ]
    context = {"groups": [group for group in groups if group[1]], "page_obj": leaf}
    return page(request, "budget/rounds", context)


def round(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: A001  as its page is called
    """One round: what it is, who may vote, how it works, and its projects."""
    voting = round_or_404(request, slug)
    projects = queries.projects_of(voting)
    form = SoughtForm(request.GET, projects=projects)
    sought = form.sought()
    found = [one for one in projects if sought.fits(one)]
    leaf = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    standing = [one for one in projects if one.cost]
    context = {
        **round_context(voting),
        "form": form,
        "sought": sought,
        "page_obj": leaf,
        "project_count": len(standing),
        "cost_of_all": sum(one.cost for one in standing),
        "bounds": bounds_told(voting),
        "changes": list(voting.changes.all()[:20]),
        "most_compared": MOST_COMPARED,
    }
    return page(request, "budget/round", context)


def project(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A project as this round puts it to the vote."""
    voting = round_or_404(request, slug)
    rows = RoundProject.objects.filter(round=voting).select_related("commune__province", "project")
    found = get_object_or_404(rows, number=number)
    found.round = voting
    context = {
        **round_context(voting),
        "whole": queries.whole_project(found),
        "project": found,
        "fields": fields_told(found),
        "groups": groups_told(found),
        "share": found.cost / voting.envelope,
    }
    return page(request, "budget/round_project", context)


def of_project(request: HttpRequest, slug: str) -> HttpResponse:
    """The rounds that put a project to the vote; they hang on its own page too."""
    found = get_object_or_404(projects_seen_by(request.user), slug=slug)
    context = {"project": found, "votes": queries.votes_on(found, request.user)}
    return page(request, "budget/of_project", context)


def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two to four projects beside each other."""
    voting = round_or_404(request, slug)
    asked = [one.replace("\0", "")[:40] for one in request.GET.getlist("p")]
    asked = list(dict.fromkeys(asked))[:MOST_COMPARED]
    rows = RoundProject.objects.filter(round=voting, number__in=asked)
    by_number = {one.number: one for one in rows.select_related("commune__province")}
    found = [by_number[number] for number in asked if number in by_number]
    for one in found:
        one.round = voting
    context = {
        **round_context(voting),
        "projects": [(one, fields_told(one), groups_told(one)) for one in found],
        "cost": sum(one.cost for one in found),
        "most_compared": MOST_COMPARED,
    }
    return page(request, "budget/round_compare", context)
