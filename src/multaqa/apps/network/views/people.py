"""The people of a body: their requests, their answers; and one's own bodies."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.forms import JoiningForm
from multaqa.apps.network.models import Body, Membership, MembershipState
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
    """Who asks for a place in a body, and who holds one: for who acts for it."""
    body: Body = get_object_or_404(queries.bodies_seen_by(request.user), slug=slug)
    if not rules.can_accept_members(request.user, body):
        raise PermissionDenied
    places = list(queries.people_seen_by(request.user, body))
    is_coordinator = rules.can_verify(request.user)
    context = {
        "body": body,
        "asking": [one for one in places if one.state == MembershipState.ASKED],
        "holding": [
            (one, is_coordinator or one.user_id == request.user.pk or not one.is_presidents)
            for one in places
            if one.state == MembershipState.ACCEPTED
        ],
    }
    return page(request, "network/people", context)


@signed_in
@require_POST
def answer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Accept, refuse or end a place; whoever may not even know of it finds nothing here."""
    place: Membership = get_object_or_404(
        Membership.objects.select_related("body"), pk=pk, body__slug=slug
    )
    is_own = place.user_id == request.user.pk
    if not (is_own or rules.can_accept_members(request.user, place.body)):
        raise Http404
    act = ANSWERS.get(request.POST.get("answer", ""))
    if act is None:
        raise Http404
    try:
        act(membership=place, actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("The answer is kept."))
    otherwise = reverse("network:mine") if is_own else reverse("network:people", args=[slug])
    return redirect(next_address(request) or otherwise)


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
    context = {"body": body, "own": own, "form": form, "next": next_address(request)}
    return page(request, "network/join", context)


@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """One's own places in bodies, and what waits there."""
    return page(request, "network/mine", {"places": queries.memberships_of(request.user)})
