"""The people of a body: requests, answers, roles, invitations; and one's own bodies."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.forms import InviteForm, JoiningForm, RoleForm
from multaqa.apps.network.models import Body, Membership, MembershipState
from multaqa.apps.network.views.body_desk import body_at_desk, body_context
from multaqa.apps.network.views.frame import next_address
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

ANSWERS = {
    "accept": services.accept_membership,
    "refuse": services.refuse_membership,
    "end": services.end_membership,
}


@signed_in
def people(request: MemberRequest, slug: str) -> HttpResponse:
    """Who asks for a place in a body, who holds one, who is invited: for who acts for it."""
    body = body_at_desk(request, slug)
    places = list(queries.people_seen_by(request.user, body))
    acting = [one for one in places if one.binds]
    context = body_context(body, "people") | {
        "asking": [one for one in places if one.state == MembershipState.ASKED],
        "holding": [_held(request, one) for one in places if one.state == MembershipState.ACCEPTED],
        "is_last": len(acting) == 1 and acting[0].user_id == request.user.pk,
        "claims": queries.claims_on(body),
        "acts": rules.can_act_for(request.user, body),
        "invitations": queries.waiting_invitations(body),
        "handover": queries.open_handover(body),
    }
    return page(request, "network/people", context)


def _held(request: MemberRequest, place: Membership) -> dict[str, object]:
    """A place, and what the reader may do with it."""
    is_own = place.user_id == request.user.pk
    may = is_own or rules.can_verify(request.user) or not place.is_presidents
    form = RoleForm(initial={"role": place.role}, prefix=f"place-{place.pk}") if may else None
    return {"place": place, "may": may, "form": form, "is_own": is_own}


@signed_in
@require_POST
def answer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Accept, refuse, end or change a place; whoever may not even know of it finds nothing here."""
    place: Membership = get_object_or_404(
        Membership.objects.select_related("body"), pk=pk, body__slug=slug
    )
    is_own = place.user_id == request.user.pk
    may_answer = rules.can_accept_members(request.user, place.body)
    if not (is_own or may_answer):
        raise Http404
    try:
        _answer(request, place)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("The answer is kept."))
    still = rules.can_accept_members(request.user, place.body)
    otherwise = reverse("network:people", args=[slug]) if still else reverse("network:mine")
    return redirect(next_address(request) or otherwise)


def _answer(request: MemberRequest, place: Membership) -> None:
    asked = request.POST.get("answer", "")
    if asked == "role":
        form = RoleForm(request.POST, prefix=f"place-{place.pk}")
        if not form.is_valid():
            raise Http404
        role = form.cleaned_data["role"]
        services.change_role(membership=place, actor=request.user, role=role)
    elif asked == "end":
        leaves_nobody = "leaves_nobody" in request.POST
        services.end_membership(membership=place, actor=request.user, leaves_nobody=leaves_nobody)
    elif asked in ANSWERS:
        ANSWERS[asked](membership=place, actor=request.user)
    else:
        raise Http404


@signed_in
@sensitive_post_parameters()
def invite(request: MemberRequest, slug: str) -> HttpResponse:
    """A phone or an e-mail is invited; the page says the same whether it has an account or not."""
    body = body_at_desk(request, slug)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        with refusals_on(form, "contact"):
            services.invite(
                body=body,
                actor=request.user,
                role=told["role"],
                contact_text=told["contact"],
                name=told["name"],
            )
            messages.success(
                request, _("The invitation is on its way. It stands below until it is answered.")
            )
            return redirect("network:people", body.slug)
    context = body_context(body, "people") | {"form": form}
    return page(request, "network/invite", context)


@signed_in
@require_POST
def withdraw_invitation(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    body = body_at_desk(request, slug)
    invitation = get_object_or_404(body.invitations, pk=pk)
    try:
        services.withdraw_invitation(invitation=invitation, actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("The invitation is withdrawn: its link opens nothing."))
    return redirect("network:people", body.slug)


@signed_in
def join(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask for a place in a body, in a role."""
    bodies = queries.bodies_joined_by_address()
    body: Body = get_object_or_404(bodies, slug=slug)
    own = queries.own_place(request.user, body)
    form = JoiningForm(request.POST or None)
    if own is None and form.is_valid():
        with refusals_on(form):
            services.ask_membership(body=body, actor=request.user, role=form.cleaned_data["role"])
            messages.success(
                request,
                _("The request is sent: whoever acts for the body, or the desk, answers it."),
            )
            return redirect(next_address(request) or "network:mine")
    context = {
        "body": body,
        "own": own,
        "form": form,
        "next": next_address(request),
        "has_people": queries.acting_people(body).exists(),
    }
    return page(request, "network/join", context)


@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """One's own places in bodies, what waits there, and what one claimed."""
    context = {
        "places": queries.memberships_of(request.user),
        "claims": queries.claims_seen_by(request.user).filter(user=request.user, state="waiting"),
        "last_of": queries.last_acting_places(request.user),
    }
    return page(request, "network/mine", context)
