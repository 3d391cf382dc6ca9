"""What the network's pages share: who asks, where they go on to, and the desk's menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.kernel.gates import open_to

A_PAGE = 30

at_desk = open_to(rules.can_read_desk)
# Where people are named, the coordinator alone.
at_coordination = open_to(rules.can_verify)


def next_address(request: HttpRequest) -> str:
    """The page of ours that sent the person here, to which they go back; of another's, none.

    Only an address from the root on: anything else could be no address at all.
    """
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours and asked.startswith("/") else ""


def desk_menu(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """Back to the desk, then what waits for the coordinator, then all there is."""
    counts = queries.desk_counts()
    entries: list[tuple[str, str, int | None]] = [
        ("desk", _("To verify"), counts["to_verify"]),
        ("desk-pairs", _("Entered twice?"), counts["resembling"]),
    ]
    if isinstance(request.user, User) and rules.can_verify(request.user):
        counts |= queries.people_counts(request.user)
        entries += [
            ("desk-requests", _("Requests for a place"), counts["requests"]),
            ("desk-claims", _("Claims"), counts["claims"]),
            ("desk-stale", _("To call: not confirmed"), counts["stale"]),
            ("desk-left", _("Left by all"), counts["left"]),
        ]
        entries.append(("desk-imports", _("Lists brought in"), None))
    entries.append(("desk-all", _("All bodies"), None))
    home = {"url": resolve_url(settings.DESK_URL), "label": _("Desk"), "is_current": False}
    return [home] + [
        {
            "url": reverse(f"network:{name}"),
            "label": label,
            "is_current": name == current,
            "count": count,
        }
        for name, label, count in entries
    ]


def desk_context(request: HttpRequest, current: str) -> dict[str, Any]:
    return {
        "desk_menu": desk_menu(request, current),
        "may_decide": rules.can_verify(request.user),
    }
