"""What the desk's pages share: who may enter, and the menu beside them."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Edition
from multaqa.kernel.gates import open_to

at_desk = open_to(rules.can_read_desk)


def edition_at_desk(request: HttpRequest, number: int) -> Edition:
    edition: Edition = get_object_or_404(queries.editions_at_desk(request.user), number=number)
    return edition


def desk_menu(request: HttpRequest, edition: Edition, current: str) -> list[dict[str, Any]]:
    """The steps of one edition, in the order in which they are taken."""
    entries: list[tuple[str, str, list[int], int | None]] = [("desk", _("Desk"), [], None)]
    if rules.can_run_forum(request.user):
        count = getattr(edition, "applicant_count", None)
        entries += [
            ("desk-edition", _("The edition"), [edition.number], None),
            ("desk-list", _("Applicants"), [edition.number], count),
        ]
    entries += [
        ("desk-quotas", _("Quotas"), [edition.number], None),
        ("desk-draw", _("The draw"), [edition.number], None),
    ]
    return [
        {
            "url": reverse(f"forum:{name}", args=arguments),
            "label": label,
            "is_current": name == current,
            "count": count,
        }
        for name, label, arguments, count in entries
    ]


def desk_context(request: HttpRequest, edition: Edition, current: str) -> dict[str, Any]:
    return {
        "edition": edition,
        "draw": edition.draw,
        "desk_menu": desk_menu(request, edition, current),
        "may_run": rules.can_run_forum(request.user),
    }
