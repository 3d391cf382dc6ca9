"""The page that a nomination letter leads to: no account, one answer."""

from allauth.core import ratelimit
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.forms.nominations import (
    DeclineForm,
    NomineeForm,
    ReplaceForm,
    TakeBackForm,
)
from multaqa.apps.forum.models import ExOfficioSeat
from multaqa.kernel.gates import unlisted
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on
from multaqa.refusal import Refusal

LONGEST_LINK = 40


@never_cache
@unlisted
@sensitive_post_parameters()
def nomination(request: HttpRequest, number: int, link: str) -> HttpResponse:
    """What the letter asks, and its answer; once it is answered, when, and how to change it."""
    # No database text holds the sign that ends others.
    found = queries.seat_by_link(number, link.replace("\0", "")[:LONGEST_LINK])
    seat = get_object_or_404(found)
    accepting, declining = _forms(request, seat)
    if request.method == "POST":
        form = declining if request.POST.get("action") == "decline" else accepting
        if _is_taken(request, seat, form):
            messages.success(request, _("Your answer is recorded. Thank you."))
            return redirect(request.path)
        seat = get_object_or_404(found)
        if seat.is_answered and not isinstance(accepting, ReplaceForm):
            # Answered at this very moment: what was typed stays, in the form that changes it.
            accepting, declining = _forms(request, seat)
    context = {
        "seat": seat,
        "edition": seat.edition,
        "accepting": accepting,
        "declining": declining,
        "is_declining": request.POST.get("action") == "decline",
    }
    return page(request, "forum/nomination", context)


def _is_taken(request: HttpRequest, seat: ExOfficioSeat, form: Form) -> bool:
    """Whether the answer came in; what is refused stands on the form."""
    if form.is_valid():
        with refusals_on(form):
            _spend(request, seat)
            _answer(seat, form)
            return True
    return False


def _forms(request: HttpRequest, seat: ExOfficioSeat) -> tuple[Form, Form]:
    """The two answers that stand open; the one that is sent holds what was typed."""
    is_declining = request.POST.get("action") == "decline"
    sent = request.POST if request.method == "POST" else None
    accept = ReplaceForm if seat.is_answered else NomineeForm
    decline = TakeBackForm if seat.is_answered else DeclineForm
    return (
        accept(None if is_declining else sent, prefix="accept"),
        decline(sent if is_declining else None, prefix="decline"),
    )


def _spend(request: HttpRequest, seat: ExOfficioSeat) -> None:
    """Count an answer, and each guess of the contact that opens an answer again."""
    allowed = ratelimit.consume(request, action="nomination")
    if allowed and seat.is_answered:
        allowed = ratelimit.consume(request, action="nomination_contact", key=seat.link)
    if not allowed:
        raise Refusal("nomination.too_many")


def _answer(seat: ExOfficioSeat, form: Form) -> None:
    told = form.cleaned_data
    if isinstance(form, ReplaceForm):
        services.replace_nominee(seat=seat, nominee=form.nominee(), contact=told["contact"])
    elif isinstance(form, NomineeForm):
        services.accept_nomination(seat=seat, nominee=form.nominee())
    else:
        services.decline_nomination(seat=seat, **told)
