"""What everyone sees of the forum: the edition, its draw, each ticket's chance."""

from functools import cache
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Draw
from multaqa.apps.forum.views.shown import figures_shown, verify_command
from multaqa.apps.forum.views.standing import standing_shown
from multaqa.kernel import arabic, record
from multaqa.kernel.memory import remembered
from multaqa.kernel.models import RecordEntry
from multaqa.kernel.pages import page
from multaqa.ui.templatetags.ui import tag


def edition(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.editions_seen_by(request.user), number=number)
    return page(request, "forum/edition", queries.summary_of(found))


def _draw(request: HttpRequest, number: int, college: str, *with_it: str) -> Draw:
    """The draw, and its evidence or aftermath where a page tells of them.

    Their documents may weigh megabytes and are no page's.
    """
    draws = queries.draws_seen_by(request.user).select_related(*with_it)
    heavy = {"evidence": ["document"], "aftermath": ["document", "opening"]}
    found: Draw = get_object_or_404(
        draws.defer(*(f"{name}__{column}" for name in with_it for column in heavy[name])),
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
    found = _draw(request, number, college, "evidence", "aftermath")
    of_college = found.college
    entries = list(record.about(of_college.subject))
    context = {
        "edition": of_college.edition,
        "college": of_college,
        "draw": found,
        **_figures_told(request, found, entries),
        "seal": found.evidence.seal if found.evidence else "",
        "is_value_known": found.value_known_at and found.value_known_at <= timezone.now(),
        "entries": [(entry, record.sentence(entry)) for entry in entries],
        "command": verify_command(found),
        **standing_shown(found, entries),
    }
    return page(request, "forum/draw", context)


def _figures_told(request: HttpRequest, draw: Draw, entries: list[RecordEntry]) -> dict[str, Any]:
    """The figures, and the tickets that sit: of a sealed draw, the same for all who ask.

    They follow from what was sealed, and from who was replaced since, which the record tells.
    """
    shown = cache(lambda: figures_shown(request.user, draw))

    def told() -> SafeString:
        context = {"edition": draw.college.edition, "college": draw.college, "draw": draw}
        if not shown()["figures"]:
            return SafeString()
        return SafeString(render_to_string("forum/_draw_figures.html", context | shown()))

    def tickets() -> SafeString:
        return format_html_join(" ", "{}", ((tag(one.ticket),) for one in shown()["tickets"] or ()))

    context = {
        "figures": queries.figures_seen_by(request.user, draw),
        "is_veiled": queries.is_veiled(draw),
    }
    if not draw.is_frozen or draw.evidence is None:
        return context | {"figures_told": told()}
    key = (draw.evidence.seal, draw.state, entries[-1].digest if entries else "")
    return context | {
        "figures_told": remembered("forum.draw", *key, make=told),
        "tickets_told": remembered("forum.tickets", *key, make=tickets),
    }


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
