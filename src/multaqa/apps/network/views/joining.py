"""Coming to act for a body: claims, the link of an invitation, a handover."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.forms import ClaimForm, HandoverForm, WordsForm
from multaqa.apps.network.models import Body, Claim, Handover, Invitation
from multaqa.apps.network.views.body_desk import body_at_desk, body_context
from multaqa.kernel import limits
from multaqa.kernel.gates import signed_in, unlisted
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import PHRASES, refusals_on, say
from multaqa.kernel.sheets import kept_attachment
from multaqa.refusal import Refusal

LONGEST_LINK = 40


@signed_in
@sensitive_post_parameters()
def claim(request: MemberRequest, slug: str) -> HttpResponse:
    """Say that one acts for a body, with the proof; and what became of it."""
    body: Body = get_object_or_404(queries.bodies_joined_by_address(), slug=slug)
    if rules.can_act_for(request.user, body):
        return redirect("network:own-desk", body.slug)
    last = queries.own_claim(request.user, body)
    waiting = last if last is not None and last.state == last.State.WAITING else None
    if waiting is not None and request.POST.get("action") == "withdraw":
        return _taken_back(request, waiting)
    form = ClaimForm(request.POST or None, request.FILES or None)
    if waiting is None and form.is_valid():
        if not ratelimit.consume(request, action="claim", user=request.user):
            form.add_error(None, _("You sent many papers today. Go on tomorrow."))
        else:
            with refusals_on(form):
                services.claim_body(body=body, actor=request.user, **form.cleaned_data)
                messages.success(
                    request, _("Your claim is sent. The answer comes to your space on the site.")
                )
                return redirect("network:claim", body.slug)
    context = {
        "body": body,
        "form": form,
        "claim": last,
        "waits": waiting is not None,
        "may_claim": queries.refused_claims(request.user, body) < services.MOST_REFUSED,
        "has_people": queries.acting_people(body).exists(),
    }
    return page(request, "network/claim", context)


def _taken_back(request: MemberRequest, waiting: Claim) -> HttpResponse:
    try:
        services.withdraw_claim(claim=waiting, actor=request.user)
    except Refusal as refusal:  # answered this very moment: the page tells how
        messages.error(request, say(refusal))
        return redirect("network:claim", waiting.body.slug)
    messages.success(request, _("The claim is taken back."))
    return redirect("network:mine")


@signed_in
@require_POST
def claim_word(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """What the body's own people say of a claim on it."""
    body = body_at_desk(request, slug)
    found = get_object_or_404(queries.claims_on(body), pk=pk)
    try:
        if request.POST.get("word") == "recognise":
            services.recognise_claim(claim=found, actor=request.user)
        else:
            text = request.POST.get("text", "")
            services.object_to_claim(claim=found, actor=request.user, text=text)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("What you said is kept; the coordinator reads it."))
    return redirect("network:people", body.slug)


@never_cache
@signed_in
def proof(request: MemberRequest, pk: int) -> HttpResponse:
    """The document of a claim, to keep: its claimant's and the coordinator's alone."""
    found = get_object_or_404(queries.proofs_seen_by(request.user), pk=pk)
    ending = str(found.document.name).rpartition(".")[2]
    # Never shown in place: a document of a stranger runs nothing on our pages.
    response = kept_attachment(found.document, "application/octet-stream", f"proof-{pk}.{ending}")
    response["Content-Security-Policy"] = "sandbox"
    return response


@never_cache
@unlisted
def invitation(request: HttpRequest, link: str) -> HttpResponse:
    """What the link of an invitation leads to: nothing is told to whom it was not sent."""
    if not limits.spend(request, "invitation"):
        return page(request, "network/invitation", {"trouble": _("Try again in an hour.")})
    found = get_object_or_404(
        Invitation.objects.select_related("body__commune__province", "invited_by", "handover"),
        link=link.replace("\0", "")[:LONGEST_LINK],
    )
    if not isinstance(request.user, User):
        context: dict[str, object] = {"sign_in": redirect_to_login(request.get_full_path()).url}
        return page(request, "network/invitation", context)
    if not rules.can_answer_invitation(request.user, found):
        context = {"trouble": PHRASES["invitation.another"], "is_another": True}
        return page(request, "network/invitation", context)
    if request.method == "POST" and (answered := _answered(request, found, request.user)):
        return answered
    context = {"invitation": found, "body": found.body, "is_over": found.is_over}
    return page(request, "network/invitation", context)


def _answered(request: HttpRequest, found: Invitation, person: User) -> HttpResponse | None:
    accepts = request.POST.get("answer") == "accept"
    act = services.accept_invitation if accepts else services.decline_invitation
    try:
        done = act(invitation=found, actor=person)
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect(found)
    if not accepts:
        messages.success(request, _("You declined. Whoever invited you sees it."))
        return redirect("network:mine")
    if done.handover is not None and done.handover.is_open:
        messages.success(
            request, _("Your yes is kept. You come in when the handover takes effect.")
        )
        return redirect("network:mine")
    messages.success(request, _("Welcome: you are one of its people now."))
    if rules.can_act_for(person, found.body):
        return redirect("network:own-desk", found.body.slug)
    return redirect("network:mine")


@signed_in
@sensitive_post_parameters()
def hand_over(request: MemberRequest, slug: str) -> HttpResponse:
    """Enter the new board after an election; one that is under way is shown instead."""
    body = body_at_desk(request, slug)
    under_way = queries.open_handover(body)
    if under_way is not None:
        return redirect("network:handover", body.slug, under_way.pk)
    acting = list(queries.acting_places_of(body))
    form = HandoverForm(request.POST or None, acting=acting)
    if form.is_bound and not form.asks_more and form.is_valid():
        with refusals_on(form):
            entered = services.hand_over(body=body, actor=request.user, **form.values())
            messages.success(request, _("The handover is entered. The new people get their links."))
            if rules.can_accept_members(request.user, body):
                return redirect("network:handover", body.slug, entered.pk)
            return redirect("network:mine")
    context = body_context(body, "people") | {"form": form}
    return page(request, "network/hand_over", context)


@signed_in
def handover(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One handover: who leaves, who comes, where it stands, and what may be done about it."""
    body = body_at_desk(request, slug)
    found: Handover = get_object_or_404(queries.handovers_of(body), pk=pk)
    form = WordsForm(request.POST or None, label=_("Reason"))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _decide(request, found, form.cleaned_data["text"])
            return redirect("network:handover", body.slug, found.pk)
    context = body_context(body, "people") | {
        "handover": found,
        "places": found.places.select_related("membership__user"),
        "newcomers": found.invitations.order_by("pk"),
        "form": form,
        "may_contest": found.state == Handover.State.WAITING
        and rules.can_contest_handover(request.user, found),
        "may_withdraw": found.is_open and rules.can_withdraw_handover(request.user, found),
        "may_uphold": found.state == Handover.State.CONTESTED and rules.can_verify(request.user),
        "may_write": rules.can_write_papers(request.user, body),
    }
    return page(request, "network/handover", context)


def _decide(request: MemberRequest, found: Handover, text: str) -> None:
    match request.POST.get("decision"):
        case "contest":
            services.contest_handover(handover=found, actor=request.user, text=text)
        case "withdraw":
            services.withdraw_handover(handover=found, actor=request.user, reason=text)
        case "uphold":
            services.uphold_handover(handover=found, actor=request.user, reason=text)
        case _:
            raise Http404
    messages.success(request, _("The answer is kept."))
