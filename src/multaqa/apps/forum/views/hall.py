"""The balance of the whole hall: exact at the desk, and as anyone may read it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from multaqa.apps.forum import queries
from multaqa.apps.forum.views.frame import at_desk, desk_context, edition_at_desk
from multaqa.kernel.pages import page
from multaqa.ui.amounts import number, percent

SMALL, WITHHELD = "small", "withheld"
PAIR = 2  # groups of two values stand side by side


@at_desk
def balance(request: HttpRequest, number: int) -> HttpResponse:
    """Drawn and ex-officio seats, apart and together, counted exactly; no name."""
    edition = edition_at_desk(request, number)
    context = desk_context(request, edition, "desk-balance") | _told(queries.hall_of(edition))
    return page(request, "forum/desk_balance", context)


def hall(request: HttpRequest, number: int) -> HttpResponse:
    """The same for everyone: counts under five are hidden."""
    edition = get_object_or_404(queries.editions_seen_by(request.user), number=number)
    context = {"edition": edition} | _told(queries.published_hall_of(edition))
    return page(request, "forum/hall", context)


def _told(hall: queries.Hall) -> dict[str, Any]:
    groups = [_group(group, hall.total.together) for group in hall.groups]
    counts = [count for group in hall.groups for row in group.rows for count in row.counts]
    return {
        "total": _cells(hall.total),
        "pairs": [group for group in groups if len(group["rows"]) == PAIR],
        "longer": [group for group in groups if len(group["rows"]) != PAIR],
        "is_hidden": any(not count.is_plain for count in counts),
    }


def _group(group: queries.HallGroup, total: queries.HallCount) -> dict[str, Any]:
    """Its table, and a bar for each value whose count is shown: what is hidden has no length."""
    is_drawn = total.is_plain and total.number
    return {
        "label": group.label,
        "bars": [_bar(row, total.number) for row in group.rows if row.together.is_plain]
        if is_drawn
        else [],
        "rows": [_cells(row) for row in group.rows],
    }


def _bar(row: queries.HallRow, total: int) -> dict[str, Any]:
    count = row.together.number
    told = {"count": number(count), "share": percent(count / total)}
    text = _("%(count)s (%(share)s)") % told
    return {"label": row.label, "text": text, "value": count, "total": total}


def _cells(row: queries.HallRow) -> dict[str, str]:
    return {
        "label": row.label,
        "drawn": _words(row.drawn),
        "ex_officio": _words(row.ex_officio),
        "together": _words(row.together),
    }


def _words(count: queries.HallCount | None) -> str:
    if count is None:
        return "—"
    if count.shown == SMALL:
        return _("fewer than 5")
    return _("not published") if count.shown == WITHHELD else number(count.number)
