"""The desk's list of ex-officio seats: prepared, sent, reminded, answered on paper."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms.nominations import (
    InstitutionsFileForm,
    PaperDeclineForm,
    PaperNomineeForm,
    SeatForm,
    SendForm,
    TakeOverForm,
)
from multaqa.apps.forum.models import Edition, ExOfficioSeat
from multaqa.apps.forum.services.columns import Fault
from multaqa.apps.forum.services.institutions import HEADERS, Institutions
from multaqa.apps.forum.views.frame import (
    at_desk,
    desk_context,
    edition_at_desk,
    numbers_written,
)
from multaqa.apps.forum.views.letters import LANGUAGES, letters_of
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import PHRASES, refusals_on, say
from multaqa.kernel.sheets import attachment, sheet
from multaqa.kernel.tables import headings_told
from multaqa.refusal import Refusal

FAULTS_SHOWN = 200
State = ExOfficioSeat.State

Inviting = Callable[..., HttpResponse]


def inviting(view: Inviting) -> Inviting:
    """The pages of who may invite, given the edition in place of its number."""

    @at_desk
    @wraps(view)
    def entered(request: HttpRequest, number: int, **more: Any) -> HttpResponse:
        if not rules.can_invite(request.user):
            raise PermissionDenied
        return view(request, edition_at_desk(request, number), **more)

    return entered


@inviting
def seats(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every letter with its state; which to send, to print, to remind."""
    counts = queries.seats_by_state(request.user, edition)
    context = _listed(request, edition) | {
        "counts": [(value, label, counts.get(value, 0)) for value, label in State.choices],
        "total": sum(counts.values()),
        "form": SendForm(),
    }
    return page(request, "forum/desk_ex_officio", context)


def _listed(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    found = _searched(request, queries.seats_at_desk(request.user, edition))
    return desk_context(request, edition, "desk-ex-officio") | {
        "page_obj": Paginator(found, 50).get_page(request.GET.get("page")),
        "search": _sought(request),
        "state": request.GET.get("state", ""),
        "kind": request.GET.get("kind", ""),
        "states": State.choices,
        "kinds": ExOfficioSeat.Kind.choices,
    }


def _sought(request: HttpRequest) -> str:
    """What is searched for, without the sign that no database text holds."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def _searched(request: HttpRequest, found: queries.Seats) -> queries.Seats:
    if search := _sought(request):
        found = found.filter(
            Q(institution_ar__icontains=search)
            | Q(institution_fr__icontains=search)
            | Q(person_name__icontains=search)
        )
    if (state := request.GET.get("state")) in State.values:
        found = found.filter(state=state)
    if (kind := request.GET.get("kind")) in ExOfficioSeat.Kind.values:
        found = found.filter(kind=kind)
    return found


@inviting
def add(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = SeatForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            added = services.add_seat(edition=edition, actor=request.user, **form.cleaned_data)
            text = _("Letter No. %(letter)d is prepared.") % {"letter": added.number}
            messages.success(request, text)
            return redirect("forum:desk-ex-officio", edition.number)
    context = desk_context(request, edition, "desk-ex-officio") | {"form": form}
    return page(request, "forum/desk_ex_officio_add", context)


@inviting
def bring(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A list of institutions, or those of an earlier edition."""
    sources = queries.editions_with_seats(edition)
    is_copy = request.POST.get("action") == "take-over"
    file_form = InstitutionsFileForm(
        *((request.POST, request.FILES) if request.method == "POST" and not is_copy else ())
    )
    copy_form = TakeOverForm(request.POST if is_copy else None)
    copy_form.fields["source"].queryset = sources  # type: ignore[attr-defined]
    read = None
    if is_copy and copy_form.is_valid():
        with refusals_on(copy_form):
            count = services.take_over_seats(
                edition=edition, source=copy_form.cleaned_data["source"], actor=request.user
            )
            return _brought(request, edition, count)
    elif file_form.is_valid():
        with refusals_on(file_form, "file"):
            content = file_form.cleaned_data["file"].read()
            read = services.read_institutions(edition=edition, content=content)
            if not read.faults:
                count = services.add_seats(edition=edition, actor=request.user, rows=read.rows)
                return _brought(request, edition, count)
    context = desk_context(request, edition, "desk-ex-officio") | {
        "file_form": file_form,
        "copy_form": copy_form if sources else None,
        "headings": headings_told(HEADERS.values()),
        **_faults(read),
    }
    return page(request, "forum/desk_ex_officio_bring", context)


def _brought(request: HttpRequest, edition: Edition, count: int) -> HttpResponse:
    text = ngettext("%(count)d letter is prepared.", "%(count)d letters are prepared.", count)
    messages.success(request, text % {"count": count})
    return redirect("forum:desk-ex-officio", edition.number)


def _faults(read: Institutions | None) -> dict[str, Any]:
    if read is None:
        return {"faults": []}
    return {
        "faults": [(one.line, one.header, _said(one)) for one in read.faults[:FAULTS_SHOWN]],
        "faults_are_cut": len(read.faults) > FAULTS_SHOWN,
        "left_out": read.left_out,
    }


def _said(fault: Fault) -> str:
    return str(PHRASES[fault.code] % fault.facts)


@inviting
@require_POST
def send(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Send what is prepared, or remind who is silent, among those ticked."""
    ticked = numbers_written(request.POST.getlist("seat"))[:1000]
    action = request.POST.get("action")
    if action in {"send", "send-all"}:
        return _send(request, edition, ticked, is_all=action == "send-all")
    if action == "remind-all":
        silent = queries.seats_at_desk(request.user, edition).filter(queries.SILENT)
        ticked = list(silent.values_list("pk", flat=True))
    try:
        count = services.remind(edition=edition, actor=request.user, seats=ticked)
        text = ngettext("%(count)d reminder is sent.", "%(count)d reminders are sent.", count)
        messages.success(request, text % {"count": count})
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-ex-officio", edition.number)


def _send(
    request: HttpRequest, edition: Edition, ticked: list[int], *, is_all: bool
) -> HttpResponse:
    form = SendForm(request.POST)
    if is_all:
        prepared = queries.seats_at_desk(request.user, edition).filter(state=State.PREPARED)
        ticked = list(prepared.values_list("pk", flat=True))
    try:
        if not form.is_valid():
            raise Refusal("nomination.bad_day")
        count = services.send_letters(
            edition=edition, actor=request.user, seats=ticked, **form.cleaned_data
        )
        text = ngettext("%(count)d letter is sent.", "%(count)d letters are sent.", count)
        more = _("Print those that have neither e-mail nor phone.")
        messages.success(request, f"{text % {'count': count}} {more}")
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-ex-officio", edition.number)


def _seat(request: HttpRequest, edition: Edition, letter: int) -> ExOfficioSeat:
    found: ExOfficioSeat = get_object_or_404(
        queries.seats_at_desk(request.user, edition), number=letter
    )
    return found


def _of_seat(request: HttpRequest, edition: Edition, seat: ExOfficioSeat) -> dict[str, Any]:
    return desk_context(request, edition, "desk-ex-officio") | {
        "seat": seat,
        "steps": queries.steps_of_seat(seat),
        "address": services.link_of(seat),
    }


@inviting
def seat(request: HttpRequest, edition: Edition, letter: int) -> HttpResponse:
    """One letter: what it says while it is prepared; then what became of it."""
    found = _seat(request, edition, letter)
    context = _of_seat(request, edition, found)
    if found.state == State.PREPARED:
        form = SeatForm(request.POST or None, instance=found, edition=edition)
        if request.method == "POST" and form.is_valid():
            with refusals_on(form):
                services.revise_seat(seat=found, actor=request.user, **form.cleaned_data)
                messages.success(request, _("Saved."))
                return redirect("forum:desk-ex-officio", edition.number)
        context["form"] = form
    return page(request, "forum/desk_seat_by_right", context)


@inviting
def answer(request: HttpRequest, edition: Edition, letter: int) -> HttpResponse:
    """What came back on paper: who comes, or nobody."""
    found = _seat(request, edition, letter)
    if found.state == State.PREPARED:
        raise Http404
    is_declining = request.POST.get("action") == "decline"
    sent = request.POST if request.method == "POST" else None
    accepting = PaperNomineeForm(None if is_declining else sent, prefix="accept")
    declining = PaperDeclineForm(sent if is_declining else None, prefix="decline")
    form = declining if is_declining else accepting
    if form.is_valid():
        with refusals_on(form):
            _enter(request, found, accepting, declining)
            messages.success(request, _("The answer is entered."))
            return redirect("forum:desk-seat-by-right", edition.number, letter)
    context = _of_seat(request, edition, found)
    context |= {"accepting": accepting, "declining": declining, "is_declining": is_declining}
    return page(request, "forum/desk_paper_answer", context)


def _enter(
    request: HttpRequest,
    found: ExOfficioSeat,
    accepting: PaperNomineeForm,
    declining: PaperDeclineForm,
) -> None:
    if declining.is_bound:
        services.decline_nomination(seat=found, actor=request.user, **declining.cleaned_data)
        return
    reference = accepting.cleaned_data["paper_reference"]
    deed = services.replace_nominee if found.is_answered else services.accept_nomination
    deed(seat=found, nominee=accepting.nominee(), actor=request.user, paper_reference=reference)


@inviting
@require_POST
def change(request: HttpRequest, edition: Edition, letter: int) -> HttpResponse:
    """Another link for a letter that came into wrong hands, or a seat taken back."""
    found = _seat(request, edition, letter)
    try:
        if request.POST.get("action") == "remove":
            services.remove_seat(seat=found, actor=request.user)
            messages.success(request, _("The letter is removed."))
            return redirect("forum:desk-ex-officio", edition.number)
        services.renew_link(seat=found, actor=request.user)
        messages.success(request, _("The old link is dead; the letter goes out with a new one."))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forum:desk-seat-by-right", edition.number, letter)


@inviting
def file(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The whole list with whom each named, for who receives them."""
    found = _searched(request, queries.seats_at_desk(request.user, edition))
    rows = (
        [
            *(one.reference, one.get_kind_display(), one.institution, str(one.commune or "")),
            *(one.get_state_display(), one.person_name, one.person_function),
            *(one.get_person_sex_display(), one.person_phone, one.person_email, one.reason),
        ]
        for one in found
    )
    header = [_("Letter"), _("Kind"), _("Institution"), _("Commune"), _("State"), _("Name")]
    header += [_("Function"), _("Sex"), _("Phone"), _("E-mail"), _("Reason")]
    return sheet(header, rows, f"multaqa-ex-officio-{edition.number}.csv")


@inviting
def letters_file(request: HttpRequest, edition: Edition, language: str) -> HttpResponse:
    """The letters ticked, or all that wait to be printed, one page each."""
    if language not in LANGUAGES:
        raise Http404
    ticked = numbers_written(request.GET.getlist("seat"))[:1000]
    found = queries.seats_at_desk(request.user, edition)
    found = found.filter(pk__in=ticked) if ticked else found.filter(queries.PRINTED)
    chosen = list(found)
    if not chosen:
        messages.error(request, _("No letter waits to be printed. Tick those that you want."))
        return redirect("forum:desk-ex-officio", edition.number)
    content = letters_of(edition, chosen, language)
    return attachment(
        content, "application/pdf", f"multaqa-letters-{edition.number}-{language}.pdf"
    )
