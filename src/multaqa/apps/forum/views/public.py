"""What everyone sees of the forum: the edition, its draw, each ticket's chance."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Draw
from multaqa.apps.forum.views.shown import figures_shown, verify_command
from multaqa.apps.forum.views.standing import standing_shown
from multaqa.kernel import arabic, record
from multaqa.kernel.pages import page


def edition(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.editions_seen_by(request.user), number=number)
    return page(request, "forum/edition", queries.summary_of(found))


def _draw(request: HttpRequest, number: int, college: str) -> Draw:
    """The draw and its seal; the document itself may weigh megabytes and is no page's."""
    draws = queries.draws_seen_by(request.user).select_related("evidence", "aftermath")
    found: Draw = get_object_or_404(
        draws.defer("evidence__document", "aftermath__document", "aftermath__opening"),
        college__edition__number=number,
        college__slug=college,
    )
    return found


def draws(request: HttpRequest, number: int) -> HttpResponse:
    """The draw of each college; the draw itself where there is only one."""
    seen = queries.draws_seen_by(request.user).filter(college__edition__number=number)
    slugs = list(seen.values_list("college__slug", flat=True)[:2])
    if len(slugs) == 1:
        return draw(request, number, slugs[0])
    found = get_object_or_404(queries.editions_seen_by(request.user), number=number)
    return page(request, "forum/draws", queries.summary_of(found))


def draw(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """This draw told to a citizen: the rule, the balance, the chances, how to check."""
    found = _draw(request, number, college)
    of_college = found.college
    entries = list(record.about(of_college.subject))
    context = {
        "edition": of_college.edition,
        "college": of_college,
        "draw": found,
        **figures_shown(request.user, found),
        "seal": found.evidence.seal if found.evidence else "",
        "is_value_known": found.value_known_at and found.value_known_at <= timezone.now(),
        "entries": [(entry, record.sentence(entry)) for entry in entries],
        "command": verify_command(found),
        **standing_shown(found, entries),
    }
    return page(request, "forum/draw", context)


def chances(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Each ticket's chance, and nothing beside it; searched by ticket."""
    found = _draw(request, number, college)
    tickets = queries.tickets_of(found.college)
    is_veiled = queries.is_veiled(found)
    if not found.is_frozen or is_veiled:
        tickets = tickets.none()
    search = arabic.digits(request.GET.get("q", "")).replace("\0", "").strip()[:20]
    if search:
        tickets = tickets.filter(ticket__endswith=search)
    context = {
        "edition": found.college.edition,
        "college": found.college,
        "draw": found,
        "search": search,
        "is_veiled": is_veiled,
        "page_obj": Paginator(tickets, 60).get_page(request.GET.get("page")),
        "panels": found.outcome.get("panels") if found.is_frozen else None,
    }
    return page(request, "forum/chances", context)
