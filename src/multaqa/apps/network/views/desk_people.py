"""The coordinator's desk, of people: claims, bodies that nobody confirms, bodies left by all."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, services
from multaqa.apps.network.forms import ClaimAnswerForm, WordsForm
from multaqa.apps.network.models import Body, Claim
from multaqa.apps.network.views.frame import A_PAGE, at_coordination, desk_context
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on


@at_coordination
def claims(request: MemberRequest) -> HttpResponse:
    """Claims that wait, the oldest first, and handovers that are contested."""
    found = Paginator(queries.claims_to_answer(), A_PAGE).get_page(request.GET.get("page"))
    context = desk_context(request, "desk-claims") | {
        "page_obj": found,
        "contested": queries.contested_handovers(),
    }
    return page(request, "network/desk_claims", context)


@at_coordination
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    """One claim: its proof, who acts for the body, what these say; and the answer."""
    found: Claim = get_object_or_404(queries.claims_seen_by(request.user), pk=pk)
    form = ClaimAnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            services.answer_claim(
                claim=found,
                actor=request.user,
                accepts=request.POST.get("decision") == "accept",
                **form.cleaned_data,
            )
            messages.success(request, _("The decision is kept, with its reason."))
            return redirect("network:desk-claims")
    acting = queries.acting_places_of(found.body).exclude(user=found.user)
    context = desk_context(request, "desk-claims") | {
        "claim": found,
        "body": found.body,
        "form": form,
        "acting": acting,
        "first_word_until": services.first_word_until(found),
        "former": queries.refused_claims(found.user, found.body),
    }
    return page(request, "network/desk_claim", context)


@at_coordination
def stale(request: MemberRequest) -> HttpResponse:
    """Bodies that nobody confirmed for too long, the longest first, with whom to call."""
    if request.method == "POST":
        return _called(request)
    found = Paginator(queries.stale_bodies(), A_PAGE // 2).get_page(request.GET.get("page"))
    context = desk_context(request, "desk-stale") | {"page_obj": found}
    return page(request, "network/desk_stale", context)


def _called(request: MemberRequest) -> HttpResponse:
    """What came of a call: confirmed, or only that somebody called; what was written is kept."""
    body: Body = get_object_or_404(queries.verified_bodies(), slug=request.POST.get("body", ""))
    form = WordsForm(request.POST, label=_("Who answered, and what they said"))
    if form.is_valid():
        is_confirmed = request.POST.get("outcome") == "confirmed"
        act = services.confirm_by_phone if is_confirmed else services.note_call
        with refusals_on(form):
            act(body=body, actor=request.user, note=form.cleaned_data["text"])
            said = _("Confirmed by phone: everyone sees it.")
            messages.success(request, said if is_confirmed else _("The call is kept."))
            return redirect(request.get_full_path())
    for errors in form.errors.values():
        messages.error(request, f"{body}: {errors[0]}")
    return redirect(request.get_full_path())


@at_coordination
def left(request: MemberRequest) -> HttpResponse:
    """Bodies that had people and have nobody to act for them any more."""
    found = Paginator(queries.bodies_left(), A_PAGE).get_page(request.GET.get("page"))
    return page(
        request, "network/desk_left", desk_context(request, "desk-left") | {"page_obj": found}
    )
