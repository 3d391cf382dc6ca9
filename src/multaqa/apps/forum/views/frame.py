"""What the desk's pages share: who may enter, and the menu beside them."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import College, Edition
from multaqa.apps.forum.rules.menu import desk_menu
from multaqa.kernel.gates import open_to

at_desk = open_to(rules.can_read_desk)


def edition_at_desk(request: HttpRequest, number: int) -> Edition:
    edition: Edition = get_object_or_404(queries.editions_at_desk(request.user), number=number)
    return edition


def college_at_desk(request: HttpRequest, number: int, college: str) -> College:
    colleges = queries.colleges_at_desk(request.user)
    found: College = get_object_or_404(colleges, edition__number=number, slug=college)
    return found


def numbers_written(texts: Iterable[str]) -> list[int]:
    """The keys of rows among what a form sent back; whatever no key can be is left out."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 12]


def desk_context(request: HttpRequest, edition: Edition, current: str) -> dict[str, Any]:
    return {
        "edition": edition,
        "desk_menu": desk_menu(request.user, edition, f"forum:{current}"),
        "may_run": rules.can_run_forum(request.user),
    }


def college_context(request: HttpRequest, college: College, current: str) -> dict[str, Any]:
    return {
        "edition": college.edition,
        "college": college,
        "draw": college.draw,
        "desk_menu": desk_menu(request.user, college.edition, f"forum:{current}", college),
        "may_run": rules.can_run_forum(request.user),
    }
