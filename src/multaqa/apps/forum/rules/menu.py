"""The pages of an edition's desk, as each person may open them; higher apps hang theirs there."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import rules
from multaqa.apps.forum.models import College, Edition
from multaqa.kernel.house import panes_of

EDITION_DESK = "edition-desk"  # where higher apps hang pages of theirs, for who runs the forum

Entry = tuple[str, str, list[int | str], int | None]


def edition_entries(user: Visitor, edition: Edition) -> list[Entry]:
    """The pages of a whole edition, in the order in which they are needed."""
    entries: list[Entry] = [("forum:desk", _("Desk"), [], None)]
    if rules.can_run_forum(user):
        entries.append(("forum:desk-edition", _("The edition"), [edition.number], None))
        entries += [
            ("forum:desk-call", _("The call"), [edition.number], None),
            ("forum:desk-colleges", _("Colleges"), [edition.number], None),
            ("forum:desk-questions", _("Questions"), [edition.number], None),
        ]
    entries.append(("forum:desk-registrations", _("Registrations"), [edition.number], None))
    if rules.can_run_forum(user):
        entries.append(("forum:desk-messages", _("Messages"), [edition.number], None))
    if rules.can_invite(user):
        entries.append(("forum:desk-ex-officio", _("Ex-officio seats"), [edition.number], None))
    entries.append(("forum:desk-balance", _("Balance of the hall"), [edition.number], None))
    if rules.can_run_forum(user):
        for name, label in panes_of(EDITION_DESK):
            entries.append((name, str(label), [edition.number], None))
    return entries


def college_entries(user: Visitor, college: College) -> list[Entry]:
    """The steps of one college, in the order in which they are taken."""
    entries: list[Entry] = []
    if rules.can_run_forum(user):
        count = getattr(college, "applicant_count", None)
        entries.append(("forum:desk-list", _("Applicants"), college.place, count))
    return [
        *entries,
        ("forum:desk-quotas", _("Quotas"), college.place, None),
        ("forum:desk-draw", _("The draw"), college.place, None),
        ("forum:desk-seats", _("Seats"), college.place, None),
    ]


def desk_menu(
    user: Visitor, edition: Edition, current: str, college: College | None = None
) -> list[dict[str, Any]]:
    """The edition's pages, then each college under its name; of several, one is unfolded."""
    colleges = list(edition.colleges.all())
    menu = [_item(entry, current) for entry in edition_entries(user, edition)]
    if len(colleges) == 1:
        # The one in hand carries its counts.
        return menu + [
            _item(entry, current) for entry in college_entries(user, college or colleges[0])
        ]
    for one in colleges:
        if college is not None and one == college:
            menu.append({"label": str(one), "is_heading": True})
            menu += [_item(entry, current) for entry in college_entries(user, college)]
        else:
            menu.append(_item(("forum:desk-draw", str(one), one.place, None), ""))
    return menu


def _item(entry: Entry, current: str) -> dict[str, Any]:
    name, label, arguments, count = entry
    return {
        "url": reverse(name, args=arguments),
        "label": label,
        "is_current": name == current,
        "count": count,
    }
