"""Seats as those who hold them, and everyone, see them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Draw, Registration, Replacement, Seat, SeatState
from multaqa.apps.forum.phrases.seats import REASONS
from multaqa.apps.forum.views.shown import file_name
from multaqa.kernel import keys
from multaqa.kernel.gates import signed_in, unlisted
from multaqa.kernel.models import RecordEntry
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import say
from multaqa.kernel.sheets import attachment
from multaqa.refusal import Refusal

By = Seat.AnsweredBy


@never_cache
@unlisted
def seat(request: HttpRequest, number: int, signed: str) -> HttpResponse:
    """The personal page of a seat: whoever holds its address confirms or declines there."""
    pk = services.seat_of_link(signed)
    seats = Seat.objects.select_related("applicant__registration", "draw__college__edition")
    found: Seat = get_object_or_404(seats, pk=pk, draw__college__edition__number=number)
    if request.method == "POST":
        _answer(request, found, By.LINK)
        return redirect("forum:seat", number, signed)
    context = seat_shown(found) | {"edition": found.draw.college.edition}
    return page(request, "forum/seat", context)


def seat_shown(found: Seat) -> dict[str, Any]:
    """A seat to whoever holds it: where it stands, and what may be answered."""
    is_open = found.is_held and not queries.is_over(found.draw.college.edition)
    return {
        "seat": found,
        "may_confirm": is_open and found.state == SeatState.OFFERED,
        "may_decline": is_open,
    }


def my_seat_shown(registration: Registration) -> dict[str, Any]:
    """The seat of who registered, for their own page; nothing when there is none."""
    found = queries.seat_of(registration)
    if found is None:
        return {}
    place = [registration.edition.number, registration.token]
    return seat_shown(found) | {"seat_url": reverse("forum:my-seat", args=place)}


def _answer(request: HttpRequest, found: Seat, by: str) -> None:
    deeds = {"confirm": services.confirm_seat, "decline": services.decline_seat}
    deed = deeds.get(request.POST.get("answer", ""))
    if deed is None:
        raise Http404
    words = {
        "confirm": _("Your seat is confirmed. See you there."),
        "decline": _("You have given the seat back. Thank you for saying so."),
    }
    try:
        deed(seat=found, actor=request.user if by == By.SITE else None, by=by)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, words[request.POST["answer"]])


@signed_in
@require_POST
def my_seat(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """The same from one's own space: whose registration it is."""
    seen = queries.registrations_seen_by(request.user)
    registration = get_object_or_404(seen, edition__number=number, token=token)
    found = queries.seat_of(registration)
    if found is None:
        raise Http404
    _answer(request, found, By.SITE)
    return redirect(registration)


def _followed(request: HttpRequest, number: int, college: str) -> Draw:
    """A public draw that something followed; its file is loaded only by who hands it out."""
    draws = queries.draws_seen_by(request.user).select_related("aftermath", "evidence")
    found: Draw = get_object_or_404(
        draws.defer("evidence__document", "aftermath__opening"),
        college__edition__number=number,
        college__slug=college,
        aftermath__isnull=False,
    )
    return found


def after_file(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """The whole of what followed a draw, as anyone may check it."""
    found = _followed(request, number, college)
    name = f"multaqa-after-{file_name(found.college)}.json"
    return attachment(found.aftermath.document, "application/json; charset=utf-8", name)


def second_draw_file(request: HttpRequest, number: int, college: str, turn: int) -> HttpResponse:
    """A second draw's own evidence, public from its seal on."""
    found = _followed(request, number, college)
    replacement = get_object_or_404(found.replacements.select_related("evidence"), number=turn)
    name = f"multaqa-second-draw-{file_name(found.college)}-{turn}.json"
    return attachment(replacement.evidence.document, "application/json; charset=utf-8", name)


def standing_shown(draw: Draw, entries: Iterable[RecordEntry]) -> dict[str, Any]:
    """The panel as it stands now, for everyone: counts, who came in for whom, and how to check.

    ``entries`` are the record's, about the draw; ``draw`` knows whether anything followed it.
    """
    followed = getattr(draw, "aftermath", None)
    if followed is None:
        return {}
    told = list(entries)
    has_second = any(entry.kind == "forum.replacement_sealed" for entry in told)
    second = list(queries.second_draws_of(draw)) if has_second else []
    return {
        "followed": followed,
        "seat_counts": queries.seat_counts(draw),
        "replaced": [
            (entry, REASONS.get(entry.facts["reason"], entry.facts["reason"]))
            for entry in told
            if entry.kind in {"forum.seat_replaced", "forum.seat_redrawn"}
        ],
        "second_draws": second,
        "after_command": after_command(draw, followed.digest, second),
    }


def after_command(draw: Draw, digest: str, second: Iterable[Replacement]) -> str:
    """What anyone types to check what followed: the file, every seal, the key, the newest head."""
    seals = [draw.evidence.seal] if draw.evidence else []
    seals += [one.evidence.seal for one in second if one.state == Replacement.State.DRAWN]
    name = f"multaqa-after-{file_name(draw.college)}.json"
    told = " ".join(f"--seal {seal}" for seal in seals)
    return f"multaqa verify {name} {told} --key {keys.public_key()} --head {digest}"
