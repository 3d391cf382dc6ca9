"""The count at the desk: asked for, followed, and found again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from multaqa.apps.budget import queries, rules, services
from multaqa.apps.budget.models import Count, Round, RoundState
from multaqa.apps.budget.views.desk_frame import desk_context
from multaqa.kernel import jobs
from multaqa.kernel.gates import open_to
from multaqa.kernel.models import JobState
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal

STEPS = {
    "gather": _("Reading the ballots"),
    "decide": _("Deciding"),
    "compare": _("Counting by the other rules"),
    "seal": _("Sealing the evidence"),
}


def _context(voting: Round) -> dict[str, Any]:
    job = jobs.last_about(services.count_about(voting))
    context: dict[str, Any] = {"voting": voting, "job": job}
    if job is not None:
        context["step_words"] = STEPS.get(job.step, _("Waiting for its turn"))
        if job.state == JobState.FAILED:
            context["failure"] = say(Refusal(job.refusal_code, **job.refusal_facts))
    if voting.state == RoundState.COUNTED:
        told = Count.objects.defer("evidence").get(round=voting)
        context |= {"blank": queries.blank_count(told), "people": told.explanation["people"]}
    return context


@open_to(rules.can_count)
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the round counted; then how far it is, and at last its result."""
    voting = get_object_or_404(queries.rounds_at_desk(request.user), slug=slug)
    if request.method == "POST":
        try:
            services.ask_count(voting=voting, actor=request.user)
        except Refusal as refusal:
            messages.error(request, say(refusal))
        return redirect("budget:desk-count", slug)
    context = desk_context(request, "desk-count", voting) | _context(voting)
    context["may_count"] = voting.state == RoundState.CLOSED
    return page(request, "budget/desk_count", context)


@open_to(rules.can_count)
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The progress bar alone, asked for every second; the whole page once the work has ended."""
    context = _context(get_object_or_404(queries.rounds_at_desk(request.user), slug=slug))
    job = context["job"]
    if not request.headers.get("HX-Request"):
        return redirect("budget:desk-count", slug)
    if job is None or not job.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return page(request, "budget/count_progress", context)
