"""The rows of a list at the desk: looked at, corrected, decided on, handed out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_stubs_ext import StrOrPromise

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network.forms.imports import CellsForm, SidesForm
from multaqa.apps.network.models import (
    Body,
    BodyImport,
    BodyImportRow,
    ImportState,
    RowDecision,
    RowOutcome,
)
from multaqa.apps.network.phrases import REASONS
from multaqa.apps.network.queries import imports as queries
from multaqa.apps.network.services import imports as services
from multaqa.apps.network.services import origins
from multaqa.apps.network.services.imports.applying import BOTH_HOLD
from multaqa.apps.network.views.frame import at_coordination
from multaqa.apps.network.views.imports import found, import_context
from multaqa.apps.network.views.said import Words, label_of
from multaqa.kernel import sheets
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

A_PAGE = 20
LONGEST_NUMBER = 7
UNDER_WAY = {ImportState.CHECKED, ImportState.APPLIED}


def _titles() -> dict[str, str]:
    return {
        "faulty": _("Rows with faults"),
        "obvious": _("Surely the same body"),
        "near": _("Perhaps the same body"),
        "new": _("New bodies"),
        "same": _("In the directory already"),
        "double": _("Twice in the file"),
        "decided": _("Rows that were decided"),
        "out": _("Left out"),
        "created": _("Came in as new bodies"),
        "merged": _("Completed bodies that were there"),
        "nothing_new": _("Said nothing new"),
        "waiting": _("The directory changed: to be looked at again"),
    }


@at_coordination
def rows(request: MemberRequest, pk: int, which: str) -> HttpResponse:
    """The rows of one finding, a page at a time."""
    brought, titles = found(request, pk), _titles()
    if which not in titles:
        raise Http404
    context = import_context(request, brought)
    if context["job_is_active"] and brought.state not in UNDER_WAY:
        return redirect(brought)
    found_rows = queries.rows_shown(brought, which).order_by("line")
    page_obj = Paginator(found_rows, A_PAGE).get_page(request.GET.get("page"))
    context |= {"which": which, "title": titles[which], "page_obj": page_obj}
    shown = list(page_obj.object_list)
    if which == "faulty":
        context |= _faulty(brought, shown)
    else:
        context["rows"] = _compared(brought, shown)
    context["may_change"] = brought.state in UNDER_WAY and not context["job_is_active"]
    return page(request, "network/desk_import_rows", context)


def _faulty(brought: BodyImport, shown: Sequence[BodyImportRow]) -> dict[str, Any]:
    """Each row with its cells that are wrong; and what is wrong in many rows at once."""
    shared = queries.shared_faults(brought)
    near = BodyImportRow(faults=[one.fault for one in shared])
    words = Words(values=[], rows=[*shown, near])
    return {
        "rows": [(row, _name(brought, row), _wrong_cells(brought, row, words)) for row in shown],
        "shared": [(one, brought.headers[one.place], words.fault(one.fault)) for one in shared],
    }


def _wrong_cells(
    brought: BodyImport, row: BodyImportRow, words: Words
) -> list[tuple[int, str, str, list[str]]]:
    """Of each wrong cell: its place, its header, its text, and what is wrong with it."""
    told: dict[int, list[str]] = {}
    for fault in row.faults:
        told.setdefault(fault["place"], []).append(words.fault(fault))
    return [
        (
            place,
            brought.headers[place] if place >= 0 else "",
            row.cells[place] if place >= 0 else "",
            said,
        )
        for place, said in told.items()
    ]


def _name(brought: BodyImport, row: BodyImportRow) -> str:
    """What the row calls itself, if only in its cells."""
    told: str = row.told.get("name_ar", "")
    if told:
        return told
    places = [
        place for place, column in enumerate(brought.columns) if column in {"name", "name_fr"}
    ]
    return next((row.cells[place] for place in places if row.cells[place]), "")


def _compared(brought: BodyImport, shown: Sequence[BodyImportRow]) -> list[dict[str, Any]]:
    """Each row beside the likeliest body, or earlier row, that it may be."""
    bodies = queries.bodies_of_candidates(shown)
    lines = queries.lines_of_candidates(brought, shown)
    words = Words(
        values=[
            *(row.told for row in shown),
            *(row.told for row in lines.values()),
            *map(origins.values_of, bodies.values()),
        ]
    )
    return [
        {
            "row": row,
            "values": _brief(row.told, words),
            "other": _other(row.candidates[0], bodies, lines, words) if row.candidates else None,
            "more": max(0, len(row.candidates) - 1),
        }
        for row in shown
    ]


def _brief(told: Mapping[str, Any], words: Words) -> dict[str, str]:
    return {
        "name": told.get("name_ar", ""),
        "kind": words.value("kind", told.get("kind")),
        "commune": words.value("commune_id", told.get("commune_id")),
        "phone": told.get("phone") or "",
        "register": told.get("register_number") or "",
    }


def _other(
    candidate: Mapping[str, Any],
    bodies: Mapping[int, Body],
    lines: Mapping[int, BodyImportRow],
    words: Words,
) -> dict[str, Any] | None:
    why = [str(REASONS[reason]) for reason in candidate["why"] if reason in REASONS]
    told = {"why": why, "score": candidate["score"]}
    if (body := bodies.get(candidate.get("body", 0))) is not None:
        return told | {"body": body, "values": _brief(origins.values_of(body), words)}
    if (row := lines.get(candidate.get("line", 0))) is not None:
        return told | {"line": row.line, "values": _brief(row.told, words)}
    return None


def _back(request: HttpRequest, brought: BodyImport, which: str) -> HttpResponse:
    response = redirect("network:desk-import-rows", brought.pk, which)
    number = request.POST.get("page", "")
    if _is_number(number) and int(number) > 1:
        response["Location"] += f"?page={int(number)}"
    return response


def _lines(request: HttpRequest) -> list[int]:
    return [int(line) for line in request.POST.getlist("line") if _is_number(line)]


def _is_number(text: str) -> bool:
    """Whether it may be a line or a place: none here has more digits."""
    return text.isdecimal() and len(text) <= LONGEST_NUMBER


@at_coordination
@require_POST
def decide(request: MemberRequest, pk: int, which: str) -> HttpResponse:
    """The same word on the rows that were ticked, or on every row of this finding."""
    brought = found(request, pk)
    decision, _all, is_all = request.POST.get("decision", "").partition("-")
    lines = _lines(request)
    if decision not in {*RowDecision.values, "back"}:
        raise Http404
    if not lines and not is_all:
        messages.error(request, _("Tick the rows first."))
        return _back(request, brought, which)
    try:
        count = services.decide_rows(
            brought=brought,
            actor=request.user,
            decision="" if decision == "back" else decision,
            verdict=which if is_all else "",
            lines=[] if is_all else lines,
        )
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        said = ngettext("%(count)d row is decided.", "%(count)d rows are decided.", count)
        messages.success(request, said % {"count": count})
    return _back(request, brought, which)


@at_coordination
@require_POST
def correct(request: MemberRequest, pk: int) -> HttpResponse:
    """The cells of one page of faulty rows, put right; or the ticked rows left out."""
    brought = found(request, pk)
    corrections: dict[int, dict[int, str]] = {}
    for name, text in request.POST.items():
        kind, *numbers = name.split("-")
        if kind == "cell" and len(numbers) == 2 and all(map(_is_number, numbers)):
            line, place = map(int, numbers)
            if text != request.POST.get(f"was-{line}-{place}"):
                corrections.setdefault(line, {})[place] = str(text)
    try:
        if corrections:
            count = services.correct_cells(
                brought=brought, actor=request.user, corrections=corrections
            )
            _tell_corrected(request, len(corrections), count)
        else:
            messages.info(request, _("Nothing was changed."))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return _back(request, brought, "faulty")


@at_coordination
@require_POST
def replace(request: MemberRequest, pk: int) -> HttpResponse:
    """One text that is wrong in many rows, put right in all of them."""
    brought, place = found(request, pk), request.POST.get("place", "")
    if not _is_number(place):
        raise Http404
    try:
        rows_changed, clean = services.replace_value(
            brought=brought,
            actor=request.user,
            place=int(place),
            value=request.POST.get("value", ""),
            text=request.POST.get("text", ""),
        )
        _tell_corrected(request, rows_changed, clean)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return _back(request, brought, "faulty")


def _tell_corrected(request: HttpRequest, count: int, clean: int) -> None:
    if clean == count:
        said = ngettext("%(count)d row is put right.", "%(count)d rows are put right.", count) % {
            "count": count
        }
        messages.success(request, said)
    else:
        said = ngettext(
            "%(count)d row was changed and still has a fault.",
            "%(count)d rows were changed and still have a fault.",
            count - clean,
        ) % {"count": count - clean}
        messages.warning(request, said)


@at_coordination
def one_row(request: MemberRequest, pk: int, line: int) -> HttpResponse:
    """One row: beside what it may be, value by value; or its cells, to be put right."""
    brought = found(request, pk)
    row: BodyImportRow = get_object_or_404(brought.rows, line=line)
    place = _candidate(request, row)
    words, sides = _sides(brought, row, place)
    headers = {
        at: brought.headers[at] for at, column in enumerate(brought.columns) if column != "ignore"
    }
    is_correcting = request.method == "POST" and "correct" in request.POST
    cells = CellsForm(
        request.POST if is_correcting else None,
        headers=headers,
        cells=row.cells,
        wrong=_wrong(row, words),
    )
    form = SidesForm(
        request.POST if request.method == "POST" and not is_correcting else None,
        sides=sides["differing"],
    )
    if request.method == "POST" and _acted(request, brought, row, place, cells, form):
        return _onward(brought, row)
    context = import_context(request, brought)
    may_change = (
        brought.state in UNDER_WAY
        and not context["job_is_active"]
        and row.outcome in {"", RowOutcome.WAITING}
    )
    context |= sides | {
        "row": row,
        "cells": cells,
        "form": form,
        "place": place,
        "may_change": may_change,
        "name": _name(brought, row),
        "whole_faults": [words.fault(one) for one in row.faults if one["place"] < 0],
        "values": [(label_of(name), words.value(name, value)) for name, value in row.told.items()],
        "was": [
            (brought.headers[int(at)], text, row.cells[int(at)])
            for at, text in row.corrected.items()
        ],
        "origin": row.origins.select_related("body").first(),
        "undecided_count": queries.rows_undecided(brought, row.verdict).count(),
        "next_line": _next_line(brought, row),
    }
    return page(request, "network/desk_import_row", context)


def _next_line(brought: BodyImport, row: BodyImportRow) -> int | None:
    """The next row of the same finding that waits for a word; after the last one the first."""
    rows = queries.rows_undecided(brought, row.verdict).exclude(line=row.line)
    following = rows.filter(line__gt=row.line).first() or rows.first()
    return following.line if following else None


def _onward(brought: BodyImport, row: BodyImportRow) -> HttpResponse:
    """From a row that was decided to the next that waits: a hundred are looked at in one go."""
    line = None if row.decision else _next_line(brought, row)
    if line is not None:
        return redirect("network:desk-import-row", brought.pk, line)
    return redirect("network:desk-import-rows", brought.pk, row.verdict or "new")


def _candidate(request: HttpRequest, row: BodyImportRow) -> int:
    asked = request.POST.get("candidate") or request.GET.get("candidate", "")
    place = int(asked) if _is_number(asked) else 0
    return place if place < len(row.candidates) else 0


def _wrong(row: BodyImportRow, words: Words) -> dict[int, list[str]]:
    told: dict[int, list[str]] = {}
    for fault in row.faults:
        told.setdefault(fault["place"], []).append(words.fault(fault))
    return told


def _acted(
    request: MemberRequest,
    brought: BodyImport,
    row: BodyImportRow,
    place: int,
    cells: CellsForm,
    form: SidesForm,
) -> bool:
    """Do what was asked of a row; says whether it is done."""
    if "correct" in request.POST:
        if cells.is_valid():
            with refusals_on(cells):
                clean = services.correct_cells(
                    brought=brought,
                    actor=request.user,
                    corrections={row.line: cells.corrections()},
                )
                _tell_corrected(request, 1, clean)
                return True
        return False
    decision = request.POST.get("decision", "")
    if decision not in {*RowDecision.values, ""}:
        raise Http404
    if decision != RowDecision.SAME or form.is_valid():
        with refusals_on(form):
            services.decide_row(
                brought=brought,
                actor=request.user,
                line=row.line,
                decision=decision,
                candidate=place,
                choices=form.cleaned_data if form.is_bound and form.is_valid() else {},
            )
            messages.success(request, _("The decision is kept."))
            return True
    return False


def _sides(brought: BodyImport, row: BodyImportRow, place: int) -> tuple[Words, dict[str, Any]]:
    """The row beside one of what it may be: what both say alike, and what differs."""
    bodies = queries.bodies_of_candidates([row])
    lines = queries.lines_of_candidates(brought, [row])
    every = [origins.values_of(body) for body in bodies.values()]
    words = Words(values=[row.told, *every, *(one.told for one in lines.values())], rows=[row])
    empty: dict[str, Any] = {"differing": [], "alike": [], "candidates": [], "other": None}
    if not row.candidates:
        return words, empty
    candidate = row.candidates[place]
    body = bodies.get(candidate.get("body", 0))
    earlier = lines.get(candidate.get("line", 0))
    if body is not None:
        ours = origins.values_of(body)
    elif earlier is not None:
        ours = dict.fromkeys(origins.VALUES, "") | {name: [] for name in origins.PARTS}
        ours |= earlier.told
    else:
        return words, empty
    return words, {
        "other": _other(candidate, bodies, lines, words),
        "candidates": [
            (at, _other(one, bodies, lines, words)) for at, one in enumerate(row.candidates)
        ],
        "differing": list(
            _differing(row, ours, words, is_first=place == 0, line=candidate.get("line", 0))
        ),
        "alike": [
            (label_of(name), words.value(name, row.told.get(name) or ours[name]))
            for name in origins.VALUES
            if _is_settled(ours[name], row.told.get(name))
        ],
    }


def _is_settled(ours: Any, theirs: Any) -> bool:  # noqa: ANN401  as JSON has them
    """Said by one side alone, or by both alike."""
    said = [one for one in (ours, theirs) if one not in (None, "", [])]
    return len(said) == 1 or (len(said) == 2 and not _differs(*said))


def _differs(ours: Any, theirs: Any) -> bool:  # noqa: ANN401  as JSON has them
    if isinstance(ours, list) and isinstance(theirs, list):
        return sorted(ours) != sorted(theirs)
    return bool(ours != theirs)


def _differing(
    row: BodyImportRow, ours: Mapping[str, Any], words: Words, *, is_first: bool, line: int
) -> Iterable[tuple[str, StrOrPromise, list[tuple[str, StrOrPromise]], str]]:
    """Of each value that both say otherwise: its name, and whose may be kept, ours first."""
    for name in origins.VALUES:
        theirs = row.told.get(name)
        if theirs in (None, "", []) or ours[name] in ("", []) or not _differs(ours[name], theirs):
            continue
        own = words.value(name, ours[name])
        choices: list[tuple[str, StrOrPromise]] = [
            ("ours", _("Line %(line)d: %(value)s") % {"line": line, "value": own})
            if line
            else ("ours", _("Directory: %(value)s") % {"value": own}),
            _theirs(row.line if line else 0, words.value(name, theirs)),
        ]
        if name in BOTH_HOLD:
            choices.append(("both", _("Both")))
        kept = row.choices.get(name) if is_first else None
        yield name, label_of(name), choices, kept or services.proposed(name, ours, theirs)


def _theirs(line: int, value: str) -> tuple[str, str]:
    """What the row says; beside an earlier one of the same file, by its line."""
    if line:
        return "file", _("Line %(line)d: %(value)s") % {"line": line, "value": value}
    return "file", _("File: %(value)s") % {"value": value}


@at_coordination
def faulty_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The rows with faults, each with what is wrong, to be corrected and brought again."""
    brought = found(request, pk)
    wanting = list(queries.rows_wanting(brought))
    words = Words(values=[], rows=wanting)
    header = [*brought.headers, _("What is wrong")]
    lines = (
        [*row.cells, " — ".join(words.fault(fault) for fault in row.faults)] for row in wanting
    )
    name = f"multaqa-faults-{brought.pk}.{ending}"
    if ending == "csv":
        return sheets.sheet(header, lines, name)
    return sheets.workbook(header, lines, name, widths=[30] * len(brought.headers) + [80])
