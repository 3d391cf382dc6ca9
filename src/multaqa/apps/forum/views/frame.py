"""What the desk's pages share: who may enter, and the menu beside them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Edition

View = Callable[..., HttpResponse]


def at_desk(view: View) -> View:
    """Let in who may read the desk; a visitor is asked to sign in, anybody else is refused."""

    @wraps(view)
    @never_cache
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not rules.can_read_desk(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return entered


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a page there; one that asked for a part is left whole, not filled with a sign-in form.

    Whoever signs in comes back to the page they were on, not to a part of it.
    """
    htmx = HtmxDetails(request)
    if not htmx:
        return redirect_to_login(request.get_full_path())
    there = redirect_to_login(htmx.current_url_abs_path or reverse("forum:desk"))
    return HttpResponseClientRedirect(there.url)


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
