"""What the desk's pages of the two days share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from multaqa.apps.attendance import rules
from multaqa.apps.forum import queries as forum
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.rules.menu import desk_menu
from multaqa.kernel.gates import open_to

at_desk = open_to(rules.can_read_badges)
Page = Callable[..., HttpResponse]


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


def desk_context(
    request: HttpRequest, edition: Edition, current: str = "attendance:desk"
) -> dict[str, Any]:
    return {
        "edition": edition,
        "desk_menu": desk_menu(request.user, edition, current),
        "may_name": rules.can_read_badge_names(request.user),
    }
