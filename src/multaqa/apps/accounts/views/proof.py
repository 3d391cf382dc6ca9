"""Who are you, once more: asked before what is grave, unless one just signed in."""

from allauth.account.utils import get_next_redirect_url
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.forms import PasswordProofForm, SecondCodeForm, WaitingCodeForm
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.accounts.views.passkeys import check_passkey, passkey_options
from multaqa.apps.accounts.views.sign_in import spend_code
from multaqa.kernel.gates import note_proof, signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on
from multaqa.refusal import Refusal

PURPOSE = "proof"


@signed_in
def prove(request: MemberRequest) -> HttpResponse:
    """By the second factor of who has one; by the password of who set one; else by a code."""
    onward = get_next_redirect_url(request) or resolve_url("account")
    by_code = "by" in request.GET or not request.user.has_usable_password()
    if request.user.has_second_factor:
        form, is_proved = _by_second_factor(request)
    elif by_code:
        form, is_proved = _by_code(request)
    else:
        form = PasswordProofForm(request.POST or None, user=request.user)
        is_proved = form.is_valid()
    if is_proved:
        note_proof(request.session)
        return redirect(onward)
    factors = queries.second_factors_of(request.user)
    context = {
        "form": form,
        "onward": onward,
        "factors": factors,
        "by_code": by_code,
        "waits_for": services.waiting_contact(request.session, purpose=PURPOSE),
        "passkey_options": passkey_options(request.user) if factors.passkeys else "",
    }
    return page(request, "account/prove", context)


def _by_second_factor(request: MemberRequest) -> tuple[Form, bool]:
    form = SecondCodeForm(request.POST or None)
    if "credential" in request.POST:
        form = SecondCodeForm({"code": "-"})
        form.full_clean()
        with refusals_on(form):
            check_passkey(request, request.user)
            return form, True
    elif form.is_valid():
        with refusals_on(form, "code"):
            services.check_second_factor(user=request.user, code=form.cleaned_data["code"])
            return form, True
    return form, False


def _by_code(request: MemberRequest) -> tuple[Form, bool]:
    """The code goes to the contact that the button names: their phone's, if they have both."""
    if "send" in request.POST:
        form = WaitingCodeForm({"code": "-"})
        form.full_clean()
        with refusals_on(form):
            _send(request)
            return WaitingCodeForm(), False
        return form, False
    form = WaitingCodeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form, "code"):
            code = form.cleaned_data["code"]
            email, phone = services.take_waiting_code(request.session, purpose=PURPOSE, code=code)
            if (email or phone) not in {request.user.email, request.user.phone}:
                raise Refusal("code.too_old")
            return form, True
    return form, False


def _send(request: MemberRequest) -> None:
    user = request.user
    email, phone = (None, user.phone) if user.phone else (user.email, None)
    if user.email and request.POST["send"] == "email":
        email, phone = user.email, None
    spend_code(request, str(email or phone))
    services.send_waiting_code(request.session, purpose=PURPOSE, email=email, phone=phone)
