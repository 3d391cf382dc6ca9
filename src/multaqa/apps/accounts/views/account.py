"""What a person says of themselves: a name, a language, a password."""

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.forms import AccountForm, NameForm, NewPasswordForm
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.accounts.views.frame import stay
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on
from multaqa.refusal import Refusal


@signed_in
def ask_name(request: MemberRequest) -> HttpResponse:
    """Asked once, after the first sign-in; whoever will not say goes on all the same."""
    onward = get_next_redirect_url(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
    form = NameForm(request.POST or None, instance=request.user)
    if form.is_valid():
        name = form.cleaned_data["name"]
        services.revise_account(user=request.user, name=name, language=request.user.language)
        return redirect(onward)
    return page(request, "account/name", {"form": form, "onward": onward})


@signed_in
def account(request: MemberRequest) -> HttpResponse:
    """Name and language, and the way to a password."""
    form = AccountForm(request.POST or None, instance=request.user)
    if form.is_valid():
        services.revise_account(user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account")
    context = {
        "form": form,
        "person": request.user,
        "factors": queries.second_factors_of(request.user),
        "visit_count": queries.visits_of(request.user).count(),
    }
    return page(request, "account/account", context)


@signed_in
def new_password(request: MemberRequest) -> HttpResponse:
    """Set a password or change it, or go back to codes alone."""
    form = NewPasswordForm(request.POST or None)
    if request.POST.get("action") == "remove":
        services.remove_password(user=request.user)
        return _kept_signed_in(request, _("The password is removed. You sign in by a code."))
    if form.is_valid():
        with refusals_on(form, "password"):
            if not ratelimit.consume(request, action="change_password", user=request.user):
                raise Refusal("accounts.password_changed_too_often")
            services.set_password(user=request.user, password=form.cleaned_data["password"])
            return _kept_signed_in(request, _("The password is set."))
    return page(request, "account/new_password", {"form": form})


def _kept_signed_in(request: MemberRequest, message: str) -> HttpResponse:
    """Every other browser is signed out by a new password; this one is not."""
    stay(request)
    messages.success(request, message)
    return redirect("account")
