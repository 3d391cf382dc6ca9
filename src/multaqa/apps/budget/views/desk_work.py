"""Long work at the desk: the rehearsal of a round, and rounds that come from files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.budget import queries, rules, services
from multaqa.apps.budget.forms.paper import RehearsalForm, RoundFileForm
from multaqa.apps.budget.models import (
    Rehearsal,
    Round,
    RoundFile,
    RoundProject,
    RoundState,
    Rule,
)
from multaqa.apps.budget.views.desk_frame import at_desk, desk_context, preparing, reading
from multaqa.apps.budget.views.desk_rounds import lacks_told
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

A_PAGE = 30
STEPS = {
    "equal-shares": gettext_lazy("Method of equal shares"),
    "greedy": gettext_lazy("Most votes first"),
    "phragmen": gettext_lazy("Sequential Phragmén"),
    "read": gettext_lazy("Reading the file"),
    "keep": gettext_lazy("Making a ballot of each line"),
    "write": gettext_lazy("Keeping the round"),
}


@reading
def rehearsal(request: MemberRequest, voting: Round) -> HttpResponse:
    """Invented ballots by each rule, side by side; anybody at the desk reads it."""
    kept = Rehearsal.objects.filter(round=voting).first()
    may = rules.can_prepare_rounds(request.user) and voting.state == RoundState.DRAFT
    initial = {"seed": voting.slug, "voters": 1000, "rural_percent": 40, "shape": "camps"}
    if kept is not None:
        initial = {name: getattr(kept, name) for name in initial}
    form = RehearsalForm(request.POST or None, initial=initial)
    # What a floor or a cap cannot keep would stop the work half way, in words of the engine.
    amiss = [one for one in lacks_told(voting) if one["step"] == "bounds"] if may else []
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and not amiss:
            with refusals_on(form):
                services.ask_rehearsal(voting=voting, actor=request.user, **form.cleaned_data)
                return redirect("budget:desk-rehearsal", voting.slug)
    context = desk_context(request, "desk-rehearsal", voting) | {
        "form": form,
        "may": may,
        "amiss": amiss,
        "rehearsal": kept,
        "outcomes": _outcomes(voting, kept) if kept else [],
        "all_projects": {one.number: one for one in queries.in_number_order(voting)},
        **progress_of(services.rehearsal_about(voting)),
        "progress_url": "",
    }
    return page(request, "budget/desk_rehearsal", context)


def _outcomes(voting: Round, kept: Rehearsal) -> list[dict[str, Any]]:
    projects: dict[str, RoundProject] = {one.number: one for one in voting.projects.all()}
    names = dict(Rule.choices)
    return [
        {
            **one,
            "name": names[one["rule"]],
            "won": [projects[number] for number in one["winners"] if number in projects],
            "nothing_share": sum(one["nothing"].values()) / max(1, sum(one["people"].values())),
            "nothing_count": sum(one["nothing"].values()),
        }
        for one in kept.outcomes
    ]


def progress_of(about: str) -> dict[str, Any]:
    """The last job about a thing, as the pages show it."""
    job = jobs.last_about(about)
    context: dict[str, Any] = {"job": job}
    if job is None:
        return context
    context["step_words"] = STEPS.get(job.step, _("Waiting for its turn"))
    if job.state == JobState.RUNNING and job.started_at and job.progress > 0.05:
        spent = (timezone.now() - job.started_at).total_seconds()
        context["seconds_left"] = max(1, round(spent * (1 - job.progress) / job.progress))
    if job.state == JobState.FAILED:
        context["failure"] = say(Refusal(job.refusal_code, **job.refusal_facts))
    return context


@at_desk
def progress(request: HttpRequest, key: int) -> HttpResponse:
    """The bar alone, asked for every second; the whole page once the work has ended."""
    job = get_object_or_404(Job, pk=key, about__startswith="budget-")
    if not request.headers.get("HX-Request"):
        return redirect("budget:desk-rounds")
    if not job.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return page(request, "budget/progress", progress_of(job.about))


@at_desk
def files(request: MemberRequest) -> HttpResponse:
    """Files sent, and the round that each became; a form to send another."""
    if not rules.can_prepare_rounds(request.user):
        raise PermissionDenied
    form = RoundFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        with refusals_on(form, "file"):
            if sent.size > services.MOST_BYTES:
                raise Refusal("round_file.too_large", most=services.MOST_BYTES // 1024 // 1024)
            job = services.send_file(
                actor=request.user,
                title=sent.name,
                content=sent.read(),
                is_strict=form.cleaned_data["is_strict"],
            )
            messages.success(request, _("The file is being read."))
            return redirect("budget:desk-file", job.arguments[0])
    rows = RoundFile.objects.defer("content").select_related("round")
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    work = {}
    for job in Job.objects.filter(about__in=[one.about for one in found]).order_by("pk"):
        work[job.about] = job
    context = desk_context(request, "desk-files") | {
        "form": form,
        "page_obj": found,
        "rows": [_file(one, work.get(one.about)) for one in found],
    }
    return page(request, "budget/desk_files", context)


def _file(one: RoundFile, job: Job | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "file": one,
        "made": _made(one),
        "job": job,
        "is_active": bool(job and job.is_active),
    }
    if job is not None and job.state == JobState.FAILED:
        told["failure"] = say(Refusal(job.refusal_code, **job.refusal_facts))
    if job is not None:
        told["step_words"] = STEPS.get(job.step, _("Waiting for its turn"))
    return told


def _made(one: RoundFile) -> Round | None:
    """The round that a file became, once it is whole."""
    return None if one.round is None or one.round.is_being_brought else one.round


@at_desk
def file(request: MemberRequest, key: int) -> HttpResponse:
    """One file: how far its reading is, and what was forgiven."""
    if not rules.can_prepare_rounds(request.user):
        raise PermissionDenied
    found = get_object_or_404(RoundFile.objects.defer("content").select_related("round"), pk=key)
    made = _made(found)
    context = desk_context(request, "desk-files") | {
        "file": found,
        "made": made,
        "forgiven": [_forgiven(one) for one in found.forgiven],
        "ballots": made.ballots.count() if made else 0,
        "projects": made.projects.count() if made else 0,
        "untold": found.forgiven_count - len(found.forgiven),
        **progress_of(found.about),
    }
    return page(request, "budget/desk_file", context)


def _forgiven(one: dict[str, Any]) -> str:
    return say(Refusal(one["code"], **one["facts"]))


@preparing
@require_POST
def cancel(request: MemberRequest, voting: Round) -> HttpResponse:
    """Stop the rehearsal that is being made."""
    job = jobs.last_about(services.rehearsal_about(voting))
    if job is None:
        raise Http404
    jobs.ask_cancel(job)
    return redirect("budget:desk-rehearsal", voting.slug)
