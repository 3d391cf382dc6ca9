"""One's own agenda: what one holds, waits for, starred, or speaks in."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.programme import queries, services
from multaqa.apps.programme.models import AgendaLink, Place
from multaqa.apps.programme.queries import Published, ShownSession
from multaqa.apps.programme.views.calendars import agenda_of
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page


@dataclass(frozen=True, slots=True)
class Entry:
    """A session in the agenda, why it is there, and what it runs into."""

    session: ShownSession
    place: Place | None
    rank: int
    is_starred: bool
    runs_into: str


@signed_in
def agenda(request: MemberRequest) -> HttpResponse:
    found = [
        (published, _entries(request.user, published, told))
        for published, told in agenda_of(request.user)
    ]
    link = AgendaLink.objects.filter(user=request.user).first()
    context = {"editions": found, "address": _address(link) if link else ""}
    return page(request, "programme/agenda", context)


def _entries(user: User, published: Published, told: list[ShownSession]) -> list[Entry]:
    places = {place.session.number: place for place in queries.places_of(user, published.edition)}
    stars = queries.stars_of(user, published.edition)
    entries = []
    for one in sorted(told, key=lambda session: (session.starts_at, session.number)):
        place = places.get(one.number)
        rank = queries.rank_of(place) if place and place.state == "waiting" else 0
        others = [
            other.title
            for other in told
            if other.number != one.number
            and not (other.is_cancelled or one.is_cancelled)
            and other.starts_at < one.ends_at
            and one.starts_at < other.ends_at
        ]
        entries.append(Entry(one, place, rank, one.number in stars, others[0] if others else ""))
    return entries


def _address(link: AgendaLink) -> str:
    return f"{settings.ORIGIN}{reverse('programme:agenda-ics', args=[link.token])}"


@require_POST
@signed_in
def make_address(request: MemberRequest) -> HttpResponse:
    services.make_link(actor=request.user)
    return redirect("programme:agenda")


@require_POST
@signed_in
def renew_address(request: MemberRequest) -> HttpResponse:
    services.renew_link(actor=request.user)
    messages.success(request, _("Your agenda has another address; the old one shows nothing."))
    return redirect("programme:agenda")
