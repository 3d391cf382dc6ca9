"""Signing in by a password, for those who set one."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from multaqa.apps.accounts.forms import PasswordSignInForm
from multaqa.kernel.pages import page


@never_cache
def enter_password(request: HttpRequest) -> HttpResponse:
    """The contact and its password; whoever forgot it signs in by a code."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    onward = get_next_redirect_url(request)
    form = PasswordSignInForm(request.POST or None)
    if form.is_valid():
        login = Login(user=form.user, redirect_url=onward)
        response: HttpResponse = perform_password_login(request, {}, login)
        return response
    return page(request, "account/password", {"form": form, "onward": onward})
