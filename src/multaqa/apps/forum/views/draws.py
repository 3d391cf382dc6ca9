"""The desk's draw: compute, look, seal, draw."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms import PublicValueForm, SealForm
from multaqa.apps.forum.forms.seats import AlternatesForm
from multaqa.apps.forum.models import Applicant, College, DrawState
from multaqa.apps.forum.phrases import STEPS
from multaqa.apps.forum.views.frame import at_desk, college_at_desk, college_context
from multaqa.apps.forum.views.shown import figures_shown
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal


@at_desk
def draw(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Where the draw stands, its figures, and the one thing to do next."""
    found_in = college_at_desk(request, number, college)
    return _draw_page(request, found_in)


def _draw_page(request: HttpRequest, college: College, **forms: Any) -> HttpResponse:
    context = college_context(request, college, "desk-draw") | {
        **_progress(college),
        **figures_shown(request.user, college.draw),
        "seal_form": SealForm(),
        "value_form": PublicValueForm(),
        "alternates_form": AlternatesForm(initial={"count": college.draw.alternate_count}),
        "lead_hours": settings.SEAL_LEAD_HOURS,
        "may_open": rules.can_open_commitments(request.user, college.draw)
        and queries.is_veiled(college.draw),
        "is_value_known": college.draw.value_known_at
        and college.draw.value_known_at <= timezone.now(),
        "steps": [_("Compute"), _("Seal"), _("Draw")],
        "step": [DrawState.OPEN, DrawState.COMPUTED, DrawState.SEALED, DrawState.DRAWN].index(
            DrawState(college.draw.state)
        ),
        "panel": _panel(request, college),
        "exceptions": queries.exceptions_of(college),
        "quota_count": queries.quotas_of(college).count(),
        "pool": queries.pool_count(college),
        "unanswered_count": queries.unanswered_count(college),
        **forms,
    }
    return page(request, "forum/desk_draw", context)


def _panel(request: HttpRequest, college: College) -> list[tuple[Applicant, list[str]]]:
    """The drawn, each with what balanced them, in the reader's words."""
    if college.draw.state != DrawState.DRAWN:
        return []
    words = queries.Words(college.edition)
    return [
        (one, [words.one(key, value) for key, value in one.values.items()])
        for one in queries.drawn_seen_by(request.user, college)
    ]


def _progress(college: College) -> dict[str, Any]:
    job = jobs.last_about(college.draw.about)
    if job is None:
        return {"job": None}
    context: dict[str, Any] = {
        "job": job,
        "step_words": STEPS.get(job.step, _("Waiting for its turn")),
    }
    if job.state == JobState.RUNNING and job.started_at and job.progress > 0.05:
        spent = (timezone.now() - job.started_at).total_seconds()
        context["seconds_left"] = max(1, round(spent * (1 - job.progress) / job.progress))
    if job.state == JobState.FAILED and college.draw.state == DrawState.OPEN:
        context["failure"] = say(Refusal(job.refusal_code, **job.refusal_facts))
    return context


@at_desk
def progress(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """The progress bar alone, asked for every second; the whole page once the work has ended."""
    found_in = college_at_desk(request, number, college)
    context = college_context(request, found_in, "desk-draw") | _progress(found_in)
    job: Job | None = context["job"]
    if not request.headers.get("HX-Request"):
        return redirect("forum:desk-draw", number, college)
    if job is None or not job.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return page(request, "forum/progress", context)


@at_desk
@require_POST
def change_draw(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Compute, or cancel."""
    found_in = college_at_desk(request, number, college)
    try:
        if request.POST.get("action") == "cancel":
            services.cancel_computation(draw=found_in.draw, actor=request.user)
        else:
            services.ask_computation(draw=found_in.draw, actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-draw", number, college)


@at_desk
@require_POST
def seal(request: HttpRequest, number: int, college: str) -> HttpResponse:
    found_in = college_at_desk(request, number, college)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = SealForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.seal_draw(draw=found_in.draw, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Sealed. The fingerprint is public."))
            return redirect("forum:desk-draw", number, college)
    return _draw_page(request, found_in, seal_form=form)


@at_desk
@require_POST
def draw_seats(request: HttpRequest, number: int, college: str) -> HttpResponse:
    found_in = college_at_desk(request, number, college)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = PublicValueForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.draw_seats(
                draw=found_in.draw,
                actor=request.user,
                public_value=form.cleaned_data["public_value"],
            )
            messages.success(request, _("The seats are drawn."))
            return redirect("forum:desk-seats", number, college)
    return _draw_page(request, found_in, value_form=form)
