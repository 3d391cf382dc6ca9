"""The balance of the whole hall: exact at the desk, and as anyone may read it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from multaqa.apps.forum import queries
from multaqa.apps.forum.views.frame import at_desk, desk_context, edition_at_desk
from multaqa.kernel.pages import page
from multaqa.ui.amounts import number, percent

SMALL, WITHHELD = "small", "withheld"
PAIR = 2  # groups of two values stand side by side
BOTH = queries.HALL_COLUMNS
HEADS = {"drawn": _l("By lot"), "ex_officio": _l("Ex officio"), "together": _l("Together")}
LABELS = {"drawn": _l("by lot"), "ex_officio": _l("ex officio"), "together": _l("seats taken")}
BARS = {"drawn": HEADS["drawn"], "ex_officio": HEADS["ex_officio"], "together": _l("Both together")}


@at_desk
def balance(request: HttpRequest, number: int) -> HttpResponse:
    """Drawn and ex-officio seats, apart and together, counted exactly; no name."""
    edition = edition_at_desk(request, number)
    context = desk_context(request, edition, "desk-balance") | _told(queries.hall_of(edition))
    return page(request, "forum/desk_balance", context)


def hall(request: HttpRequest, number: int) -> HttpResponse:
    """The same for everyone: counts under five are hidden, and no column stands where none can."""
    edition = get_object_or_404(queries.editions_seen_by(request.user), number=number)
    columns = queries.hall_columns_of(edition)
    told = _told(queries.published_hall_of(edition), columns)
    return page(request, "forum/hall", {"edition": edition, "columns": columns} | told)


def _told(hall: queries.Hall, columns: tuple[str, ...] = BOTH) -> dict[str, Any]:
    """The totals that are shown, then those that are not; and each group by these columns."""
    names = (*columns, "together") if columns == BOTH else columns
    totals = [(LABELS[name], getattr(hall.total, name)) for name in reversed(names)]
    groups = [_group(group, hall.total, names) for group in hall.groups] if names else []
    counts = [getattr(row, name) for group in hall.groups for row in group.rows for name in columns]
    return {
        "figures": [(label, _words(count)) for label, count in totals if count.is_plain],
        "untold": [(label, _words(count)) for label, count in totals if not count.is_plain],
        "heads": [HEADS[name] for name in names],
        "pairs": [group for group in groups if len(group["rows"]) == PAIR],
        "longer": [group for group in groups if len(group["rows"]) != PAIR],
        "is_hidden": any(count is not None and not count.is_plain for count in counts),
    }


def _group(
    group: queries.HallGroup, total: queries.HallRow, names: tuple[str, ...]
) -> dict[str, Any]:
    """Its table, and a bar for each value whose count is shown: what is hidden has no length."""
    last = names[-1]
    whole = getattr(total, last)
    rows = [row for row in group.rows if any(getattr(row, name) for name in names)]
    counted = [(row.label, getattr(row, last)) for row in rows]
    return {
        "label": group.label,
        "bars_label": BARS[last],
        "bars": [_bar(label, one.number, whole.number) for label, one in counted if one.is_plain]
        if whole.is_plain and whole.number
        else [],
        "rows": [(row.label, [_words(getattr(row, name)) for name in names]) for row in rows],
    }


def _bar(label: str, count: int, total: int) -> dict[str, Any]:
    told = {"count": number(count), "share": percent(count / total)}
    text = _("%(count)s (%(share)s)") % told
    return {"label": label, "text": text, "value": count, "total": total}


def _words(count: queries.HallCount | None) -> str:
    if count is None:
        return "—"
    if count.shown == SMALL:
        return _("fewer than 5")
    return _("not published") if count.shown == WITHHELD else number(count.number)
