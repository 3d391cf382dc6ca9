"""Passkeys: added, named, taken away, and the way in by one."""

import json
from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.forms import PasskeyForm, PasskeyNameForm
from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.accounts.views.frame import show_codes, stay
from multaqa.kernel import limits
from multaqa.kernel.gates import proven
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

# What a browser sends may be anything: what the library raises of it is one answer to a person.
AMISS = (
    *(ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError),
    RecursionError,  # nested deeper than is ever read
)


def _told(options: object) -> str:
    """What the browser's own question needs, as JSON; bytes as the standard writes them."""
    return json.dumps(options, default=dict)


def passkey_options(user: User | None) -> str:
    """A question that one of this person's passkeys answers; of nobody's, any may."""
    return _told(auth.begin_authentication(user))


def check_passkey(request: HttpRequest, user: User | None) -> Authenticator:
    """The passkey that answered the question put in this session; refuses any other answer."""
    try:
        credential = json.loads(request.POST.get("credential", ""))
        auth.parse_authentication_response(credential)
        owner = user or auth.extract_user_from_response(credential)
        found = auth.complete_authentication(owner, credential)
    except AMISS:
        raise Refusal("second.wrong_passkey") from None
    found.record_usage()
    return found


@proven
def add(request: MemberRequest) -> HttpResponse:
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            credential = _whole(form.cleaned_data["credential"])
            codes = services.add_passkey(
                user=request.user, name=form.cleaned_data["name"], credential=credential
            )
            stay(request)
            messages.success(request, _("The passkey is added."))
            if codes:
                return show_codes(request, codes)
            return redirect("second-factor")
    options = _told(auth.begin_registration(request.user, True))
    return page(request, "account/passkey_add", {"form": form, "options": options})


def _whole(told: str) -> dict[str, Any]:
    try:
        credential = json.loads(told)
        auth.parse_registration_response(credential)
        binding = auth.complete_registration(credential)
    except AMISS:
        raise Refusal("second.wrong_passkey") from None
    if not binding.is_user_verified():
        raise Refusal("second.wrong_passkey")
    return dict(credential)


@proven
def passkey(request: MemberRequest, number: int) -> HttpResponse:
    """Give it another name, or take it away."""
    found = queries.passkeys_of(request.user).filter(pk=number).first()
    if found is None:
        raise Http404
    if request.POST.get("action") == "remove":
        services.remove_second_factor(user=request.user, authenticator_id=found.pk)
        stay(request)
        messages.success(request, _("The passkey is removed."))
        return redirect("second-factor")
    form = PasskeyNameForm(request.POST or None, initial={"name": found.data.get("name", "")})
    if form.is_valid():
        services.name_passkey(user=request.user, passkey_id=number, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("second-factor")
    return page(request, "account/passkey", {"form": form, "passkey": found})


@never_cache
def enter_by_passkey(request: HttpRequest) -> HttpResponse:
    """Asked by the sign-in page for a question, then with its answer: nothing else is typed."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    if not limits.spend(request, "passkey"):
        return HttpResponse(status=429)
    if request.method != "POST":
        return HttpResponse(passkey_options(None), content_type="application/json")
    try:
        found = check_passkey(request, None)
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect("account_login")
    login = Login(user=found.user, redirect_url=get_next_redirect_url(request))
    response: HttpResponse = perform_passwordless_login(request, found, login)
    return response
