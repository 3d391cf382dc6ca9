"""Entering a body, and revising what it says of itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.forms import BodyForm
from multaqa.apps.network.models import Body
from multaqa.apps.network.views.frame import next_address
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page
from multaqa.refusal import Refusal


@signed_in
def enter(request: MemberRequest) -> HttpResponse:
    """A body is entered; those that it may be are shown first, each with the way to join it."""
    may_without = rules.can_enter_without_role(request.user)
    form = BodyForm(request.POST or None, needs_role=not may_without)
    candidates: tuple[Body, ...] = ()
    if form.is_valid():
        try:
            body = services.enter_body(
                actor=request.user,
                role=form.cleaned_data["role"],
                insists="insists" in request.POST,
                **form.values(),
            )
        except Refusal as refusal:
            candidates = _candidates(form, refusal)
        else:
            messages.success(
                request, _("The body is entered. Its page is public once it is verified.")
            )
            return redirect(next_address(request) or body)
    return page(request, "network/enter", _context(request, form, candidates))


@signed_in
def revise(request: MemberRequest, slug: str) -> HttpResponse:
    """Its people, or the coordinator, change what a body says; some of it is verified again."""
    body: Body = get_object_or_404(queries.bodies_seen_by(request.user), slug=slug)
    if not rules.can_revise_body(request.user, body):
        raise PermissionDenied
    form = BodyForm(request.POST or None, body=body)
    candidates: tuple[Body, ...] = ()
    if form.is_valid():
        try:
            revised = services.revise_body(
                body=body,
                actor=request.user,
                insists="insists" in request.POST,
                **form.values(),
            )
        except Refusal as refusal:
            candidates = _candidates(form, refusal)
        else:
            messages.success(request, _("The change is kept."))
            return redirect(revised)
    context = _context(request, form, candidates) | {"body": body}
    return page(request, "network/revise", context)


def _candidates(form: BodyForm, refusal: Refusal) -> tuple[Body, ...]:
    """The bodies that a refusal shows; any refusal is said on the form."""
    form.refuse(refusal)
    found = refusal.facts.get("candidates")
    return found if isinstance(found, tuple) else ()


def _context(
    request: HttpRequest, form: BodyForm, candidates: tuple[Body, ...]
) -> dict[str, object]:
    return {"form": form, "candidates": candidates, "next": next_address(request)}
