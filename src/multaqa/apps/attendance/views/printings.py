"""Badges put together for the printer: which, their sheets, and whether they came out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from multaqa.apps.attendance import queries, services
from multaqa.apps.attendance.forms import PrintForm
from multaqa.apps.attendance.models import BadgeKind, BadgeState
from multaqa.apps.attendance.services.paper import badge_sheets
from multaqa.apps.attendance.views.badges import badges_searched
from multaqa.apps.attendance.views.frame import desk_context, naming
from multaqa.apps.forum.models import Edition
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import say
from multaqa.kernel.sheets import attachment
from multaqa.refusal import Refusal

MOST_TICKED = 2000


@naming
@require_POST
def print_badges(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Put badges together for the printer: the new ones, all, those of a kind, found or ticked."""
    form = PrintForm(request.POST)
    layout = form.cleaned_data["layout"] if form.is_valid() else ""
    try:
        printing = services.ask_printing(
            edition=edition, actor=request.user, badges=_chosen(request, edition), layout=layout
        )
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect("attendance:badges", edition.number)
    return redirect("attendance:printing", edition.number, printing.number)


def _chosen(request: HttpRequest, edition: Edition) -> list[int]:
    which = request.POST.get("which", "")
    found = queries.badges_at_desk(request.user, edition).filter(state=BadgeState.ACTIVE)
    if which == "new":
        found = found.filter(is_to_print=True)
    elif which in BadgeKind.values:
        found = found.filter(kind=which)
    elif which == "found":
        found = badges_searched(request, edition).filter(state=BadgeState.ACTIVE)
    elif which != "all":
        found = found.filter(code__in=request.POST.getlist("badge")[:MOST_TICKED])
    return list(found.values_list("pk", flat=True))


@naming
def printing(request: HttpRequest, edition: Edition, place: int) -> HttpResponse:
    """Badges that were put together: their file, and whether they came out."""
    found = get_object_or_404(queries.printings_at_desk(request.user, edition), number=place)
    if request.method == "POST":
        try:
            count = services.mark_printed(printing=found, actor=request.user)
            text = ngettext(
                "%(count)d badge is marked as printed.",
                "%(count)d badges are marked as printed.",
                count,
            )
            messages.success(request, text % {"count": count})
        except Refusal as refusal:
            messages.error(request, say(refusal))
        return redirect("attendance:printing", edition.number, place)
    context: dict[str, Any] = desk_context(request, edition) | {"printing": found}
    return page(request, "attendance/printing", context)


@naming
def printing_file(request: HttpRequest, edition: Edition, place: int) -> HttpResponse:
    """The sheets as PDF; who lost their badge meanwhile is left out."""
    found = get_object_or_404(queries.printings_at_desk(request.user, edition), number=place)
    chosen = (
        queries.badges_at_desk(request.user, edition)
        .filter(pk__in=map(int, found.badges), state=BadgeState.ACTIVE)
        .order_by("kind", "name_key", "pk")
    )
    content = badge_sheets(edition, chosen, found.layout, found.number)
    name = f"multaqa-badges-{edition.number}-{found.number}.pdf"
    return attachment(content, "application/pdf", name)
