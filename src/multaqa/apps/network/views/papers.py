"""The papers of a body: begun with what is known, saved as typed, made, and made again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.forms.papers import FORMS, PaperForm, known_of
from multaqa.apps.network.forms.sheets import paper_pdf, told_of
from multaqa.apps.network.models import Body, Handover, Paper
from multaqa.apps.network.views.body_desk import body_at_desk, body_context
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.kernel.sheets import attachment
from multaqa.refusal import Refusal


def _body(request: MemberRequest, slug: str) -> Body:
    body = body_at_desk(request, slug)
    if not rules.can_write_papers(request.user, body):
        raise PermissionDenied
    return body


def _paper(request: MemberRequest, body: Body, pk: int) -> Paper:
    found: Paper = get_object_or_404(queries.papers_seen_by(request.user, body), pk=pk)
    return found


@signed_in
def papers(request: MemberRequest, slug: str) -> HttpResponse:
    """Which papers there are to make, the drafts, and those that were made."""
    body = _body(request, slug)
    own = queries.papers_seen_by(request.user, body)
    context = body_context(body, "papers") | {
        "kinds": Paper.Kind.choices,
        "is_cooperative": body.kind in queries.COOPERATIVES,
        "drafts": own.filter(made_at=None).order_by("-saved_at"),
        "made": own.exclude(made_at=None).order_by("-made_at")[:100],
    }
    return page(request, "network/papers", context)


@signed_in
@require_POST
def begin(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """A draft with what is known; from a handover the new board, from a paper what it said."""
    body = _body(request, slug)
    if kind not in FORMS:
        raise Http404
    handover = _handover(request, body)
    answers = known_of(body, kind, _people(body, handover))
    if handover is not None:
        answers["held_on"] = handover.held_on.isoformat()
    if (source := request.POST.get("source", "")).isdecimal():
        answers = _paper(request, body, int(source[:18])).answers
    try:
        paper = services.begin_paper(
            body=body, actor=request.user, kind=kind, answers=answers, handover=handover
        )
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect("network:papers", body.slug)
    return redirect("network:paper", body.slug, paper.pk)


def _handover(request: MemberRequest, body: Body) -> Handover | None:
    asked = request.POST.get("handover", "")
    return get_object_or_404(body.handovers, pk=int(asked[:18])) if asked.isdecimal() else None


def _people(body: Body, handover: Handover | None) -> list[tuple[str, str]]:
    """The board; of a handover also who was elected and has not accepted yet, while it is known."""
    people = queries.board_of(body)
    if handover is None:
        return people
    waiting = handover.invitations.exclude(state__in=["accepted", "withdrawn"]).exclude(name="")
    return people + [(one.name, str(one.get_role_display())) for one in waiting]


@signed_in
def paper(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One paper: its form while it is a draft, kept whatever is typed; once made, what it is."""
    body = _body(request, slug)
    found = _paper(request, body, pk)
    if found.made_at is not None:
        return page(request, "network/paper_made", body_context(body, "papers") | {"paper": found})
    form = FORMS[found.kind](
        request.POST if request.method == "POST" else None, body=body, answers=found.answers
    )
    if request.method == "POST" and (done := _posted(request, found, form)):
        return done
    context = body_context(body, "papers") | {
        "paper": found,
        "form": form,
        "quorum": _quorum(form),
        "is_cooperative": form.is_cooperative,
    }
    return page(request, "network/paper", context)


def _quorum(form: PaperForm) -> object:
    """The arithmetic of the quorum, once its numbers are there; what else is wrong waits."""
    if form.is_bound:
        form.is_valid()
    return getattr(form, "quorum", None)


def _posted(request: MemberRequest, found: Paper, form: PaperForm) -> HttpResponse | None:
    """Keep what was typed first; then make the paper, if that was asked and it is whole."""
    try:
        services.save_paper(paper=found, actor=request.user, answers=form.answers())
    except Refusal as refusal:
        form.is_valid()
        with refusals_on(form):
            raise refusal
        return None
    if form.asks_more:
        return redirect(f"{request.path}#{request.POST['more']}")
    if "make" not in request.POST:
        messages.success(request, _("The draft is saved."))
        return redirect(request.path)
    if not form.is_valid():
        return None
    made = told_of(found, form) | {"remarks": [str(one) for one in form.remarks()]}
    with refusals_on(form):  # a second press, or another of the body, was first
        services.make_paper(paper=found, actor=request.user, answers=form.answers(), made=made)
    if form.errors:
        return None
    messages.success(request, _("The paper is made: print it, sign it, stamp it."))
    return redirect(request.path)


@never_cache
@signed_in
def paper_file(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The paper as it was made; of a draft there is none."""
    body = _body(request, slug)
    found = _paper(request, body, pk)
    if found.made is None or found.made_at is None:
        raise Http404
    name = f"{found.kind}-{found.made_at:%Y-%m-%d}.pdf"
    return attachment(paper_pdf(found.made, found.made_at), "application/pdf", name)


@signed_in
@require_POST
def drop(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    body = _body(request, slug)
    try:
        services.drop_paper(paper=_paper(request, body, pk), actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("The paper is thrown away."))
    return redirect("network:papers", body.slug)
