"""What the pages of a round share: the round that one may see, and where it stands."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Round


def round_or_404(request: HttpRequest, slug: str) -> Round:
    return get_object_or_404(queries.rounds_seen_by(request.user), slug=slug)


def round_context(voting: Round) -> dict[str, Any]:
    return {"round": voting, "stage": queries.stage_of(voting)}
