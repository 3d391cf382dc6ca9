"""What the desk's pages of the two days share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.attendance import rules
from multaqa.apps.forum import queries as forum
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.rules.menu import desk_menu
from multaqa.kernel.gates import open_to

at_desk = open_to(rules.can_read_badges)
Page = Callable[..., HttpResponse]
MENU = "attendance:desk"  # the one entry of the desk's menu


def edition_at_desk(request: HttpRequest, number: int) -> Edition:
    editions = forum.editions_at_desk(request.user).select_related("region")
    edition: Edition = get_object_or_404(editions, number=number)
    return edition


def naming(view: Page) -> Page:
    """The pages that name people, given the edition in place of its number."""

    @at_desk
    @wraps(view)
    def entered(request: HttpRequest, number: int, **more: Any) -> HttpResponse:
        if not rules.can_read_badge_names(request.user):
            raise PermissionDenied
        return view(request, edition_at_desk(request, number), **more)

    return entered


def desk_context(request: HttpRequest, edition: Edition, current: str = MENU) -> dict[str, Any]:
    return {
        "edition": edition,
        "desk_menu": desk_menu(request.user, edition, MENU),
        "sections": sections(request.user, edition, current),
        "may_name": rules.can_read_badge_names(request.user),
    }


def sections(user: Visitor, edition: Edition, current: str) -> list[dict[str, Any]]:
    """The parts of the one entry that the menu has for this app, as each person may open them."""
    told = [
        (MENU, _("Badges"), rules.can_read_badges),
        ("attendance:door-desk", _("Check-in"), rules.can_run_door),
        ("attendance:live", _("Who is here"), rules.can_read_live),
        ("attendance:certificates", _("Certificates"), rules.can_read_badge_names),
    ]
    return [
        {
            "url": reverse(name, args=[edition.number]),
            "label": label,
            "is_current": name == current,
        }
        for name, label, may in told
        if may(user)
    ]
