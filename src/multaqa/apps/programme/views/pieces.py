"""The frame of a programme at the desk: one list and one form for each noun of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_stubs_ext import StrOrPromise

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries, services
from multaqa.apps.programme.forms.pieces import (
    InterpreterForm,
    PieceForm,
    RoomForm,
    SlotForm,
    SlotsForm,
    SpeakerForm,
    TrackForm,
    WalkForm,
)
from multaqa.apps.programme.models import Interpreter, Room, Slot, Speaker, Track
from multaqa.apps.programme.views.frame import desk_context, planning
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Noun:
    """One noun of the frame: its model, its form, and what the pages call it."""

    model: type[Model]
    form: type[PieceForm]
    name: str
    title: StrOrPromise
    add: StrOrPromise
    teach: StrOrPromise


NOUNS = {
    "rooms": Noun(
        Room, RoomForm, "room", gettext_lazy("Rooms"), gettext_lazy("Add a room"),
        gettext_lazy("Where sessions are held, and how many people each room holds."),
    ),
    "tracks": Noun(
        Track, TrackForm, "track", gettext_lazy("Tracks"), gettext_lazy("Add a track"),
        gettext_lazy("The questions of the forum, which sessions work on."),
    ),
    "slots": Noun(
        Slot, SlotForm, "slot", gettext_lazy("Slots"), gettext_lazy("Add a slot"),
        gettext_lazy("The hours that the grid offers. A session may also have hours of its own."),
    ),
    "speakers": Noun(
        Speaker, SpeakerForm, "speaker", gettext_lazy("Speakers"), gettext_lazy("Add a speaker"),
        gettext_lazy("Who speaks, moderates, trains and reports. A name is public if they agreed."),
    ),
    "interpreters": Noun(
        Interpreter, InterpreterForm, "interpreter", gettext_lazy("Interpreters"),
        gettext_lazy("Add an interpreter"),
        gettext_lazy("Who interprets, and between which languages. The public never sees them."),
    ),
}  # fmt: skip


def _noun(kind: str) -> Noun:
    if kind not in NOUNS:
        raise Http404
    return NOUNS[kind]


def _rows(noun: Noun, edition: Edition) -> QuerySet[Any]:
    rows = noun.model._default_manager.filter(edition=edition)
    return rows if noun.model is Slot else rows.annotate(session_count=Count("sessions"))


@planning
def pieces(request: HttpRequest, edition: Edition, kind: str) -> HttpResponse:
    """Every row of a noun; for slots and rooms, what belongs to all of them."""
    noun = _noun(kind)
    walk = WalkForm(
        request.POST if "walk" in request.POST else None,
        initial={"minutes": queries.programme_of(edition).walk_minutes},
    )
    slots = SlotsForm(request.POST if "slots" in request.POST else None, edition=edition)
    if walk.is_bound and walk.is_valid():
        services.set_walk(edition=edition, actor=request.user, **walk.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("programme:pieces", edition.number, kind)
    if slots.is_bound and slots.is_valid():
        services.frame_slots(edition=edition, actor=request.user, spans=slots.cleaned_data["spans"])
        messages.success(request, _("Saved."))
        return redirect("programme:pieces", edition.number, kind)
    context = desk_context(request, edition) | {
        "noun": noun,
        "kind": kind,
        "rows": _rows(noun, edition),
        "walk": walk if kind == "rooms" else None,
        "slots": slots if kind == "slots" else None,
    }
    return page(request, "programme/desk_pieces", context)


@planning
def add(request: HttpRequest, edition: Edition, kind: str) -> HttpResponse:
    noun = _noun(kind)
    return _edit(request, edition, kind, noun, noun.model(edition=edition))


@planning
def revise(request: HttpRequest, edition: Edition, kind: str, key: int) -> HttpResponse:
    noun = _noun(kind)
    return _edit(request, edition, kind, noun, get_object_or_404(_rows(noun, edition), pk=key))


def _edit(
    request: HttpRequest, edition: Edition, kind: str, noun: Noun, piece: Model
) -> HttpResponse:
    is_new = piece.pk is None
    form = noun.form(request.POST or None, instance=piece, edition=edition)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _save(noun, piece, request, form)
            messages.success(request, _("Saved."))
            return redirect("programme:pieces", edition.number, kind)
    context = desk_context(request, edition) | {
        "noun": noun,
        "kind": kind,
        "form": form,
        "piece": None if is_new else piece,
    }
    return page(request, "programme/desk_piece", context)


def _save(noun: Noun, piece: Any, request: HttpRequest, form: PieceForm) -> None:  # noqa: ANN401
    # Bound forms write on their instance: the service is given the row as the database has it.
    if piece.pk is not None:
        piece.refresh_from_db()
    told = form.fields_of() if isinstance(form, SpeakerForm) else dict(form.cleaned_data)
    save = getattr(services, f"save_{noun.name}")
    save(**{noun.name: piece}, actor=request.user, **told)


@require_POST
@planning
def remove(request: HttpRequest, edition: Edition, kind: str, key: int) -> HttpResponse:
    noun = _noun(kind)
    piece = get_object_or_404(_rows(noun, edition), pk=key)
    try:
        services.remove_piece(piece=piece, actor=request.user)
        messages.success(request, _("Removed."))
    except Refusal as refusal:
        messages.warning(request, say(refusal))
    return redirect("programme:pieces", edition.number, kind)
