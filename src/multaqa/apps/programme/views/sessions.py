"""One session at the desk: what it is, when and where, who is in it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries, services
from multaqa.apps.programme.forms.sessions import PeopleForm, PlacingForm, SessionForm
from multaqa.apps.programme.models import Room, Session
from multaqa.apps.programme.queries import Clash, Hall, Plan
from multaqa.apps.programme.views.frame import desk_context, planning
from multaqa.apps.programme.views.told import Told, clashes_told, seen_from
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Offer:
    """A room at an hour, and what would be amiss if the session went there."""

    room: Room
    starts_at: datetime
    ends_at: datetime
    told: list[Told]
    is_here: bool

    @property
    def is_bad(self) -> bool:
        return any(not one.is_mild for one in self.told)


@dataclass(frozen=True, slots=True)
class OfferedDay:
    date: date
    hours: list[tuple[datetime, datetime, list[Offer]]]


def _read(edition: Edition, number: int) -> tuple[Session, list[Session], Plan]:
    sessions = list(queries.sessions_with_people(edition))
    session = next((one for one in sessions if one.number == number), None)
    if session is None:
        raise Http404
    session.edition = edition
    return session, sessions, queries.plan_of(edition, sessions)


def _told_of(
    edition: Edition, session: Session, sessions: list[Session], found: list[Clash]
) -> list[Told]:
    of_it = [seen_from(session.number, one) for one in found if one.concerns(session.number)]
    return clashes_told(edition, of_it, sessions)


def _context(
    request: HttpRequest, edition: Edition, session: Session, sessions: list[Session], plan: Plan
) -> dict[str, Any]:
    return desk_context(request, edition) | {
        "session": session,
        "clashes": _told_of(edition, session, sessions, queries.clashes_of(plan)),
    }


@planning
def add(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A new session; in the empty cell of the plan that was pressed, if one was."""
    cell = PlacingForm(request.GET, edition=edition, auto_id=False)
    where = dict(cell.cleaned_data) if cell.is_valid() and cell.cleaned_data["starts_at"] else {}
    form = SessionForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            session = services.add_session(
                edition=edition, actor=request.user, **form.fields_of(), **where
            )
            told = _("The session is added. Now give it a time and a room.")
            messages.success(request, _("The session is placed.") if where else told)
            return redirect("programme:place-session", edition.number, session.number)
    unplaced = Session.objects.filter(edition=edition, starts_at=None, is_cancelled=False)
    context = desk_context(request, edition) | {
        "form": form,
        "where": where,
        "cell": cell,
        "unplaced": unplaced.order_by("number") if where else [],
    }
    return page(request, "programme/desk_add", context)


@planning
def revise(request: HttpRequest, edition: Edition, session: int) -> HttpResponse:
    """What a session is, with what is amiss beside it."""
    found, sessions, plan = _read(edition, session)
    form = SessionForm(request.POST or None, instance=found, edition=edition)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.revise_session(session=found, actor=request.user, **form.fields_of())
            messages.success(request, _("Saved."))
            return redirect("programme:desk-session", edition.number, found.number)
    context = _context(request, edition, found, sessions, plan) | {
        "form": form,
        "can_remove": not found.places.exists() and not queries.was_published(found),
    }
    return page(request, "programme/desk_session", context)


@planning
def place(request: HttpRequest, edition: Edition, session: int) -> HttpResponse:
    """When and where: every slot and room with what is free, and why not where it is not."""
    found, sessions, plan = _read(edition, session)
    form = PlacingForm(request.POST or None, edition=edition, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.place_session(session=found, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The session is placed."))
            return redirect("programme:place-session", edition.number, found.number)
    context = _context(request, edition, found, sessions, plan) | {
        "form": form,
        "days": _offers(edition, found, sessions, plan),
    }
    return page(request, "programme/desk_place", context)


def _initial(session: Session) -> dict[str, Any]:
    if session.starts_at is None or session.ends_at is None:
        return {"room": session.room_id}
    starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "day": starts_at.date().isoformat(),
        "starts": f"{starts_at:%H:%M}",
        "ends": f"{ends_at:%H:%M}",
        "room": session.room_id,
    }


def _offers(
    edition: Edition, session: Session, sessions: list[Session], plan: Plan
) -> list[OfferedDay]:
    """Each slot with each room, tried: no question more than the plan itself asked."""
    own = queries.planned(session)
    rooms = list(edition.rooms.all())
    slots = list(edition.slots.all())
    tried: list[tuple[Room, datetime, datetime, list[Clash]]] = []
    for slot in slots:
        for room in rooms:
            hall = Hall(room.pk, str(room.building_ar or ""), room.capacity, room.is_step_free)
            moved = queries.moved_to(own, (slot.starts_at, slot.ends_at), hall)
            clashes = [seen_from(session.number, one) for one in queries.clashes_if(plan, moved)]
            tried.append((room, slot.starts_at, slot.ends_at, clashes))
    # All sentences at once: their names are asked for once.
    told = iter(clashes_told(edition, [one for row in tried for one in row[3]], sessions))
    days: dict[date, list[tuple[datetime, datetime, list[Offer]]]] = {}
    for place, (room, starts_at, ends_at, clashes) in enumerate(tried):
        first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
        is_here = (session.room_id, session.starts_at, session.ends_at) == (
            room.pk,
            starts_at,
            ends_at,
        )
        offer = Offer(room, first, last, [next(told) for _one in clashes], is_here)
        hours = days.setdefault(first.date(), [])
        if place % len(rooms) == 0:
            hours.append((first, last, []))
        hours[-1][2].append(offer)
    return [OfferedDay(day, hours) for day, hours in days.items()]


@planning
def people(request: HttpRequest, edition: Edition, session: int) -> HttpResponse:
    """Who speaks, moderates, reports and interprets."""
    found, sessions, plan = _read(edition, session)
    form = PeopleForm(request.POST or None, edition=edition, session=found)
    if request.method == "POST" and form.is_valid():
        speakers = {one.pk: one for one in edition.speakers.all()}
        interpreters = {one.pk: one for one in edition.interpreters.all()}
        services.set_people(
            session=found,
            actor=request.user,
            parts=[(speakers[key], part) for key, part in form.chosen("speaker", "part")],
            interpretations=[
                (interpreters[key], code) for key, code in form.chosen("interpreter", "into")
            ],
        )
        messages.success(request, _("Saved."))
        return redirect("programme:session-people", edition.number, found.number)
    context = _context(request, edition, found, sessions, plan) | {"form": form}
    return page(request, "programme/desk_people", context)


@require_POST
@planning
def standing(request: HttpRequest, edition: Edition, session: int) -> HttpResponse:
    """Cancel a session, hold it after all, or delete one that nobody has seen."""
    found, _sessions, _plan = _read(edition, session)
    action = request.POST.get("action")
    try:
        if action == "remove":
            services.remove_session(session=found, actor=request.user)
            messages.success(request, _("Removed."))
            return redirect("programme:desk", edition.number)
        if action == "cancel":
            services.cancel_session(session=found, actor=request.user)
            messages.success(request, _("Cancelled. People are told when you publish."))
        elif action == "put-back":
            services.put_back_session(session=found, actor=request.user)
            messages.success(request, _("It is held after all."))
    except Refusal as refusal:
        messages.warning(request, say(refusal))
    return redirect("programme:desk-session", edition.number, found.number)
