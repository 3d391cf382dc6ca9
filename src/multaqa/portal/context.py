"""What every page of the house shows: where one is, and the head of the public record."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from multaqa.apps.accounts import rules
from multaqa.kernel import record

# The forum's pages that everyone may open: the desk and one's own space are no section.
FORUM = tuple(
    f"forum:{name}"
    for name in (
        *("edition", "draws", "draw", "chances", "hall", "call"),
        *("start", "register", "registration"),
    )
) + tuple(
    f"programme:{name}"
    for name in ("programme", "now", "changes", "speakers", "speaker", "session", "group")
)

BUDGET = {
    f"budget:{name}"
    for name in (
        *("rounds", "round", "project", "compare", "vote", "vote-projects", "vote-send", "receipt"),
        *("result", "result-project", "turnout", "how"),
    )
}

PROJECTS = {
    f"projects:{name}"
    for name in ("directory", "project", "compare", "begin", "similar", "write", "files", "review")
}


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "network_name": settings.NETWORK_NAME,
        "is_demonstration": settings.DEMONSTRATION,
        "record_head": SimpleLazyObject(record.head),
        "menu": SimpleLazyObject(lambda: menu(request)),
        "may_enter_desk": SimpleLazyObject(lambda: rules.can_enter_desk(_who(request))),
    }


def _who(request: HttpRequest) -> rules.Visitor:
    """Nobody, where a request went amiss before anyone looked who sends it."""
    return getattr(request, "user", AnonymousUser())


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The sections that exist; one that comes later has no entry before it has a page."""
    match = request.resolver_match
    current = match.view_name if match else ""
    sections = [
        ("home", _("The forum"), {"home", *FORUM}),
        (
            "network:directory",
            _("The network"),
            {"network:directory", "network:body", "network:of_territory"},
        ),
        ("projects:directory", _("Projects"), PROJECTS),
        ("budget:rounds", _("Participatory budget"), BUDGET),
        ("territory:country", _("Territory"), {"territory:country", "territory:unit"}),
        ("record", _("Public record"), {"record", "key"}),
    ]
    return [
        {"url": reverse(name), "label": label, "is_current": current in names}
        for name, label, names in sections
    ]
