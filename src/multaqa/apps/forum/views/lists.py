"""The desk's list of applicants: bringing it in, looking at it, setting one apart."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms import ColumnsForm, ListFileForm, StandingForm
from multaqa.apps.forum.models import Applicant, Edition, ListImport, Standing
from multaqa.apps.forum.services.columns import Fault, Reading, Role, is_sensitive_header
from multaqa.apps.forum.services.lists import read_list, table_of
from multaqa.apps.forum.views.frame import at_desk, desk_context, edition_at_desk
from multaqa.apps.territory.models import Commune
from multaqa.kernel import arabic
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import PHRASES, refusals_on

ROWS_SHOWN = 20
FAULTS_SHOWN = 200


@at_desk
def applicants(request: HttpRequest, number: int) -> HttpResponse:
    """The list with its names, and the door through which a new one comes in."""
    edition = edition_at_desk(request, number)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = ListFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form, "file"):
            brought = services.open_list(
                edition=edition, actor=request.user, file_name=file.name, content=file.read()
            )
            return redirect("forum:desk-import", edition.number, brought.pk)
    found = _searched(request, edition)
    context = desk_context(request, edition, "desk-list") | {
        "form": form,
        "words": queries.Words(edition),
        "page_obj": Paginator(found, 50).get_page(request.GET.get("page")),
        "search": request.GET.get("q", ""),
        "standing": request.GET.get("standing", ""),
        "standings": Standing.choices,
        "open_import": edition.imports.filter(state=ListImport.State.OPEN).first(),
    }
    return page(request, "forum/desk_list", context)


def _searched(request: HttpRequest, edition: Edition) -> QuerySet[Applicant]:
    found = queries.applicants_seen_by(request.user, edition)
    if search := request.GET.get("q", "").strip()[:100]:
        folded = arabic.fold(search)
        found = found.filter(
            Q(ticket=arabic.digits(search))
            | Q(name__icontains=search)
            | Q(body_key__contains=folded)
            | Q(commune__name__icontains=search)
        )
    if (standing := request.GET.get("standing")) in Standing.values:
        found = found.filter(standing=standing)
    return found


@at_desk
def brought_list(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """A file on its way in: what each column is, what each row would be, and each fault."""
    brought = get_object_or_404(
        queries.imports_seen_by(request.user), pk=pk, edition__number=number
    )
    if brought.state != ListImport.State.OPEN:
        return redirect("forum:desk-list", number)
    if request.POST.get("action") == "drop":
        services.drop_list(brought=brought, actor=request.user)
        messages.success(request, _("The file was dropped; the list stays as it was."))
        return redirect("forum:desk-list", number)
    table = table_of(brought)
    form = ColumnsForm(request.POST or None, headers=list(table.headers), roles=brought.columns)
    roles = [Role(role) for role in brought.columns]
    if request.method == "POST" and form.is_valid():
        roles = form.roles()
    reading = None
    with refusals_on(_bound(form)):
        reading = read_list(brought, table, roles)
    if request.POST.get("action") in {"accept", "leave-out"} and reading and form.is_valid():
        with refusals_on(form):
            count = services.accept_list(
                brought=brought,
                actor=request.user,
                roles=roles,
                leaves_out_faults=request.POST["action"] == "leave-out",
            )
            text = ngettext("%(count)d person came in.", "%(count)d people came in.", count)
            messages.success(request, text % {"count": count})
            return redirect("forum:desk-quotas", number)
    edition = edition_at_desk(request, number)
    context = desk_context(request, edition, "desk-list") | {
        "brought": brought,
        "form": form,
        "encoding": table.encoding,
        "rows": len(table.rows),
        "has_commune": Role.COMMUNE in roles,
        "has_id": Role.ID in roles,
        "left_out_sensitive": _sensitive_left_out(brought, table.headers, roles),
        **_shown(reading, edition),
    }
    return page(request, "forum/desk_import", context)


def _sensitive_left_out(
    brought: ListImport, headers: tuple[str, ...], roles: list[Role]
) -> list[str]:
    """Columns that look sensitive and stay out because no authorisation is recorded."""
    if brought.edition.may_ask_sensitive:
        return []
    return [
        header
        for header, role in zip(headers, roles, strict=True)
        if role == Role.IGNORE and is_sensitive_header(header)
    ]


def _bound(form: ColumnsForm) -> ColumnsForm:
    """A form shown for the first time has no errors of its own to add to."""
    if not form.is_bound:
        form.is_bound = True
        form.data = {form.add_prefix(name): field.initial for name, field in form.fields.items()}
    form.is_valid()
    return form


def _shown(reading: Reading | None, edition: Edition) -> dict[str, Any]:
    if reading is None:
        return {"reading": None}
    words = queries.Words(edition)
    faulty = reading.faulty
    names = _commune_names(faulty[:FAULTS_SHOWN])
    return {
        "reading": reading,
        "good_count": len(reading.good),
        "faulty_count": len(faulty),
        "faults": [
            (row.line, fault.header, say_fault(fault, words, names))
            for row in faulty[:FAULTS_SHOWN]
            for fault in row.faults
        ],
        "faults_are_cut": len(faulty) > FAULTS_SHOWN,
        "samples": [
            (
                row,
                [
                    (words.category(key), words.one(key, value))
                    for key, value in row.values.items()
                ],
                [say_fault(fault, words, names) for fault in row.faults],
            )
            for row in reading.rows[:ROWS_SHOWN]
        ],
    }


def _commune_names(rows: list[Any]) -> dict[str, str]:
    codes = {code for row in rows for fault in row.faults for code in fault.facts.get("near", ())}
    communes = Commune.objects.filter(code__in=codes).select_related("province")
    return {
        commune.code: f"{commune.name} ({commune.province.name}) {commune.code}"
        for commune in communes
    }


def say_fault(fault: Fault, words: queries.Words, names: dict[str, str]) -> str:
    """A cell's fault in the reader's language, with what could stand there instead."""
    facts = dict(fault.facts)
    if "known" in facts:
        role = facts["role"]
        facts["known"] = _(", ").join(words.one(role, value) for value in facts["known"])
    if "near" in facts:
        near = _(", ").join(names[code] for code in facts["near"] if code in names)
        if fault.code == "row.commune_unknown":
            near = _("nearest: %(names)s") % {"names": near} if near else _("check the spelling")
        facts["near"] = near
    return str(PHRASES[fault.code] % facts)


@at_desk
def applicant(request: HttpRequest, number: int, ticket: str) -> HttpResponse:
    """One applicant: what is kept, and whether they are drawn like the others."""
    edition = edition_at_desk(request, number)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    found = get_object_or_404(queries.applicants_seen_by(request.user, edition), ticket=ticket)
    form = StandingForm(
        request.POST or None, initial={"standing": found.standing, "reason": found.reason}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "reason"):
            services.set_standing(
                applicant=found,
                actor=request.user,
                standing=Standing(form.cleaned_data["standing"]),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("Saved."))
            return redirect("forum:desk-list", edition.number)
    words = queries.Words(edition)
    context = desk_context(request, edition, "desk-list") | {
        "applicant": found,
        "form": form,
        "values": [
            (words.category(key), words.one(key, value)) for key, value in found.values.items()
        ],
    }
    return page(request, "forum/desk_applicant", context)
