"""Who is here now: the desk's page, who is missing, and the screen of the hall."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.queries import live as presence
from multaqa.apps.attendance.queries.door import days_of
from multaqa.apps.attendance.views.door_desk import at_door, edition_here
from multaqa.apps.attendance.views.frame import desk_context
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.queries import editions_seen_by
from multaqa.apps.forum.queries.suppression import Shown
from multaqa.apps.territory.queries import outlines
from multaqa.kernel.gates import open_to
from multaqa.kernel.memory import remembered
from multaqa.kernel.pages import page
from multaqa.ui.amounts import number

at_live = open_to(rules.can_read_live)
LEVELS = 4  # shades of the map
MARGIN = 20


@at_live
def desk(request: MemberRequest, number: int) -> HttpResponse:
    """Everything in counts, exact; asked again by itself every so often."""
    edition = edition_here(request, number)
    day = presence.day_shown(edition, request.GET.get("day", ""))
    found = presence.presence_of(edition, day)
    context = _frame(request, edition, day) | {
        "presence": found,
        "groups": [(group, [_bar(part) for part in group.parts]) for group in found.groups],
        "arrivals": [
            {"label": f"{at:%H:%M}", "low": place, "high": place + 1, "count": count}
            for place, (at, count) in enumerate(presence.arrivals_of(edition, day))
        ],
        "sessions": [
            one
            for one in presence.session_counts_of(edition)
            if one.starts_at and timezone.localtime(one.starts_at).date() == day
        ],
        "may_run": rules.can_run_door(request.user),
        "missing_count": max(found.expected - found.total, 0),
    }
    return page(request, "attendance/live", context)


@at_door
def missing(request: MemberRequest, number: int) -> HttpResponse:
    """Who was expected and did not come yet, with the phone to call."""
    edition = edition_here(request, number)
    day = presence.day_shown(edition, request.GET.get("day", ""))
    badges = presence.missing_of(request.user, edition, day)
    rows = [(badge, presence.phone_of(badge)) for badge in badges]
    return page(request, "attendance/missing", _frame(request, edition, day) | {"rows": rows})


def _frame(request: HttpRequest, edition: Edition, day: object) -> dict[str, Any]:
    return desk_context(request, edition, "attendance:live") | {
        "day": day,
        "days": days_of(edition),
        "now": timezone.now(),
    }


def _bar(part: presence.Part) -> dict[str, Any]:
    text = _("%(count)s of %(expected)s") % {
        "count": number(part.count),
        "expected": number(part.expected),
    }
    total = max(part.expected, part.count, 1)
    tone = "rural" if part.key == "rural" else ""
    return {"label": part.label, "text": text, "value": part.count, "total": total, "tone": tone}


def screen(request: HttpRequest, number: int) -> HttpResponse:
    """For the hall's wall: large, without a name, worked out once a minute for all who look."""
    edition = get_object_or_404(editions_seen_by(request.user), number=number)
    day = presence.day_shown(edition, request.GET.get("day", ""))
    minute = timezone.now().replace(second=0, microsecond=0)
    figures = remembered(
        "attendance.screen",
        edition.pk,
        day,
        minute,
        make=lambda: _figures(edition, presence.published_presence_of(edition, day)),
    )
    look = request.GET.get("look", "")
    context = {
        "edition": edition,
        "day": day,
        "figures": figures,
        "look": look if look in {"light", "dark"} else "dark",
        "asked": request.GET.urlencode(),
    }
    return page(request, "attendance/screen", context)


def _figures(edition: Edition, found: presence.Presence) -> SafeString:
    groups = [
        {
            "key": group.key,
            "label": group.label,
            "bars": [_public_bar(part, found.total) for part in group.parts],
            "is_hidden": any(not part.is_plain for part in group.parts),
        }
        for group in found.groups
    ]
    context = {
        "edition": edition,
        "total": found.total,
        "groups": groups if found.total else [],
        "rows": _crowd(sum(len(group.parts) for group in found.groups)),
        "map": _map(edition, found) if found.total else None,
        "together": presence.TOGETHER,
        "at": timezone.now(),
    }
    return SafeString(render_to_string("attendance/_screen_figures.html", context))


def _crowd(rows: int) -> str:
    """How small the wall writes, so that nothing is below its edge."""
    return "many" if rows > 14 else "more" if rows > 10 else ""


def _public_bar(part: presence.Part, total: int) -> dict[str, Any]:
    if part.is_plain:
        text = _("%(count)s or more") % {"count": number(part.count)}
    elif part.shown == Shown.SMALL:
        text = _("fewer than 5")
    else:
        text = _("not published")
    value = part.count if part.is_plain else 0
    tone = "rural" if part.key == "rural" else ""
    return {"label": part.label, "text": text, "value": value, "total": total, "tone": tone}


def _map(edition: Edition, found: presence.Presence) -> dict[str, Any] | None:
    """The provinces as they lie, the darker the more people came from there; by what is told."""
    drawn = outlines()
    parts = next(group.parts for group in found.groups if group.key == "province")
    parts = [part for part in parts if part.key in drawn]
    if not parts:
        return None
    most = max((part.count for part in parts if part.is_plain), default=0) or 1
    boxes = [drawn[part.key].box for part in parts]
    x, y = min(box[0] for box in boxes) - MARGIN, min(box[1] for box in boxes) - MARGIN
    width = max(box[0] + box[2] for box in boxes) - x + MARGIN
    height = max(box[1] + box[3] for box in boxes) - y + MARGIN
    return {
        "box": f"{x} {y} {width} {height}",
        "size": round(max(width, height) / 20),
        "shapes": [
            {
                "path": drawn[part.key].path,
                "at": drawn[part.key].at,
                "label": part.label,
                "count": number(part.count) if part.is_plain else "",
                "text": _public_bar(part, 1)["text"],
                "level": -(-part.count * LEVELS // most) if part.is_plain else 0,
            }
            for part in parts
        ],
    }
