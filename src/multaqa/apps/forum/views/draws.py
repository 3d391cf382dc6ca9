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
from multaqa.apps.forum.models import Applicant, DrawState, Edition
from multaqa.apps.forum.phrases import STEPS
from multaqa.apps.forum.views.frame import at_desk, desk_context, edition_at_desk
from multaqa.apps.forum.views.shown import figures_shown
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal


@at_desk
def draw(request: HttpRequest, number: int) -> HttpResponse:
    """Where the draw stands, its figures, and the one thing to do next."""
    edition = edition_at_desk(request, number)
    return _draw_page(request, edition)


def _draw_page(request: HttpRequest, edition: Edition, **forms: Any) -> HttpResponse:
    context = desk_context(request, edition, "desk-draw") | {
        **_progress(edition),
        **figures_shown(request.user, edition.draw),
        "seal_form": SealForm(),
        "value_form": PublicValueForm(),
        "lead_hours": settings.SEAL_LEAD_HOURS,
        "may_open": rules.can_open_commitments(request.user, edition.draw)
        and queries.is_veiled(edition.draw),
        "is_value_known": edition.draw.value_known_at
        and edition.draw.value_known_at <= timezone.now(),
        "steps": [_("Compute"), _("Seal"), _("Draw")],
        "step": [DrawState.OPEN, DrawState.COMPUTED, DrawState.SEALED, DrawState.DRAWN].index(
            DrawState(edition.draw.state)
        ),
        "panel": _panel(request, edition),
        "exceptions": queries.exceptions_of(edition),
        "quota_count": queries.quotas_of(edition).count(),
        **forms,
    }
    return page(request, "forum/desk_draw", context)


def _panel(request: HttpRequest, edition: Edition) -> list[tuple[Applicant, list[str]]]:
    """The drawn, each with what balanced them, in the reader's words."""
    if edition.draw.state != DrawState.DRAWN:
        return []
    words = queries.Words(edition)
    return [
        (one, [words.one(key, value) for key, value in one.values.items()])
        for one in queries.drawn_seen_by(request.user, edition)
    ]


def _progress(edition: Edition) -> dict[str, Any]:
    job = jobs.last_about(edition.draw.about)
    if job is None:
        return {"job": None}
    context: dict[str, Any] = {
        "job": job,
        "step_words": STEPS.get(job.step, _("Waiting for its turn")),
    }
    if job.state == JobState.RUNNING and job.started_at and job.progress > 0.05:
        spent = (timezone.now() - job.started_at).total_seconds()
        context["seconds_left"] = max(1, round(spent * (1 - job.progress) / job.progress))
    if job.state == JobState.FAILED and edition.draw.state == DrawState.OPEN:
        context["failure"] = say(Refusal(job.refusal_code, **job.refusal_facts))
    return context


@at_desk
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The progress bar alone, asked for every second; the whole page once the work has ended."""
    edition = edition_at_desk(request, number)
    context = desk_context(request, edition, "desk-draw") | _progress(edition)
    job: Job | None = context["job"]
    if not request.headers.get("HX-Request"):
        return redirect("forum:desk-draw", edition.number)
    if job is None or not job.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return page(request, "forum/progress", context)


@at_desk
@require_POST
def change_draw(request: HttpRequest, number: int) -> HttpResponse:
    """Compute, or cancel."""
    edition = edition_at_desk(request, number)
    try:
        if request.POST.get("action") == "cancel":
            services.cancel_computation(draw=edition.draw, actor=request.user)
        else:
            services.ask_computation(draw=edition.draw, actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-draw", edition.number)


@at_desk
@require_POST
def seal(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = SealForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.seal_draw(draw=edition.draw, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Sealed. The fingerprint is public."))
            return redirect("forum:desk-draw", edition.number)
    return _draw_page(request, edition, seal_form=form)


@at_desk
@require_POST
def draw_seats(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = PublicValueForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.draw_seats(
                draw=edition.draw,
                actor=request.user,
                public_value=form.cleaned_data["public_value"],
            )
            messages.success(request, _("The seats are drawn."))
            return redirect("forum:desk-draw", edition.number)
    return _draw_page(request, edition, value_form=form)
