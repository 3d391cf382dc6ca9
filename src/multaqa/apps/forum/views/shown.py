"""A draw's figures in the reader's language, for the desk and for everyone."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import College, Draw, DrawState
from multaqa.apps.forum.phrases import UNSEATABLE
from multaqa.kernel import keys
from multaqa.ui.amounts import number


def figures_shown(user: Visitor, draw: Draw) -> dict[str, Any]:
    """Chances, histogram, balance, costs and who sits on no panel; empty before a computation."""
    figures = queries.figures_seen_by(user, draw)
    if not figures:
        return {"figures": None}
    words = queries.Words(draw.college.edition)
    tickets = None
    if draw.state == DrawState.DRAWN:
        tickets = list(queries.tickets_of(draw.college).filter(is_drawn=True))
    seated = queries.seated_counts(tickets) if tickets is not None else None
    hidden = queries.sensitive_keys(draw.college)
    return {
        "figures": figures,
        "tickets": tickets,
        "bins": [
            {
                **one,
                "label": _bin_label(one["low"], one["high"]),
            }
            for one in figures["histogram"]
        ],
        "is_veiled": bool(hidden),
        "balance": _balance(figures, words, seated, hidden),
        "costs": _costs(figures, words),
        "unseatable": _unseatable(figures, words, hidden),
    }


def _bin_label(low: float, high: float) -> str:
    """The percents a bin lies between, with as many decimals as tell its two ends apart."""
    width = (high - low) * 100
    places = 0 if width >= 2 else 1 - math.floor(math.log10(width))
    return f"{number(low * 100, places)}–{number(high * 100, places)}"


def _balance(
    figures: dict[str, Any],
    words: queries.Words,
    seated: dict[tuple[str, str], int] | None,
    hidden: frozenset[str],
) -> list[dict[str, Any]]:
    """Per category, a bar for each value: seats reached against the bounds."""
    groups: dict[str, dict[str, Any]] = {}
    for quota in figures["quotas"]:
        key, value = quota["category"], quota["value"]
        if key in hidden:
            continue  # a sensitive category is counted in no public figure
        group = groups.setdefault(key, {"label": words.category(key), "rows": []})
        reached = seated.get((key, value), 0) if seated is not None else quota["expected"]
        group["rows"].append(
            {
                "label": words.value(key, value),
                "value": reached,
                "total": figures["seats"],
                "minimum": quota["minimum"],
                "maximum": quota["maximum"],
                "tone": value if key == "setting" else "",
                "text": _reached(reached, quota, is_drawn=seated is not None),
                "available": quota["available"],
            }
        )
    return list(groups.values())


def _reached(reached: float, quota: dict[str, Any], *, is_drawn: bool) -> str:
    if quota["minimum"] == quota["maximum"]:
        text = _("%(reached)s (exactly %(minimum)d)")
    else:
        text = _("%(reached)s (between %(minimum)d and %(maximum)d)")
    said = number(round(reached))
    if not is_drawn:
        said = _("about %(seats)s") % {"seats": said}
    return text % {"reached": said, "minimum": quota["minimum"], "maximum": quota["maximum"]}


def _costs(figures: dict[str, Any], words: queries.Words) -> list[dict[str, Any]]:
    return [
        {
            "quota": words.cell(category, value),
            "bound": _("at least") if bound == "minimum" else _("at most"),
            "points": cost * 100,
        }
        for category, value, bound, cost in sorted(figures["costs"], key=lambda one: -one[3])
        if cost > 1e-9
    ]


def _unseatable(
    figures: dict[str, Any], words: queries.Words, hidden: frozenset[str]
) -> list[dict[str, Any]]:
    """Who can be on no panel, grouped by why."""
    groups: dict[str, list[str]] = {}
    for one in figures["unseatable"]:
        why = _("; ").join(reasons_said(one, words, hidden))
        groups.setdefault(why, []).append(one["ticket"])
    return [{"why": why, "tickets": tickets} for why, tickets in groups.items()]


def reasons_said(
    one: Mapping[str, Any],
    words: queries.Words,
    hidden: frozenset[str],
    isolated: Callable[[str], str] = str,
) -> list[str]:
    """Why somebody can be on no panel; ``isolated`` wraps what was typed, as the page needs it.

    To name a sensitive quota would tell something of the few whom it keeps out.
    """
    if one["why"] != "quotas":
        return [str(UNSEATABLE[one["why"]])]
    if not one["changes"] or any(change[0] in hidden for change in one["changes"]):
        return [_("The conditions taken together.")]
    return [change_said(words, tuple(change), isolated) for change in one["changes"]]


def change_said(
    words: queries.Words,
    change: tuple[str, str, str, int, int],
    isolated: Callable[[str], str] = str,
) -> str:
    """A change of one bound (category, value, bound, was, becomes), as a sentence."""
    category, value, bound, was, becomes = change
    text = (
        _("%(cell)s: at least %(becomes)s instead of %(was)s")
        if bound == "minimum"
        else _("%(cell)s: at most %(becomes)s instead of %(was)s")
    )
    cell = isolated(words.cell(category, value))
    return text % {"cell": cell, "was": number(was), "becomes": number(becomes)}


def verify_command(draw: Draw) -> str:
    """What anyone types to check the draw: the file, its fingerprint, the site's key."""
    if draw.evidence is None:
        return ""
    name = f"multaqa-draw-{file_name(draw.college)}.json"
    return f"multaqa verify {name} --seal {draw.evidence.seal} --key {keys.public_key()}"


def file_name(college: College) -> str:
    """How a file is told from those of other editions and colleges."""
    number, slug = college.place
    return str(number) if slug == services.SOLE else f"{number}-{slug}"
