"""Paper at the desk: batches printed and followed, papers read by two people, help with voting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.budget import queries, rules, services
from multaqa.apps.budget.forms.paper import BatchForm, EntryForm, HandedForm, HelpForm
from multaqa.apps.budget.models import PaperEntry, Round, RoundState
from multaqa.apps.budget.services.paper import Read, Standing
from multaqa.apps.budget.views.desk_frame import desk_context, preparing, reading
from multaqa.apps.budget.views.desk_print import parts_of
from multaqa.apps.budget.views.standing import be_helped, stand
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal


@reading
def paper(request: MemberRequest, voting: Round) -> HttpResponse:
    """The ledger of every batch, and a form to print another."""
    may = rules.can_prepare_rounds(request.user) and voting.state == RoundState.FROZEN
    form = BatchForm(request.POST or None, voting=voting) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_on(form):
            batch = services.print_batch(voting=voting, actor=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("Batch %(number)s is ready: print it in Arabic or in French.")
                % {"number": batch.number},
            )
            return redirect("budget:desk-paper", voting.slug)
    context = desk_context(request, "desk-paper", voting) | {
        "ledgers": [_printed(voting, one) for one in queries.ledgers_of(voting)],
        "waiting": [(one, _printed_on(voting, one.place)) for one in queries.waiting_of(voting)]
        if may
        else [],
        "helpings": voting.helpings.select_related("by"),
        "form": form,
        "is_frozen": voting.state == RoundState.FROZEN,
    }
    return page(request, "budget/desk_paper", context)


def _printed_on(voting: Round, place: str) -> str:
    """The first signs of a paper's code, by which it is found in the pile."""
    if not voting.salt:
        return place
    batch, number = place.split(":")
    return queries.paper_code(voting, int(batch), int(number))[:5]


def _printed(voting: Round, ledger: queries.Ledger) -> dict[str, Any]:
    """A batch with the files to print, in each language of paper."""
    files = []
    for part in parts_of(ledger.batch):
        links = {}
        for language in ("ar", "fr"):
            with override(language):
                place = [voting.slug, ledger.batch.number, part["part"]]
                links[language] = reverse("budget:desk-ballots", args=place)
        files.append(part | links)
    told = {
        name: getattr(ledger, name)
        for name in ("batch", "counted", "online", "void", "in_work", "missing")
    }
    return told | {"files": files}


@preparing
@require_POST
def handed(request: MemberRequest, voting: Round, number: int) -> HttpResponse:
    """How many papers of a batch were handed out."""
    batch = get_object_or_404(voting.paper_batches, number=number)
    form = HandedForm(request.POST)
    if form.is_valid():
        with refusals_on(form, "count"):
            services.hand_out(batch=batch, actor=request.user, **form.cleaned_data)
    if form.errors:
        messages.error(request, " ".join(map(str, form.errors["count"])))
    return redirect("budget:desk-paper", voting.slug)


@preparing
def entry(request: MemberRequest, voting: Round) -> HttpResponse:
    """One paper after the other, by keyboard: the code, the numbers, Enter."""
    if voting.state != RoundState.FROZEN:
        return redirect("budget:desk-paper", voting.slug)
    form = EntryForm(request.POST or None, voting=voting)
    if request.method == "POST" and form.is_valid():
        choices, points = form.cleaned_data["marks"]
        try:
            read = services.read_ballot(
                voting=voting,
                actor=request.user,
                code=form.cleaned_data["code"],
                choices=choices,
                points=points,
                void_kind=form.cleaned_data["void_kind"],
            )
        except Refusal as refusal:
            beside = "marks" if refusal.code in OF_MARKS else "code"
            form.add_error(beside, say(refusal))
            if refusal.code in OVER:
                form.add_error("void_kind", _("If the paper itself says so, it is void: say why."))
        else:
            _tell(request, voting, read)
            if read.standing == Standing.DIFFERS:
                return redirect("budget:desk-compare", voting.slug, read.code.place)
            return redirect("budget:desk-entry", voting.slug)
    context = desk_context(request, "desk-entry", voting) | {
        "form": form,
        "waiting_count": len(queries.waiting_of(voting)),
    }
    return page(request, "budget/desk_entry", context)


OVER = frozenset({
    "ballot.too_many", "ballot.over_points", "ballot.over_envelope", "ballot.same_twice",
})  # fmt: skip
OF_MARKS = OVER | {
    "ballot.no_such_project", "ballot.unreadable", "ballot.no_points", "ballot.withdrawn",
}  # fmt: skip


def _tell(request: HttpRequest, voting: Round, read: Read) -> None:
    """What this reading settled; never what another one says."""
    said = {
        Standing.FIRST: _("Paper %(place)s: first reading kept. Another person reads it too."),
        Standing.COUNTED: _("Paper %(place)s: both readings are equal. It is counted."),
        Standing.BLANK: _(
            "Paper %(place)s: both readings are blank. It stands in the turnout, and chooses no "
            "project."
        ),
        Standing.VOID: _(
            "Paper %(place)s: both readings say void. It is told apart, and not counted."
        ),
        Standing.DIFFERS: _("Paper %(place)s: the readings differ."),
    }[read.standing]
    tone = messages.warning if read.standing == Standing.DIFFERS else messages.success
    tone(request, said % {"place": f"\u2066{_printed_on(voting, read.code.place)}\u2069"})


@preparing
def compare(request: MemberRequest, voting: Round, place: str) -> HttpResponse:
    """Readings that differ, side by side with the paper: a third person reads, or one is wrong."""
    readings = list(queries.readings_of(voting, place))
    differing = {one.place for one in queries.waiting_of(voting) if one.differs}
    if voting.state != RoundState.FROZEN or place not in differing:
        raise Http404
    own = {one.turn for one in readings if one.by_id == request.user.pk}
    if request.method == "POST":
        try:
            read = services.correct_reading(
                voting=voting, actor=request.user, place=place, **_asked(request)
            )
        except Refusal as refusal:
            messages.error(request, say(refusal))
            return redirect("budget:desk-compare", voting.slug, place)
        _tell(request, voting, read)
        return redirect("budget:desk-paper", voting.slug)
    context = desk_context(request, "desk-paper", voting) | {
        "place": _printed_on(voting, place),
        "readings": [_reading(one, readings, own) for one in readings],
        "may_read": not own,
    }
    return page(request, "budget/desk_compare", context)


def _reading(one: PaperEntry, every: list[PaperEntry], own: set[int]) -> dict[str, Any]:
    points = dict(zip(one.choices, one.points, strict=False))
    marks = " ".join(
        f"{number}:{points[number]}" if number in points else number for number in one.choices
    )
    others = [each.turn for each in every if each.turn != one.turn]
    return {"entry": one, "marks": marks, "others": [] if one.turn in own else others}


def _asked(request: HttpRequest) -> dict[str, int]:
    turn, _sign, right = request.POST.get("wrong", "").partition(">")
    if not (turn.isdecimal() and right.isdecimal() and len(turn + right) < 9):
        raise Http404
    return {"turn": int(turn), "right": int(right)}


@preparing
def help_with(request: MemberRequest, voting: Round) -> HttpResponse:
    """Open the vote for somebody who is present and holds a code."""
    if voting.state != RoundState.FROZEN:
        return redirect("budget:desk-paper", voting.slug)
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "code"):
            if queries.stage_of(voting) != queries.OPEN:
                raise Refusal("round.not_voting")
            key = queries.key_of_code(queries.read_paper_code(voting, form.cleaned_data["code"]))
            stand(request, voting, key)
            be_helped(request, voting, key)
            return redirect("budget:vote-projects", voting.slug)
    context = desk_context(request, "desk-help", voting) | {
        "form": form,
        "helpings": voting.helpings.select_related("by"),
    }
    return page(request, "budget/desk_help", context)
