"""The projects of a round at the desk: typed, brought in, put in order, withdrawn."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.forms.desk import (
    ChoiceForm,
    CorrectionForm,
    FileForm,
    ProjectForm,
    ReasonForm,
)
from multaqa.apps.budget.models import Round, RoundProject, RoundState
from multaqa.apps.budget.views.desk_frame import desk_context, preparing, reading
from multaqa.apps.budget.views.desk_rounds import told_beside
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.kernel.tables import check_weight, headings_told
from multaqa.refusal import Refusal

FAULTS_SHOWN = 100


@reading
def projects(request: MemberRequest, voting: Round) -> HttpResponse:
    """All of them by their numbers; in a draft they are taken out and put in order here."""
    if request.method == "POST":
        _change(request, voting)
        return redirect("budget:desk-projects", voting.slug)
    rows = queries.in_number_order(voting)
    for one in rows:
        one.round = voting
    context = desk_context(request, "desk-projects", voting) | {
        "rows": rows,
        "total": sum(one.cost for one in rows),
        "is_draft": voting.state == RoundState.DRAFT,
        "is_frozen": voting.state == RoundState.FROZEN,
    }
    return page(request, "budget/desk_projects", context)


def _change(request: MemberRequest, voting: Round) -> None:
    """Take the ticked ones out, move one, or put all in order."""
    try:
        if (by := request.POST.get("sort")) in {"title", "cost"}:
            services.sort_projects(voting=voting, actor=request.user, by=by)
            messages.success(request, _("The projects have new numbers."))
            return
        for deed, by_places in (("up", -1), ("down", 1)):
            if key := _key(request.POST.get(deed, "")):
                moved = get_object_or_404(voting.projects, pk=key)
                services.move_project(project=moved, actor=request.user, by=by_places)
                return
        keys = [key for one in request.POST.getlist("c") if (key := _key(one))]
        if not keys:
            messages.error(request, _("Tick at least one project."))
            return
        count = services.remove_projects(voting=voting, actor=request.user, keys=keys)
        text = ngettext("%(count)d project is out.", "%(count)d projects are out.", count)
        messages.success(request, text % {"count": count})
    except Refusal as refusal:
        messages.error(request, say(refusal))


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 18 else 0


@preparing
def add(request: MemberRequest, voting: Round) -> HttpResponse:
    """One typed by hand."""
    form = ProjectForm(request.POST or None, voting=voting)
    if request.method == "POST" and form.is_valid():
        made = told_beside(
            form,
            lambda: services.add_project(voting=voting, actor=request.user, fields=form.told),
        )
        if made is not None:
            messages.success(request, _("Added, as number %(number)s.") % {"number": made.number})
            again = "budget:desk-add-project" if "again" in request.POST else "budget:desk-projects"
            return redirect(again, voting.slug)
    context = desk_context(request, "desk-projects", voting) | {"form": form, "project": None}
    return page(request, "budget/desk_project", context)


@preparing
def project(request: MemberRequest, voting: Round, key: int) -> HttpResponse:
    """One project: anything of it in a draft; after the freeze its text, or its withdrawal."""
    found = get_object_or_404(voting.projects, pk=key)
    found.round = voting
    if voting.state == RoundState.DRAFT:
        return _revise(request, voting, found)
    if voting.state != RoundState.FROZEN:
        raise PermissionDenied
    return _correct(request, voting, found)


def _revise(request: MemberRequest, voting: Round, found: RoundProject) -> HttpResponse:
    initial: dict[str, Any] = {
        name: getattr(found, name)
        for name in ("title", "cost", "holder_name", "summary", "commune", "setting", "groups")
    }
    initial["fields_of_work"] = found.fields
    form = ProjectForm(request.POST or None, voting=voting, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = told_beside(
            form,
            lambda: services.save_project(project=found, actor=request.user, fields=form.told),
        )
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect("budget:desk-projects", voting.slug)
    context = desk_context(request, "desk-projects", voting) | {"form": form, "project": found}
    return page(request, "budget/desk_project", context)


def _correct(request: MemberRequest, voting: Round, found: RoundProject) -> HttpResponse:
    is_withdrawal = request.POST.get("deed") == "withdraw"
    told = request.POST if request.method == "POST" else None
    initial = {"title": found.title, "summary": found.summary}
    form = CorrectionForm(None if is_withdrawal else told, initial=initial)
    withdrawal = ReasonForm(told if is_withdrawal else None, prefix="w")
    if is_withdrawal and withdrawal.is_valid():
        done = told_beside(
            withdrawal,
            lambda: services.withdraw_project(
                project=found, actor=request.user, reason=withdrawal.cleaned_data["reason"]
            ),
        )
        if done is not None:
            messages.success(request, _("Withdrawn. It stands in the public record."))
            return redirect("budget:desk-projects", voting.slug)
    if not is_withdrawal and form.is_valid():
        done = told_beside(
            form,
            lambda: services.correct_project(
                project=found, actor=request.user, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, _("Changed. It stands in the public record."))
            return redirect("budget:desk-projects", voting.slug)
    context = desk_context(request, "desk-projects", voting) | {
        "form": form,
        "withdrawal": withdrawal,
        "project": found,
    }
    return page(request, "budget/desk_correct", context)


@preparing
def choose(request: MemberRequest, voting: Round) -> HttpResponse:
    """Published projects, searched and filtered, ticked one by one or all that are shown."""
    if voting.state != RoundState.DRAFT:
        return redirect("budget:desk-projects", voting.slug)
    every = list(queries.projects_to_choose(voting))
    form = ChoiceForm(request.GET or None)
    shown = [one for one in every if form.fits(one)]
    if request.method == "POST":
        keys = [key for one in request.POST.getlist("c") if (key := _key(one))]
        if not keys:
            messages.error(request, _("Tick at least one project."))
            return redirect(request.get_full_path())
        try:
            count = services.choose_projects(voting=voting, actor=request.user, keys=keys)
        except Refusal as refusal:
            messages.error(request, say(refusal))
            return redirect("budget:desk-choose", voting.slug)
        text = ngettext("%(count)d project is in.", "%(count)d projects are in.", count)
        messages.success(request, text % {"count": count})
        return redirect("budget:desk-projects", voting.slug)
    rows = []
    for one in shown:
        wrong = queries.cost_refusal(voting, one.cost_asked)
        rows.append({"project": one, "wrong": say(wrong) if wrong else ""})
    context = desk_context(request, "desk-projects", voting) | {
        "form": form,
        "rows": rows,
        "all_checked": "all" in request.GET,
    }
    return page(request, "budget/desk_choose", context)


@preparing
def bring(request: MemberRequest, voting: Round) -> HttpResponse:
    """Projects from a file: all of them, or none and what is wrong in each line."""
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[dict[str, object]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "file"):
            sent = form.cleaned_data["file"]
            check_weight(sent.size)
            brought = services.read_projects(voting=voting, content=sent.read())
            faults = [
                {"line": one.line, "text": say(one.refusal)}
                for one in brought.faults[:FAULTS_SHOWN]
            ]
            if not faults:
                count = services.bring_projects(
                    voting=voting, actor=request.user, rows=brought.rows
                )
                text = ngettext(
                    "%(count)d project is brought in.", "%(count)d projects are brought in.", count
                )
                messages.success(request, text % {"count": count})
                return redirect("budget:desk-projects", voting.slug)
    context = desk_context(request, "desk-projects", voting) | {
        "form": form,
        "faults": faults,
        "headings": headings_told(services.COLUMNS.values()),
    }
    return page(request, "budget/desk_bring", context)
