"""The list for the door: who may come in, by name; on paper and as a table."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.views.frame import at_desk, edition_at_desk
from multaqa.kernel.sheets import attachment, sheet, workbook
from multaqa.ui.amounts import isolated, number
from multaqa.ui.dates import day_range, moment
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "forum" / "door.typ"
WIDTHS = (6, 34, 44, 24, 10, 28, 16)


def _guests(request: HttpRequest, place: int) -> tuple[Edition, list[queries.Guest]]:
    edition = edition_at_desk(request, place)
    if not rules.can_read_people(request.user):
        raise PermissionDenied
    return edition, queries.guests_of(request.user, edition)


@at_desk
def door_paper(request: HttpRequest, number: int) -> HttpResponse:
    """The list to print, in Arabic or French: ``?in=fr``."""
    asked = request.GET.get("in", "")
    language = asked if asked in {"ar", "fr"} else (get_language() or "ar")
    with override(language):  # communes and institutions are named in it too
        edition, guests = _guests(request, number)
        content = door_list(edition, guests)
    name = f"multaqa-door-{edition.number}-{language}.pdf"
    return attachment(content, "application/pdf", name)


@at_desk
def door_table(request: HttpRequest, number: int) -> HttpResponse:
    edition, guests = _guests(request, number)
    return sheet(_header(), _rows(guests), f"multaqa-door-{edition.number}.csv")


@at_desk
def door_workbook(request: HttpRequest, number: int) -> HttpResponse:
    edition, guests = _guests(request, number)
    name = f"multaqa-door-{edition.number}.xlsx"
    return workbook(_header(), _rows(guests), name, title=_("Door"), widths=WIDTHS)


def _header() -> list[str]:
    return [
        _("No."),
        _("Name"),
        _("Body"),
        _("Commune"),
        _("Ticket"),
        _("College"),
        _("Confirmed"),
    ]


def _rows(guests: list[queries.Guest]) -> list[list[object]]:
    return [
        [
            place,
            one.name,
            one.body,
            one.commune,
            one.ticket,
            _college(one),
            _("Yes") if one.is_confirmed else _("No"),
        ]
        for place, one in enumerate(guests, start=1)
    ]


def _college(one: queries.Guest) -> str:
    return one.college if one.ticket else _("by right")


def door_list(edition: Edition, guests: list[queries.Guest]) -> bytes:
    """The list as PDF, in the language that is spoken now."""
    now = timezone.now()
    counts = Counter(
        "right" if not one.ticket else "yes" if one.is_confirmed else "no" for one in guests
    )
    has_colleges = any(one.college for one in guests)
    content = {
        "title": _("List for the door"),
        "network": said(settings.NETWORK_NAME or settings.SITE_NAME),
        "name": said(edition.name),
        "when": f"{day_range(edition.starts_on, edition.ends_on)} · {said(edition.place)}",
        "figures": [
            (number(counts["yes"]), _("drawn and confirmed")),
            (number(counts["no"]), _("drawn, not confirmed yet")),
            (number(counts["right"]), _("by right, person named")),
        ],
        "columns": [
            "",
            _("No."),
            _("Name"),
            _("Body"),
            _("Commune"),
            _("Ticket"),
            *([_("College")] if has_colleges else []),
        ],
        "rows": [
            [
                number(place),
                said(one.name),
                said(one.body),
                said(one.commune),
                isolated(one.ticket) if one.ticket else _("by right"),
                *([said(one.college)] if has_colleges else []),
            ]
            for place, one in enumerate(guests, start=1)
        ],
        "marks": ["" if one.is_confirmed else _("to confirm") for one in guests],
        "nobody": _("Nobody holds a seat yet."),
        "private": _(
            "Holds names: for the people at the door alone. To be destroyed after the edition."
        ),
        "printed": _("Printed on %(moment)s") % {"moment": moment(now)},
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "demonstration": _(
            "Demonstration: the people and the bodies here are invented, and nothing is sent out."
        )
        if settings.DEMONSTRATION
        else "",
    }
    return pdf(TEMPLATE, content, at=now)
