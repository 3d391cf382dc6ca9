"""Who has a place in a session: the list of the room, on the screen, as a file and on paper."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries, rules, services
from multaqa.apps.programme.forms.places import DeskPlaceForm
from multaqa.apps.programme.models import Place, PlaceState, Session
from multaqa.apps.programme.views.frame import desk_context, planning
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, require
from multaqa.kernel.sheets import attachment, sheet
from multaqa.ui.amounts import number
from multaqa.ui.dates import moment
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "programme" / "room.typ"


def _session(edition: Edition, number: int) -> Session:
    rows = Session.objects.select_related("edition", "room", "track")
    return get_object_or_404(rows, edition=edition, number=number)


@planning
def places(request: HttpRequest, edition: Edition, session: int) -> HttpResponse:
    """Everybody who holds a place or waits, and a form for who asks at the desk."""
    found = _session(edition, session)
    form = DeskPlaceForm(request.POST if "name" in request.POST else None)
    if key := request.POST.get("leave", ""):
        is_key = key.isascii() and key.isdigit() and len(key) < 12
        rows = found.places.filter(pk=int(key)) if is_key else None
        if rows and (place := rows.first()):
            services.leave_place(place=place, actor=request.user)
            messages.success(request, _("The place is given back."))
        return redirect("programme:session-places", edition.number, found.number)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            place = services.add_at_desk(session=found, actor=request.user, **form.cleaned_data)
            is_held = place.state == PlaceState.HELD
            told = _("Added, with a place.") if is_held else _("Added to the waiting list.")
            messages.success(request, told)
            return redirect("programme:session-places", edition.number, found.number)
    listed = list(queries.places_at_desk(request.user, found))
    context = desk_context(request, edition) | {
        "session": found,
        "form": form,
        "held": [one for one in listed if one.state == PlaceState.HELD],
        "waiting": [one for one in listed if one.state == PlaceState.WAITING],
        "left": None
        if found.size is None
        else max(0, found.size - found.walk_in_count - found.held_count),
    }
    return page(request, "programme/desk_places", context)


def _held(request: HttpRequest, session: Session) -> list[Place]:
    require(rules.can_read_places(request.user))
    return [
        one for one in queries.places_at_desk(request.user, session) if one.state == PlaceState.HELD
    ]


def _lines(places: list[Place]) -> list[tuple[str, str]]:
    """A line for each person: a group's people by name, and those who have none yet."""
    lines: list[tuple[str, str]] = []
    for place in places:
        if not place.is_group:
            lines.append((place.called, ""))
            continue
        names = [*place.people, *[""] * (place.size - len(place.people))]
        lines += [(name or _("(not named yet)"), place.called) for name in names]
    return lines


@planning
def places_file(request: HttpRequest, edition: Edition, session: int) -> HttpResponse:
    found = _session(edition, session)
    rows = [
        (place, name, group)
        for place, (name, group) in enumerate(_lines(_held(request, found)), start=1)
    ]
    header = [_("No."), _("Name"), _("Group")]
    return sheet(header, rows, f"session-{edition.number}-{found.number}.csv")


@planning
def places_paper(request: HttpRequest, edition: Edition, session: int) -> HttpResponse:
    """The list for the door of the room, to be ticked."""
    found = _session(edition, session)
    lines = _lines(_held(request, found))
    now = timezone.now()
    content = {
        "title": said(found.title),
        "name": said(edition.name),
        "when": f"{moment(found.starts_at)} · {said(str(found.room or ''))}",
        "columns": [_("No."), _("Name"), _("Group")],
        "rows": [
            [number(place), said(name), said(group)]
            for place, (name, group) in enumerate(lines, start=1)
        ],
        "nobody": _("Nobody has a place yet."),
        "private": _("Holds names: for the people at the door alone."),
        "printed": _("Printed on %(moment)s") % {"moment": moment(now)},
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "demonstration": _(
            "Demonstration: the people and the bodies here are invented, and nothing is sent out."
        )
        if settings.DEMONSTRATION
        else "",
    }
    made = pdf(TEMPLATE, content, at=now)
    return attachment(made, "application/pdf", f"session-{edition.number}-{found.number}.pdf")
