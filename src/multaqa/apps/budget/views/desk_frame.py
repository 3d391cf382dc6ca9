"""What the desk's pages of rounds share: the round, its menu, and who may enter."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import Round, RoundState
from multaqa.kernel.gates import open_to

View = Callable[..., HttpResponse]
at_desk = open_to(rules.can_read_rounds)


def reading(view: View) -> View:
    """Pages that the auditor reads too, given the round in place of its address."""

    @at_desk
    @wraps(view)
    def entered(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        found = get_object_or_404(queries.rounds_at_desk(request.user), slug=slug)
        return view(request, found, **more)

    return entered


def preparing(view: View) -> View:
    """Pages of who prepares rounds."""

    @reading
    @wraps(view)
    def entered(request: HttpRequest, voting: Round, **more: Any) -> HttpResponse:
        if not rules.can_prepare_rounds(request.user):
            raise PermissionDenied
        return view(request, voting, **more)

    return entered


def desk_context(request: HttpRequest, here: str, voting: Round | None = None) -> dict[str, Any]:
    may = rules.can_prepare_rounds(request.user)
    menu = [
        {"url": resolve_url(settings.DESK_URL), "label": _("Desk")},
        _item("desk-rounds", _("Participatory budget"), here),
    ]
    if may:
        menu.append(_item("desk-files", _("Rounds from files"), here))
    of_round: list[dict[str, Any]] = []
    if voting is not None:
        menu.append({"label": str(voting), "is_heading": True})
        of_round = [
            _item(one, label, here, voting.slug)
            for one, label in _entries(voting, may=may, may_count=rules.can_count(request.user))
        ]
        menu += of_round
    return {"desk_menu": menu, "of_round": of_round, "round": voting, "may_prepare": may}


def _entries(voting: Round, *, may: bool, may_count: bool) -> list[tuple[str, str]]:
    entries = [("desk-round", _("Where it stands"))]
    ended = voting.state in (RoundState.CLOSED, RoundState.COUNTED)
    counting = [("desk-count", _("Counting"))] if may_count and ended else []
    if voting.is_imported:
        return [*entries, ("desk-projects", _("Projects")), *counting]
    if may and voting.state == RoundState.DRAFT:
        entries.append(("desk-about", _("Settings")))
    entries += [("desk-projects", _("Projects")), ("desk-rehearsal", _("Rehearsal"))]
    if voting.state != RoundState.DRAFT:
        entries.append(("desk-paper", _("Paper ballots")))
    if may and voting.state == RoundState.FROZEN:
        entries += [
            ("desk-entry", _("Enter paper ballots")),
            ("desk-help", _("Help with voting")),
            ("desk-change", _("Change after the freeze")),
        ]
    entries += counting
    if voting.state == RoundState.COUNTED:
        entries.append(("desk-decision", _("The decision")))
    return entries


def _item(name: str, label: str, here: str, *place: str) -> dict[str, Any]:
    return {
        "url": reverse(f"budget:{name}", args=place),
        "label": label,
        "is_current": name == here,
    }
