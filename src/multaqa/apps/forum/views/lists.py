"""The desk's list of applicants: bringing it in, looking at it, setting one apart."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms import ColumnsForm, ListFileForm, StandingForm
from multaqa.apps.forum.models import Applicant, College, ListImport, Standing
from multaqa.apps.forum.services import columns
from multaqa.apps.forum.services.categories import EndedQuota, categories_found, quotas_ended
from multaqa.apps.forum.services.columns import Fault, Reading, Role
from multaqa.apps.forum.services.lists import Arrival, read_list, table_of
from multaqa.apps.forum.services.vocabulary import Guard, folded
from multaqa.apps.forum.views.frame import at_desk, college_at_desk, college_context
from multaqa.apps.territory.models import Commune
from multaqa.kernel import arabic
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import PHRASES, refusals_on, say
from multaqa.kernel.tables import Table
from multaqa.refusal import Refusal

ROWS_SHOWN = 20
FAULTS_SHOWN = 200
CROWD = 3  # more applicants of one body than this are worth a word before the draw
CROWDS_SHOWN = 5
LONGEST_LABEL = 200
UNBROKEN = re.compile(r"\S{20}(?=\S)")  # a header written without a space may break on a phone


@at_desk
def applicants(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """The list with its names, and the door through which a new one comes in."""
    found_in = college_at_desk(request, number, college)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = ListFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form, "file"):
            brought = services.open_list(
                college=found_in, actor=request.user, file_name=file.name, content=file.read()
            )
            return redirect("forum:desk-import", *found_in.place, brought.pk)
    found, words = _searched(request, found_in), queries.Words(found_in.edition)
    context = college_context(request, found_in, "desk-list") | {
        "form": form,
        "words": words,
        "page_obj": Paginator(found, 50).get_page(request.GET.get("page")),
        "search": _sought(request),
        "standing": request.GET.get("standing", ""),
        "standings": Standing.choices,
        **_pool_shown(found_in, words),
        "open_import": found_in.imports.filter(state=ListImport.State.OPEN).first(),
    }
    return page(request, "forum/desk_list", context)


def _pool_shown(college: College, words: queries.Words) -> dict[str, Any]:
    """The accepted registrations beside the list, and which quotas taking them would end."""
    pool = queries.pool_count(college)
    may_take = pool.accepted and (pool.missing or not pool.is_taken) and not college.draw.is_frozen
    ending = services.quotas_that_would_end(college) if may_take else []
    return {"pool": pool, "ending": quotas_said(words, ending)}


def quotas_said(words: queries.Words, quotas: Iterable[EndedQuota]) -> str:
    """Quotas by the value that each was for, or by their category where all of it is meant."""
    return _("; ").join(
        words.cell(one.key, one.value) if one.value else words.category(one.key) for one in quotas
    )


def _sought(request: HttpRequest) -> str:
    """What is searched for, without the sign that no database text holds."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def _searched(request: HttpRequest, college: College) -> QuerySet[Applicant]:
    found = queries.applicants_seen_by(request.user, college)
    if search := _sought(request):
        wanted = (
            Q(ticket=arabic.digits(search))
            | Q(name__icontains=search)
            | Q(commune__name__icontains=search)
        )
        if words := arabic.fold(search):
            wanted |= Q(body_key__contains=words)
        found = found.filter(wanted)
    if (standing := request.GET.get("standing")) in Standing.values:
        found = found.filter(standing=standing)
    return found


@at_desk
def brought_list(request: HttpRequest, number: int, college: str, pk: int) -> HttpResponse:
    """A file on its way in: what each column is, what each row would be, and each fault."""
    brought = get_object_or_404(
        queries.imports_seen_by(request.user),
        pk=pk,
        college__edition__number=number,
        college__slug=college,
    )
    if brought.state != ListImport.State.OPEN:
        return redirect("forum:desk-list", number, college)
    if request.POST.get("action") == "drop":
        services.drop_list(brought=brought, actor=request.user)
        messages.success(request, _("The file was dropped; the list stays as it was."))
        return redirect("forum:desk-list", number, college)
    table = table_of(brought)
    labels = [UNBROKEN.sub("\\g<0>\u200b", header[:LONGEST_LABEL]) for header in table.headers]
    form = ColumnsForm(request.POST or None, headers=labels, roles=brought.columns)
    roles = [Role(role) for role in brought.columns]
    if request.method == "POST" and form.is_valid():
        roles = form.roles()
    reading = None
    try:
        reading = read_list(brought, table, roles)
    except Refusal as refusal:
        _beside_its_column(_bound(form), refusal)
    if request.POST.get("action") in {"accept", "leave-out"} and reading and form.is_valid():
        with refusals_on(form):
            arrival = services.accept_list(
                brought=brought,
                actor=request.user,
                roles=roles,
                leaves_out_faults=request.POST["action"] == "leave-out",
            )
            tell_arrival(request, brought.college, arrival)
            return redirect("forum:desk-quotas", number, college)
    found_in = college_at_desk(request, number, college)
    context = college_context(request, found_in, "desk-list") | {
        "brought": brought,
        "form": form,
        "encoding": table.encoding,
        "rows": len(table.rows),
        "has_commune": Role.COMMUNE in roles,
        "has_id": Role.ID in roles,
        "accepted_count": queries.pool_count(found_in).accepted,
        **_left_out(brought, table, roles),
        **_shown(reading, found_in),
    }
    return page(request, "forum/desk_import", context)


def tell_arrival(request: HttpRequest, college: College, arrival: Arrival) -> None:
    """How many came in with a list, and what ended with the one before."""
    count, ended = arrival.people, arrival.ended_exceptions
    text = ngettext("%(count)d person came in.", "%(count)d people came in.", count)
    messages.success(request, text % {"count": count})
    if ended:
        text = ngettext(
            "%(count)d exception (sits in any case, or out of the draw) ended: nobody in the new "
            "list bears that number and name.",
            "%(count)d exceptions (sits in any case, or out of the draw) ended: nobody in the new "
            "list bears those numbers and names.",
            ended,
        )
        messages.warning(request, text % {"count": ended})
    if arrival.ended_quotas:
        text = _(
            "These quotas ended with the list before, because the new one has nobody with these "
            "answers: %(quotas)s. Set them again where they still matter."
        )
        said = quotas_said(queries.Words(college.edition), arrival.ended_quotas)
        messages.warning(request, text % {"quotas": said})


def _left_out(brought: ListImport, table: Table, roles: list[Role]) -> dict[str, list[str]]:
    """Columns that stay out whatever is wanted, and those that wait for an authorisation."""
    out: dict[Guard, list[str]] = {guard: [] for guard in Guard}
    for header, role, guard in zip(table.headers, roles, columns.guards(table, roles), strict=True):
        if guard and role == Role.IGNORE:
            out[guard].append(header or _("(no header)"))
    may_ask = brought.college.edition.may_ask_sensitive
    return {
        "left_out_for_ever": out[Guard.NEVER],
        "left_out_sensitive": [] if may_ask else out[Guard.SENSITIVE],
    }


def _beside_its_column(form: ColumnsForm, refusal: Refusal) -> None:
    column = refusal.facts.get("column")
    field = f"column_{column - 1}" if isinstance(column, int) else ""
    form.add_error(field if field in form.fields else None, say(refusal))


def _bound(form: ColumnsForm) -> ColumnsForm:
    """A form shown for the first time has no errors of its own to add to."""
    if not form.is_bound:
        form.is_bound = True
        form.data = {form.add_prefix(name): field.initial for name, field in form.fields.items()}
    form.is_valid()
    return form


def _shown(reading: Reading | None, found_in: College) -> dict[str, Any]:
    if reading is None:
        return {"reading": None}
    words = queries.Words(found_in.edition)
    faulty = reading.faulty
    names = _commune_names(faulty[:FAULTS_SHOWN])
    return {
        "reading": reading,
        "ending": quotas_said(words, _ending(reading, found_in)),
        "crowds": _crowds(reading) if found_in.draw.is_one_per_body else [],
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
                [(words.category(key), words.one(key, value)) for key, value in row.values.items()],
                [say_fault(fault, words, names) for fault in row.faults],
            )
            for row in reading.rows[:ROWS_SHOWN]
        ],
    }


def _ending(reading: Reading, college: College) -> list[EndedQuota]:
    try:
        return quotas_ended(college, categories_found(college, reading.good))
    except Refusal:
        return []  # it cannot be brought in, and nothing would end


def _crowds(reading: Reading) -> list[tuple[str, int]]:
    """The bodies with the most applicants: of each at most one will sit."""
    names = {folded(row.body): row.body for row in reversed(reading.rows)}
    counts = Counter(folded(row.body) for row in reading.good if row.body)
    return [(names[key], count) for key, count in counts.most_common(CROWDS_SHOWN) if count > CROWD]


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
def applicant(request: HttpRequest, number: int, college: str, ticket: str) -> HttpResponse:
    """One applicant: what is kept, and whether they are drawn like the others."""
    found_in = college_at_desk(request, number, college)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    if not ticket.isalnum():
        raise Http404
    found = get_object_or_404(queries.applicants_seen_by(request.user, found_in), ticket=ticket)
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
            return redirect("forum:desk-list", *found_in.place)
    words = queries.Words(found_in.edition)
    context = college_context(request, found_in, "desk-list") | {
        "applicant": found,
        "form": form,
        "values": [
            (words.category(key), words.one(key, value)) for key, value in found.values.items()
        ],
    }
    return page(request, "forum/desk_applicant", context)
