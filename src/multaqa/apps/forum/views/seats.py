"""The desk's seats: who was asked, who comes, who takes the place of whom."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms import PublicValueForm, SealForm
from multaqa.apps.forum.forms.seats import AlternatesForm, AnswersForm, ConfirmationDateForm
from multaqa.apps.forum.models import (
    Aftermath,
    College,
    Draw,
    DrawState,
    Replacement,
    Seat,
    SeatState,
)
from multaqa.apps.forum.phrases import STEPS
from multaqa.apps.forum.views.frame import (
    at_desk,
    college_at_desk,
    college_context,
    numbers_written,
)
from multaqa.apps.forum.views.shown import change_said, file_name
from multaqa.kernel import jobs
from multaqa.kernel.models import JobState
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.kernel.sheets import attachment
from multaqa.refusal import Refusal

ON_A_PAGE = 60
FILTERS = [*SeatState.values, "waiting"]


@at_desk
def seats(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Every seat with where it stands, and the one thing to do next."""
    return _seats_page(request, college_at_desk(request, number, college))


def _seats_page(request: HttpRequest, college: College, **forms: Any) -> HttpResponse:
    draw = college.draw
    aftermath = queries.followed(draw)
    context = college_context(request, college, "desk-seats") | {
        "aftermath": aftermath,
        "is_drawn": draw.state == DrawState.DRAWN,
        "is_veiled": queries.is_veiled(draw),
        "has_begun": queries.has_begun(college.edition),
        "is_over": queries.is_over(college.edition),
        "date_form": ConfirmationDateForm(),
        "answers_form": AnswersForm(),
        "seal_form": SealForm(),
        "value_form": PublicValueForm(),
        "lead_hours": settings.SEAL_LEAD_HOURS,
        "may_open": rules.can_open_commitments(request.user, draw),
    }
    if aftermath is not None:
        context |= _listed(request, college) | _outlook(college, aftermath) | _progress(draw)
    context["may_answer"] = context["may_run"] and not context["is_over"]
    return page(request, "forum/desk_seats", context | forms)


def _listed(request: HttpRequest, college: College) -> dict[str, Any]:
    state = request.GET.get("state", "")
    rows = queries.seats_seen_by(request.user, college)
    if state == "waiting":
        rows = rows.filter(pk__in=queries.waiting_seats(college.draw).values("pk"))
    elif state in SeatState.values:
        rows = rows.filter(state=state)
    late = college.draw.seats_given.filter(
        state=SeatState.OFFERED, confirm_by__lt=timezone.now()
    ).count()
    return {
        "counts": queries.seat_counts(college.draw),
        "late": late,
        "state": state,
        "states": [*_states(college.draw), ("waiting", _("gone, not replaced"))],
        "page_obj": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "alternates": queries.alternates_seen_by(request.user, college),
    }


def _states(draw: Draw) -> list[tuple[str, str]]:
    """The states by their words; nobody is said to be asked before there is a date."""
    unasked = {SeatState.OFFERED: _("not asked yet")} if draw.confirm_by is None else {}
    return [
        (state, unasked.get(SeatState(state), str(words))) for state, words in SeatState.choices
    ]


def _outlook(college: College, aftermath: Aftermath) -> dict[str, Any]:
    """Whose seats wait, and what replacing them would do; nothing that a veil hides."""
    draw = college.draw
    second = queries.second_draws_of(draw)
    sealed = second.filter(state=Replacement.State.SEALED).first()
    context: dict[str, Any] = {
        "second_draws": second,
        "sealed": sealed,
        "is_value_known": sealed is not None and sealed.value_known_at <= timezone.now(),
        "waiting": list(queries.waiting_seats(draw)),
        "outlook": None,
    }
    if sealed is not None or aftermath.is_closed or not context["waiting"]:
        return context
    whole = Draw.objects.select_related("aftermath").get(pk=draw.pk)
    gone = [seat.applicant.ticket for seat in context["waiting"]]
    try:
        outlook = queries.outlook_of(whole, whole.aftermath, gone)
    except Refusal as refusal:
        return context | {"trouble": say(refusal)}
    words = queries.Words(college.edition)
    hidden = queries.sensitive_keys(college)
    ways = [
        _("The conditions taken together.")
        if any(change.category in hidden for change in way.changes)
        else _("; ").join(
            change_said(
                words,
                (change.category, change.value, change.bound, change.was, change.becomes),
            )
            for change in way.changes
        )
        for way in outlook.ways
    ]
    return context | {"outlook": outlook, "ways": list(dict.fromkeys(ways))}


def _progress(draw: Draw) -> dict[str, Any]:
    job = jobs.last_about(queries.replacement_job(draw))
    if job is None:
        return {"job": None}
    context: dict[str, Any] = {"job": job}
    context["step_words"] = STEPS.get(job.step, _("Waiting for its turn"))
    if job.state == JobState.FAILED:
        context["failure"] = say(Refusal(job.refusal_code, **job.refusal_facts))
    return context


def _run_by(request: HttpRequest) -> None:
    if not rules.can_run_forum(request.user):
        raise PermissionDenied


@at_desk
@require_POST
def open_seats(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Give an older draw its seats and alternates."""
    found_in = college_at_desk(request, number, college)
    try:
        services.open_seats(draw=found_in.draw, actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-seats", number, college)


@at_desk
@require_POST
def set_date(request: HttpRequest, number: int, college: str) -> HttpResponse:
    found_in = college_at_desk(request, number, college)
    _run_by(request)
    form = ConfirmationDateForm(request.POST)
    if form.is_valid():
        with refusals_on(form, "by"):
            services.set_confirmation_date(
                draw=found_in.draw, actor=request.user, by=form.cleaned_data["by"]
            )
            messages.success(request, _("The date is set. Those who registered are told."))
            return redirect("forum:desk-seats", number, college)
    return _seats_page(request, found_in, date_form=form)


@at_desk
@require_POST
def set_alternates(request: HttpRequest, number: int, college: str) -> HttpResponse:
    found_in = college_at_desk(request, number, college)
    _run_by(request)
    form = AlternatesForm(request.POST)
    try:
        if form.is_valid():
            services.set_alternates(
                draw=found_in.draw, actor=request.user, count=form.cleaned_data["count"]
            )
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Write a whole number from 0 to 500."))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-draw", number, college)


@at_desk
@require_POST
def answer(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """What people said by phone or on paper: of one row, or of all that are ticked."""
    found_in = college_at_desk(request, number, college)
    _run_by(request)
    form = AnswersForm(request.POST)
    if not form.is_valid():
        return _seats_page(request, found_in, answers_form=form)
    deed, keys = _asked(request)
    becomes = SeatState.CONFIRMED if deed == services.confirm_seat else SeatState.DECLINED
    chosen = (
        Seat.objects.filter(draw=found_in.draw, pk__in=keys)
        .select_related("applicant__registration", "draw")
        .order_by("pk")
    )
    done, refused = 0, dict[str, list[str]]()
    for one in chosen.exclude(state=becomes):  # who said so before is not counted again
        try:
            deed(
                seat=one,
                actor=request.user,
                by=Seat.AnsweredBy.DESK,
                note=form.cleaned_data["note"],
            )
            done += 1
        except Refusal as refusal:
            refused.setdefault(say(refusal), []).append(one.applicant.ticket)
    for trouble, tickets in refused.items():
        messages.error(request, f"{_(', ').join(tickets)}: {trouble}")
    if done:
        text = ngettext("%(seats)d answer noted.", "%(seats)d answers noted.", done)
        messages.success(request, text % {"seats": done})
    elif chosen and not refused:
        messages.info(request, _("Nothing to note: they had answered so before."))
    elif not refused:
        messages.error(request, _("Tick the seats first."))
    return redirect("forum:desk-seats", number, college)


def _asked(request: HttpRequest) -> tuple[Any, list[int]]:
    """The deed, and the rows that it is asked of: the one of its button, or those ticked."""
    deeds = {"confirm": services.confirm_seat, "decline": services.decline_seat}
    for name, deed in deeds.items():
        if name in request.POST:
            return deed, numbers_written([request.POST[name]])
        if f"{name}-ticked" in request.POST:
            return deed, numbers_written(request.POST.getlist("seat"))
    raise Http404


@at_desk
@require_POST
def deed(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Mark silence, replace, leave a seat empty, close."""
    found_in = college_at_desk(request, number, college)
    _run_by(request)
    draw, actor = found_in.draw, request.user
    action = request.POST.get("action", "")
    try:
        if action == "silent":
            count = services.mark_silent(draw=draw, actor=actor)
            text = ngettext("%(seats)d did not answer.", "%(seats)d did not answer.", count)
            messages.success(request, text % {"seats": count})
        elif action == "replace":
            came = services.replace_gone(draw=draw, actor=actor)
            text = ngettext(
                "%(seats)d seat was given to an alternate.",
                "%(seats)d seats were given to alternates.",
                len(came),
            )
            messages.success(request, text % {"seats": len(came)})
            _tell_of_calls(request, found_in)
        elif action == "close":
            services.close_replacements(draw=draw, actor=actor)
            messages.success(request, _("The replacements are closed."))
        elif action == "empty":
            keys = numbers_written([request.POST.get("seat", "")])
            seat = get_object_or_404(draw.seats_given, pk__in=keys)
            services.leave_seat_empty(seat=seat, actor=actor)
            messages.success(request, _("The seat stays empty. The public record says so."))
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-seats", number, college)


def _tell_of_calls(request: HttpRequest, college: College) -> None:
    """Whoever comes in on the day has no date to answer by: the desk rings them up."""
    if queries.has_begun(college.edition):
        text = _("The forum has begun: who comes in now has no date to answer by. Call each too.")
        messages.warning(request, text)


@at_desk
@require_POST
def seal_second(request: HttpRequest, number: int, college: str) -> HttpResponse:
    found_in = college_at_desk(request, number, college)
    _run_by(request)
    form = SealForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.ask_replacement(draw=found_in.draw, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The second draw is being computed, then sealed."))
            return redirect("forum:desk-seats", number, college)
    return _seats_page(request, found_in, seal_form=form)


@at_desk
@require_POST
def draw_second(request: HttpRequest, number: int, college: str) -> HttpResponse:
    found_in = college_at_desk(request, number, college)
    _run_by(request)
    second = queries.second_draws_of(found_in.draw).select_related("draw").last()
    if second is None:
        raise Http404
    form = PublicValueForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.draw_replacement(
                replacement=second,
                actor=request.user,
                public_value=form.cleaned_data["public_value"],
            )
            messages.success(request, _("The replacements are drawn."))
            _tell_of_calls(request, found_in)
            return redirect("forum:desk-seats", number, college)
    return _seats_page(request, found_in, value_form=form)


@at_desk
def second_opening(request: HttpRequest, number: int, college: str, turn: int) -> HttpResponse:
    """What opens the commitments of a second draw: the auditor's alone."""
    found_in = college_at_desk(request, number, college)
    if not rules.can_open_commitments(request.user, found_in.draw):
        raise PermissionDenied
    second = get_object_or_404(found_in.draw.replacements.exclude(opening=""), number=turn)
    name = f"multaqa-second-opening-{file_name(found_in)}-{turn}.json"
    return attachment(second.opening, "application/json; charset=utf-8", name)
