"""The desk of lists: a file brought, its columns, where it stands, and its way in and out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network.forms.imports import ApplyForm, ColumnsForm, ListFileForm
from multaqa.apps.network.models import BodyImport, ImportState
from multaqa.apps.network.phrases import IMPORT_STEPS
from multaqa.apps.network.queries import imports as queries
from multaqa.apps.network.services import imports as services
from multaqa.apps.network.views.frame import at_coordination, desk_context
from multaqa.apps.network.views.said import Words
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

A_PAGE = 20
SAMPLES = 3
LONGEST_SAMPLE = 40
LEFT_SHOWN = 100
COLUMNS_OPEN = (ImportState.READ, ImportState.CHECKED, ImportState.UNDONE)


def found(request: HttpRequest, pk: int) -> BodyImport:
    seen: BodyImport = get_object_or_404(queries.imports_seen_by(request.user), pk=pk)
    return seen


@at_coordination
def imports(request: MemberRequest) -> HttpResponse:
    """The lists brought so far, and the door through which a new one comes."""
    form = ListFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form, "file"):
            brought = services.open_import(
                actor=request.user, file_name=file.name, content=file.read()
            )
            return redirect(brought)
    listed = queries.imports_listed(request.user)
    context = desk_context(request, "desk-imports") | {
        "form": form,
        "page_obj": Paginator(listed, A_PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "network/desk_imports", context)


@at_coordination
def brought_list(request: MemberRequest, pk: int) -> HttpResponse:
    """Where a list stands, and the one thing to do next with it."""
    return _stands(request, found(request, pk))


def _stands(
    request: HttpRequest, brought: BodyImport, form: ApplyForm | None = None
) -> HttpResponse:
    context = import_context(request, brought)
    is_still = not context["job_is_active"] and context["failure"] is None
    if brought.state == ImportState.READ and is_still:
        return redirect("network:desk-import-columns", brought.pk)
    totals = queries.totals_of(brought)
    context |= {
        "totals": totals,
        "form": form
        or ApplyForm(
            initial={"gives_state": brought.gives_state, "reason": brought.reason or None}
        ),
        "may_apply": totals.ready
        and brought.state in {ImportState.CHECKED, ImportState.APPLYING, ImportState.APPLIED},
        **_left(brought),
    }
    return page(request, "network/desk_import", context)


def _left(brought: BodyImport) -> dict[str, Any]:
    """What an undoing left in the directory, each with its reason."""
    if brought.state not in {ImportState.UNDONE, ImportState.UNDOING}:
        return {"left": [], "left_count": 0}
    rows = queries.rows_left(brought)
    shown = list(rows.prefetch_related("origins__body")[:LEFT_SHOWN])
    words = Words(values=[], rows=shown)
    left = [
        (row, next(iter(row.origins.all()), None), [words.fault(one) for one in row.faults])
        for row in shown
    ]
    return {"left": left, "left_count": rows.count()}


def import_context(request: HttpRequest, brought: BodyImport) -> dict[str, Any]:
    """What every page of a list shows: its name, the steps, and the work under way."""
    job = jobs.last_about(brought.about)
    is_active = job is not None and job.is_active
    return desk_context(request, "desk-imports") | {
        "brought": brought,
        "job": job,
        "job_is_active": is_active,
        "steps": [_("File"), _("Columns"), _("Look through"), _("Bring in")],
        "step": _step(brought),
        "failure": _failure(job),
        "was_cancelled": job is not None and job.state == JobState.CANCELLED,
        **_progress(job),
    }


def _step(brought: BodyImport) -> int:
    places = {
        ImportState.UPLOADED: 0,
        ImportState.READ: 1,
        ImportState.CHECKED: 2,
        ImportState.APPLYING: 3,
        ImportState.APPLIED: 4,
    }
    return places.get(ImportState(brought.state), 2)


def _failure(job: Job | None) -> str | None:
    if job is None or job.state != JobState.FAILED:
        return None
    return say(Refusal(job.refusal_code, **job.refusal_facts))


def _progress(job: Job | None) -> dict[str, Any]:
    if job is None or not job.is_active:
        return {}
    told: dict[str, Any] = {
        "step_words": IMPORT_STEPS.get(job.step, _("Waiting for its turn")),
    }
    if job.state == JobState.RUNNING and job.started_at and job.progress > 0.05:
        spent = (timezone.now() - job.started_at).total_seconds()
        told["seconds_left"] = max(1, round(spent * (1 - job.progress) / job.progress))
    return told


@at_coordination
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked for every second; the whole page once the work has ended."""
    context = import_context(request, found(request, pk))
    if not request.headers.get("HX-Request"):
        return redirect("network:desk-import", pk)
    if not context["job_is_active"]:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return page(request, "network/desk_import_progress", context)


@at_coordination
def columns(request: MemberRequest, pk: int) -> HttpResponse:
    """What each column is: guessed, shown with what stands in it, changed, remembered."""
    brought = found(request, pk)
    context = import_context(request, brought)
    if brought.state not in COLUMNS_OPEN or context["job_is_active"]:
        return redirect(brought)
    form = ColumnsForm(
        request.POST or None,
        headers=brought.headers,
        columns=brought.columns,
        samples=_samples(brought),
        never=brought.notes.get("never_held", []),
        default_kind=brought.default_kind,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.confirm_columns(
                brought=brought,
                actor=request.user,
                columns=form.columns(),
                default_kind=form.cleaned_data["default_kind"],
            )
            return redirect(brought)
    return page(request, "network/desk_import_columns", context | {"form": form})


def _samples(brought: BodyImport) -> list[list[str]]:
    """A few different cells of each column."""
    samples: list[dict[str, None]] = [{} for _header in brought.headers]
    for cells in brought.rows.order_by("line").values_list("cells", flat=True)[:200]:
        for told, cell in zip(samples, cells, strict=True):
            if cell and len(told) < SAMPLES:
                told[f"{cell[:LONGEST_SAMPLE]}{'…' if cell[LONGEST_SAMPLE:] else ''}"] = None
    return [list(told) for told in samples]


@at_coordination
@require_POST
def bring_in(request: MemberRequest, pk: int) -> HttpResponse:
    """Every row that is ready comes into the directory."""
    brought, form = found(request, pk), ApplyForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.ask_application(brought=brought, actor=request.user, **form.cleaned_data)
            return redirect(brought)
    return _stands(request, brought, form)


DEEDS: dict[str, Callable[..., object]] = {
    "cancel": services.cancel_work,
    "read": services.read_again,
    "look": services.look_again,
    "undo": services.ask_undoing,
}


@at_coordination
@require_POST
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop the work, look through again, undo, or drop the list."""
    brought, action = found(request, pk), request.POST.get("action", "")
    try:
        if action == "drop":
            services.drop_import(brought=brought, actor=request.user)
            messages.success(request, _("The list was dropped: its file and its rows are erased."))
            return redirect("network:desk-imports")
        if action in DEEDS:
            DEEDS[action](brought=brought, actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect(brought)
