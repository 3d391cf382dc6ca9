"""The desk's table of quotas, checked at each change."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms import QuotaFileForm, SetUpForm
from multaqa.apps.forum.models import College, Quota
from multaqa.apps.forum.services.quotas import set_category, try_out
from multaqa.apps.forum.views.frame import at_desk, college_at_desk, college_context
from multaqa.apps.forum.views.shown import change_said
from multaqa.engines import lottery
from multaqa.kernel import arabic
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal


@dataclass
class Line:
    """One quota as the table shows it: what was typed stays, whatever it is."""

    quota: Quota
    label: str
    minimum: str
    maximum: str
    available: int
    wrong: str = ""
    is_short: bool = False

    @property
    def bounds(self) -> tuple[int, int] | None:
        low, high = arabic.digits(self.minimum).strip(), arabic.digits(self.maximum).strip()
        if not (low.isdecimal() and high.isdecimal()) or max(len(low), len(high)) > 6:
            return None
        return int(low), int(high)


@at_desk
def quotas(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """The table; POST saves it, or with htmx only tries it out."""
    return _table_page(request, college_at_desk(request, number, college), QuotaFileForm())


def _table_page(request: HttpRequest, college: College, file_form: QuotaFileForm) -> HttpResponse:
    lines, seats_text = _lines(request, college)
    _apply(request.POST.get("apply", ""), lines)
    seats, seats_wrong = _seats(seats_text, request.method == "POST")
    is_clean = _checked(lines) and not seats_wrong
    if request.method == "POST" and not file_form.is_bound:
        if not rules.can_run_forum(request.user):
            raise PermissionDenied
        is_trial = bool(request.headers.get("HX-Request")) or "check" in request.POST
        if is_clean and not is_trial:
            try:
                bounds = {line.quota.pk: line.bounds for line in lines if line.bounds}
                services.save_quotas(
                    college=college, actor=request.user, seats=seats, bounds=bounds
                )
            except Refusal as refusal:
                messages.error(request, say(refusal))
            else:
                applied = _("The alternative was applied and the quotas are saved.")
                saved = _("The quotas are saved.")
                messages.success(request, applied if "apply" in request.POST else saved)
            return redirect("forum:desk-quotas", *college.place)
    verdict = _verdict(college, lines, seats) if is_clean and lines else {}
    context = college_context(request, college, "desk-quotas") | {
        "groups": _grouped(college, lines),
        "free_categories": [
            (category, queries.Words(college.edition).category(category.key))
            for category in college.categories.filter(quotas__isnull=True)
            if len(category.values) > 1
        ],
        "seats": seats_text,
        "seats_wrong": seats_wrong,
        "is_clean": is_clean,
        "set_up": SetUpForm(
            initial={
                "method": college.draw.method,
                "is_one_per_body": college.draw.is_one_per_body,
            }
        ),
        "file_form": file_form,
        **verdict,
    }
    return page(request, "forum/desk_quotas", context)


def _lines(request: HttpRequest, college: College) -> tuple[list[Line], str]:
    words, held = queries.Words(college.edition), queries.available(college)
    lines = []
    for quota in queries.quotas_of(college):
        key, value = quota.category.key, quota.value
        lines.append(
            Line(
                quota=quota,
                label=words.value(key, value),
                minimum=request.POST.get(f"minimum_{quota.pk}", str(quota.minimum))[:20],
                maximum=request.POST.get(f"maximum_{quota.pk}", str(quota.maximum))[:20],
                available=held.get((key, value), 0),
            )
        )
    return lines, request.POST.get("seats", str(college.draw.seats))[:20]


def _apply(changes: str, lines: list[Line]) -> None:
    """Write an alternative into the table as it was typed; what is no alternative is ignored."""
    cells = {(line.quota.category.key, line.quota.value): line for line in lines}
    try:
        wanted = [(cells[str(c), str(v)], str(b), int(n)) for c, v, b, n in json.loads(changes)]
    except (ValueError, TypeError, KeyError):
        return
    for line, bound, becomes in wanted:
        if bound in {"minimum", "maximum"}:
            setattr(line, bound, str(becomes))


def _seats(text: str, is_posted: bool) -> tuple[int, str]:
    digits = arabic.digits(text).strip()
    if not digits.isdecimal() or len(digits) > 6 or int(digits) == 0:
        return 0, _("Write a whole number of seats, at least 1.") if is_posted else ""
    return int(digits), ""


def _checked(lines: list[Line]) -> bool:
    """Mark what cannot be read or contradicts itself; true when nothing does."""
    for line in lines:
        if line.bounds is None:
            line.wrong = _("Write whole numbers.")
        elif line.bounds[0] > line.bounds[1]:
            line.wrong = _("“At least” is above “at most”.")
        elif line.bounds[0] > line.available:
            line.is_short = True
            line.wrong = _short(line, line.bounds[0] - line.available)
    return not any(line.wrong and not line.is_short for line in lines)


def _short(line: Line, missing: int) -> str:
    """How many are short; of a sensitive value no count is told, not even by its lack."""
    if line.quota.category.is_sensitive:
        return _("not enough people")
    text = ngettext("%(count)d person short", "%(count)d people short", missing)
    return text % {"count": missing}


def _verdict(college: College, lines: list[Line], seats: int) -> dict[str, Any]:
    """Whether a panel exists, or the smallest changes that would make one.

    A change of a sensitive quota is told without its numbers: they would count who holds it.
    """
    wanted = [
        lottery.Quota(line.quota.category.key, line.quota.value, *line.bounds)
        for line in lines
        if line.bounds
    ]
    try:
        found = try_out(college.draw, wanted, seats)
    except Refusal as refusal:
        return {"refusal": say(refusal)}
    words = queries.Words(college.edition)
    sensitive = {line.quota.category.key for line in lines if line.quota.category.is_sensitive}
    told = [one for one in found.alternatives if not sensitive & {c.category for c in one.changes}]
    return {
        "is_feasible": found.is_feasible,
        "is_sensitive_tight": len(told) < len(found.alternatives),
        "alternatives": [
            {
                "changes": [
                    change_said(words, (c.category, c.value, c.bound, c.was, c.becomes))
                    for c in one.changes
                ],
                "price": one.price,
                "value": json.dumps(
                    [[c.category, c.value, c.bound, c.becomes] for c in one.changes]
                ),
            }
            for one in told
        ],
    }


def _grouped(college: College, lines: list[Line]) -> list[dict[str, Any]]:
    words = queries.Words(college.edition)
    groups: dict[int, dict[str, Any]] = {}
    for line in lines:
        category = line.quota.category
        group = groups.setdefault(
            category.pk,
            {
                "category": category,
                "label": words.category(category.key),
                "lines": [],
                "minimum": 0,
                "maximum": 0,
            },
        )
        group["lines"].append(line)
        if line.bounds:
            group["minimum"] += line.bounds[0]
            group["maximum"] += line.bounds[1]
    return list(groups.values())


@at_desk
@require_POST
def change_quotas(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """One deed on the whole table: propose, add or drop a category, choose the method."""
    try:
        _change_quotas(request, college_at_desk(request, number, college))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-quotas", number, college)


def _change_quotas(request: HttpRequest, college: College) -> None:
    action, actor = request.POST.get("action"), request.user
    if action == "propose":
        services.propose_quotas(college=college, actor=actor)
        messages.success(request, _("Quotas were proposed from the census. Change what you like."))
    elif action in {"balance", "stop"}:
        asked = request.POST.get("category", "")
        if not asked.isdecimal() or len(asked) > 18:
            raise Http404
        category = get_object_or_404(college.categories, pk=int(asked))
        set_category(
            college=college, actor=actor, category=category, is_balanced=action == "balance"
        )
    elif action == "set-up":
        form = SetUpForm(request.POST)
        if form.is_valid():
            services.set_up_draw(draw=college.draw, actor=actor, **form.cleaned_data)
            messages.success(request, _("Saved."))


@at_desk
@require_POST
def quota_file(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Quotas from the field's own file."""
    found_in = college_at_desk(request, number, college)
    form = QuotaFileForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_on(form, "file"):
            count = services.bring_quotas(
                college=found_in, actor=request.user, content=form.cleaned_data["file"].read()
            )
            text = ngettext("%(count)d quota was set.", "%(count)d quotas were set.", count)
            messages.success(request, text % {"count": count})
            return redirect("forum:desk-quotas", number, college)
    return _table_page(request, found_in, form)
