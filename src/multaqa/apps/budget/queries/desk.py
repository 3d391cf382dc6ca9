"""Rounds as the desk sees them, and the fingerprint of what is put to the vote."""

import json
from hashlib import sha256

from django.db.models import Count, QuerySet

from multaqa.apps.accounts.rules import Visitor, can_enter_desk
from multaqa.apps.budget.models import Round, RoundProject
from multaqa.apps.budget.queries.rounds import whole_rounds


def rounds_at_desk(user: Visitor) -> QuerySet[Round]:
    """Every whole round, newest first, for who may enter the desk; for others none."""
    if not can_enter_desk(user):
        return Round.objects.none()
    return (
        whole_rounds()
        .select_related("edition", "region", "province")
        .annotate(project_count=Count("projects"))
        .order_by("-pk")
    )


def in_number_order(voting: Round) -> list[RoundProject]:
    """The projects by their numbers: 2 before 10, and what is no number after."""
    rows = voting.projects.select_related("commune__province")
    return sorted(rows, key=lambda one: place_of(one.number))


def place_of(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isdecimal() and number.isascii() else (10**12, number)


def projects_digest(voting: Round) -> str:
    """SHA-256 over one line of JSON for each project, by their numbers: number, cost, title."""
    digest = sha256()
    for one in in_number_order(voting):
        line = json.dumps(
            [one.number, one.cost, one.title], ensure_ascii=False, separators=(",", ":")
        )
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()
