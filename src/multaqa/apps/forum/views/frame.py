"""What the desk's pages share: who may enter, and the menu beside them."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import College, Edition
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


Entry = tuple[str, str, list[int | str], int | None]


def edition_entries(request: HttpRequest, edition: Edition) -> list[Entry]:
    """The pages of a whole edition, in the order in which they are needed."""
    entries: list[Entry] = [("desk", _("Desk"), [], None)]
    if rules.can_run_forum(request.user):
        entries.append(("desk-edition", _("The edition"), [edition.number], None))
        entries += [
            ("desk-call", _("The call"), [edition.number], None),
            ("desk-colleges", _("Colleges"), [edition.number], None),
            ("desk-questions", _("Questions"), [edition.number], None),
        ]
    entries.append(("desk-registrations", _("Registrations"), [edition.number], None))
    if rules.can_run_forum(request.user):
        entries.append(("desk-messages", _("Messages"), [edition.number], None))
    if rules.can_invite(request.user):
        entries.append(("desk-ex-officio", _("Ex-officio seats"), [edition.number], None))
    entries.append(("desk-balance", _("Balance of the hall"), [edition.number], None))
    return entries


def college_entries(request: HttpRequest, college: College) -> list[Entry]:
    """The steps of one college, in the order in which they are taken."""
    entries: list[Entry] = []
    if rules.can_run_forum(request.user):
        count = getattr(college, "applicant_count", None)
        entries.append(("desk-list", _("Applicants"), college.place, count))
    return [
        *entries,
        ("desk-quotas", _("Quotas"), college.place, None),
        ("desk-draw", _("The draw"), college.place, None),
        ("desk-seats", _("Seats"), college.place, None),
    ]


def desk_menu(
    request: HttpRequest, edition: Edition, current: str, college: College | None = None
) -> list[dict[str, Any]]:
    """The edition's pages, then each college under its name; of several, one is unfolded."""
    colleges = list(edition.colleges.all())
    menu = [_item(entry, current) for entry in edition_entries(request, edition)]
    if len(colleges) == 1:
        # The one in hand carries its counts.
        return menu + [
            _item(entry, current) for entry in college_entries(request, college or colleges[0])
        ]
    for one in colleges:
        if college is not None and one == college:
            menu.append({"label": str(one), "is_heading": True})
            menu += [_item(entry, current) for entry in college_entries(request, college)]
        else:
            menu.append(_item(("desk-draw", str(one), one.place, None), ""))
    return menu


def _item(entry: Entry, current: str) -> dict[str, Any]:
    name, label, arguments, count = entry
    return {
        "url": reverse(f"forum:{name}", args=arguments),
        "label": label,
        "is_current": name == current,
        "count": count,
    }


def desk_context(request: HttpRequest, edition: Edition, current: str) -> dict[str, Any]:
    return {
        "edition": edition,
        "desk_menu": desk_menu(request, edition, current),
        "may_run": rules.can_run_forum(request.user),
    }


def college_context(request: HttpRequest, college: College, current: str) -> dict[str, Any]:
    return {
        "edition": college.edition,
        "college": college,
        "draw": college.draw,
        "desk_menu": desk_menu(request, college.edition, current, college),
        "may_run": rules.can_run_forum(request.user),
    }
