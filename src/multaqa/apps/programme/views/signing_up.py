"""Asking for a place and giving it back, alone or for a group; stars."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network.queries import bodies_represented_by
from multaqa.apps.programme import queries, rules, services
from multaqa.apps.programme.forms.places import GroupForm
from multaqa.apps.programme.models import Place, PlaceState, Session
from multaqa.apps.programme.views.frame import published_or_404
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal


def _session(request: MemberRequest, number: int, session: int) -> tuple[Session, bool]:
    """A session that the reader sees published, and whether it is announced as cancelled."""
    published = published_or_404(request, number)
    shown = published.session(session)
    if shown is None:
        raise Http404
    rows = Session.objects.select_related("edition", "room")
    found = get_object_or_404(rows, edition=published.edition, number=session)
    return found, shown.is_cancelled


def _back(session: Session) -> HttpResponse:
    return redirect("programme:session", session.edition.number, session.number)


def _may_ask(request: MemberRequest, *, is_off: bool) -> None:
    if is_off:
        raise Refusal("place.cancelled")
    if not ratelimit.consume(request, action="programme_place", user=request.user):
        raise Refusal("place.too_many")


def _told(request: MemberRequest, place: Place) -> None:
    if place.state == PlaceState.HELD:
        messages.success(request, _("You have a place."))
    else:
        text = _("All places are taken. You are number %(rank)d on the waiting list.")
        messages.info(request, text % {"rank": queries.rank_of(place)})


@require_POST
@signed_in
def ask(request: MemberRequest, number: int, session: int) -> HttpResponse:
    found, is_off = _session(request, number, session)
    try:
        _may_ask(request, is_off=is_off)
        _told(request, services.ask_place(session=found, actor=request.user))
    except Refusal as refusal:
        messages.warning(request, say(refusal))
    return _back(found)


@signed_in
def ask_for_group(request: MemberRequest, number: int, session: int) -> HttpResponse:
    """Places for several people of a body that one acts for."""
    found, is_off = _session(request, number, session)
    bodies = bodies_represented_by(request.user)
    form = GroupForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _may_ask(request, is_off=is_off)
            place = services.ask_group_place(session=found, actor=request.user, **form.cleaned_data)
            _told(request, place)
            return _back(found)
    context = {
        "edition": found.edition,
        "session": found,
        "form": form,
        "has_bodies": bodies.exists(),
        "places": queries.rooms_of(found.edition).get(found.number),
    }
    return page(request, "programme/group", context)


def _own_place(request: MemberRequest, place: int) -> Place:
    found = get_object_or_404(
        Place.objects.select_related("session__edition", "session__room", "body"), pk=place
    )
    if not rules.can_leave_place(request.user, found):
        raise Http404
    return found


@signed_in
def change_group(request: MemberRequest, place: int) -> HttpResponse:
    """Name a group's people, or bring fewer."""
    found = _own_place(request, place)
    if not found.is_group or not found.is_live:
        raise Http404
    told = {"size": found.size, "people": "\n".join(found.people)}
    form = GroupForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.set_group(place=found, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Your group is saved."))
            return _back(found.session)
    context = {
        "edition": found.session.edition,
        "session": found.session,
        "place": found,
        "form": form,
        "has_bodies": True,
    }
    return page(request, "programme/group", context)


@require_POST
@signed_in
def leave(request: MemberRequest, place: int) -> HttpResponse:
    found = _own_place(request, place)
    services.leave_place(place=found, actor=request.user)
    messages.success(request, _("Your place is given back. Thank you: others wait."))
    return _back(found.session)


@require_POST
@signed_in
def star(request: MemberRequest, number: int, session: int) -> HttpResponse:
    found, _is_off = _session(request, number, session)
    is_starred = request.POST.get("star") == "1"
    services.set_star(session=found, actor=request.user, is_starred=is_starred)
    text = _("It is in your agenda.") if is_starred else _("It is no longer in your agenda.")
    messages.success(request, text)
    return _back(found)
