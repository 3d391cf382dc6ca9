"""What the programme's pages share: the edition, and who may enter its desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.queries import editions_at_desk, editions_seen_by
from multaqa.apps.forum.rules.menu import desk_menu
from multaqa.apps.programme import queries, rules
from multaqa.kernel.gates import open_to

View = Callable[..., HttpResponse]
at_desk = open_to(rules.can_read_plan)


def edition_shown(request: HttpRequest, number: int) -> Edition:
    """The edition, without its colleges and their draws: no page of the programme tells of them."""
    seen = editions_seen_by(request.user).prefetch_related(None).select_related(None)
    edition: Edition = get_object_or_404(seen, number=number)
    return edition


def published_or_404(request: HttpRequest, number: int) -> queries.Published:
    found = queries.programme_seen_by(request.user, edition_shown(request, number))
    if found is None:
        raise Http404
    return found


def reading(view: View) -> View:
    """Pages of the desk that the auditor reads too, given the edition in place of its number."""

    @at_desk
    @wraps(view)
    def entered(request: HttpRequest, number: int, **more: Any) -> HttpResponse:
        edition = get_object_or_404(editions_at_desk(request.user), number=number)
        return view(request, edition, **more)

    return entered


def planning(view: View) -> View:
    """Pages of who plans."""

    @reading
    @wraps(view)
    def entered(request: HttpRequest, edition: Edition, **more: Any) -> HttpResponse:
        if not rules.can_plan(request.user):
            raise PermissionDenied
        return view(request, edition, **more)

    return entered


def desk_context(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    return {
        "edition": edition,
        "desk_menu": desk_menu(request.user, edition, "programme:desk"),
        "may_plan": rules.can_plan(request.user),
    }
