"""The plan at the desk: a grid of days, hours and rooms, and all that is amiss in it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries, services
from multaqa.apps.programme.forms.sessions import CopyForm, SessionsFileForm
from multaqa.apps.programme.models import Room, Session
from multaqa.apps.programme.phrases import FAULTS
from multaqa.apps.programme.services import COLUMNS
from multaqa.apps.programme.views.frame import desk_context, planning, reading
from multaqa.apps.programme.views.public import draft_context
from multaqa.apps.programme.views.told import clashes_told
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on
from multaqa.kernel.tables import check_weight, headings_told

FAULTS_SHOWN = 100


@dataclass
class Cell:
    """A room at an hour: what is held there, or free."""

    room: Room | None
    sessions: list["Placed"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Placed:
    session: Session
    clash_count: int
    is_bad: bool


@dataclass
class Row:
    """An hour of a day: what is for everybody, then room by room."""

    starts_at: datetime
    ends_at: datetime
    cells: list[Cell]
    without_room: list[Placed] = field(default_factory=list)


@reading
def plan(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The whole plan: a table for each day, and what has no time yet."""
    sessions = list(queries.sessions_with_people(edition))
    found = queries.clashes_of(queries.plan_of(edition, sessions))
    rooms = list(edition.rooms.all())
    counts = Counter[int]()
    bad: set[int] = set()
    for clash in found:
        for number in {clash.session, clash.other} - {0}:
            counts[number] += 1
            if not clash.is_mild:
                bad.add(number)
    placed = [Placed(one, counts[one.number], one.number in bad) for one in sessions]
    last = queries.last_version(edition)
    context = desk_context(request, edition) | {
        "rooms": rooms,
        "days": _days(edition, rooms, placed),
        "unplaced": [one for one in placed if not one.session.is_placed],
        "cancelled": [one for one in placed if one.session.is_cancelled],
        "session_count": len(sessions),
        "bad_count": sum(not clash.is_mild for clash in found),
        "mild_count": sum(clash.is_mild for clash in found),
        "version": last,
        "can_copy": not sessions and queries.editions_to_copy(edition).exists(),
    }
    return page(request, "programme/desk_plan", context)


def _days(edition: Edition, rooms: list[Room], placed: list[Placed]) -> list[dict[str, Any]]:
    """By day, a row for every slot and for every other time at which something is held."""
    held = [one for one in placed if one.session.is_placed and not one.session.is_cancelled]
    spans = {(slot.starts_at, slot.ends_at) for slot in edition.slots.all()}
    begins = {starts_at for starts_at, _ends_at in spans}
    for one in held:
        starts_at, ends_at = one.session.starts_at, one.session.ends_at
        if starts_at and ends_at and starts_at not in begins:
            spans.add((starts_at, ends_at))
            begins.add(starts_at)
    rows: dict[datetime, Row] = {}
    for starts_at, ends_at in sorted(spans):
        rows.setdefault(
            starts_at,
            Row(
                timezone.localtime(starts_at),
                timezone.localtime(ends_at),
                [Cell(room) for room in rooms],
            ),
        )
    places = {room.pk: place for place, room in enumerate(rooms)}
    for one in held:
        if one.session.starts_at is None:
            continue
        row = rows[one.session.starts_at]
        if one.session.room_id in places:
            row.cells[places[one.session.room_id]].sessions.append(one)
        else:
            row.without_room.append(one)
    by_day: dict[date, list[Row]] = {}
    for row in rows.values():
        by_day.setdefault(row.starts_at.date(), []).append(row)
    return [{"date": day, "rows": found} for day, found in sorted(by_day.items())]


@reading
def clashes(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Everything amiss, each with a link to where it is put right."""
    sessions = list(queries.sessions_with_people(edition))
    found = queries.clashes_of(queries.plan_of(edition, sessions))
    told = clashes_told(edition, found, sessions)
    context = desk_context(request, edition) | {
        "bad": [one for one in told if not one.is_mild],
        "mild": [one for one in told if one.is_mild],
    }
    return page(request, "programme/desk_clashes", context)


@reading
def preview(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The plan as everyone would see it if it were published now."""
    draft = queries.draft_of(edition)
    context = desk_context(request, edition) | draft_context(request, draft)
    return page(request, "programme/desk_preview", context)


@planning
def bring(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Sessions from a file: all of them, or none and what is wrong in each line."""
    form = SessionsFileForm(request.POST or None, request.FILES or None)
    faults: list[dict[str, object]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "file"):
            sent = form.cleaned_data["file"]
            check_weight(sent.size)
            brought = services.read_sessions(edition=edition, content=sent.read())
            faults = [
                {"line": one.line, "text": str(FAULTS[one.code] % {"text": one.text})}
                for one in brought.faults[:FAULTS_SHOWN]
            ]
            if not faults:
                count = services.bring_sessions(
                    edition=edition, actor=request.user, rows=brought.rows
                )
                text = ngettext(
                    "%(count)d session is brought in.", "%(count)d sessions are brought in.", count
                )
                messages.success(request, text % {"count": count})
                return redirect("programme:desk", edition.number)
    context = desk_context(request, edition) | {
        "form": form,
        "faults": faults,
        "headings": headings_told(COLUMNS.values()),
    }
    return page(request, "programme/desk_bring", context)


@planning
def copy(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The frame, and if wanted the sessions, of another edition, moved to these days."""
    form = CopyForm(request.POST or None)
    form.fields["source"].queryset = queries.editions_to_copy(edition)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.copy_programme(edition=edition, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Taken over. Look at the plan, and ask the speakers."))
            return redirect("programme:desk", edition.number)
    context = desk_context(request, edition) | {"form": form}
    return page(request, "programme/desk_copy", context)
