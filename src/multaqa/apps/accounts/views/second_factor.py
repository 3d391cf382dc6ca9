"""A second factor: set up, looked after, and asked for when one signs in."""

from io import BytesIO
from typing import Any

import segno
from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from multaqa.apps.accounts import queries, rules, services
from multaqa.apps.accounts.forms import FirstCodeForm, SecondCodeForm
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.accounts.views.frame import show_codes, stay, were_codes_just_shown
from multaqa.apps.accounts.views.passkeys import check_passkey, passkey_options
from multaqa.kernel.gates import proven, signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

SECRET = "authenticator_secret"  # noqa: S105  where it waits in the session


@signed_in
def overview(request: MemberRequest) -> HttpResponse:
    """What is set up, what may be, and, of staff, what is required."""
    context = {
        "factors": queries.second_factors_of(request.user),
        "is_required": rules.lacks_second_factor(request.user),
        "is_held_back": request.user.is_held_back,
        "desk_url": settings.DESK_URL,
    }
    return page(request, "account/second_factor", context)


@proven
def add_authenticator(request: MemberRequest) -> HttpResponse:
    """The secret as a picture and in letters; it counts once a code of it came back."""
    if queries.second_factors_of(request.user).authenticator_since:
        return redirect("second-factor")
    secret = request.session.setdefault(SECRET, generate_totp_secret())
    form = FirstCodeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form, "code"):
            codes = services.add_authenticator(
                user=request.user, secret=secret, code=form.cleaned_data["code"]
            )
            del request.session[SECRET]
            stay(request)
            messages.success(request, _("The authenticator is set up."))
            return show_codes(request, codes) if codes else redirect("second-factor")
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    address = get_adapter().build_totp_url(request.user, secret)
    context = {"form": form, "secret": spaced, "address": address}
    return page(request, "account/authenticator", context)


@proven
def authenticator_picture(request: MemberRequest) -> HttpResponse:
    """The secret that waits in this session, for a telephone's camera; never kept anywhere."""
    if SECRET not in request.session:
        raise Http404
    address = get_adapter().build_totp_url(request.user, request.session[SECRET])
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=5, border=4, light="white", xmldecl=False
    )
    return HttpResponse(
        drawn.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"}
    )


@proven
def remove_authenticator(request: MemberRequest) -> HttpResponse:
    found = queries.authenticators_of(request.user).filter(type=queries.TOTP).first()
    if found is None:
        return redirect("second-factor")
    if request.method == "POST":
        services.remove_second_factor(user=request.user, authenticator_id=found.pk)
        stay(request)
        messages.success(request, _("The authenticator is removed."))
        return redirect("second-factor")
    return page(request, "account/authenticator_remove", {"found": found})


@proven
def renew_codes(request: MemberRequest) -> HttpResponse:
    """Other recovery codes, shown once."""
    if request.method != "POST":
        return redirect("second-factor")
    try:
        codes = services.renew_recovery_codes(user=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect("second-factor")
    return show_codes(request, codes)


@proven
def codes_file(request: MemberRequest) -> HttpResponse:
    """The codes that were just shown, to be kept as a file."""
    found = queries.authenticators_of(request.user).filter(type=queries.RECOVERY).first()
    if found is None or not were_codes_just_shown(request):
        raise Http404
    lines = [settings.SITE_NAME, _("Recovery codes: each is good for once."), ""]
    text = "\r\n".join([*lines, *found.wrap().get_unused_codes(), ""])
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="multaqa-codes.txt"',
            "Cache-Control": "no-store",
        },
    )


@login_stage_required(AuthenticateStage.key, "account_login")  # type: ignore[untyped-decorator]
def enter(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    stage: Any = request._login_stage  # type: ignore[attr-defined]  # the decorator sets it
    user = stage.login.user
    factors = queries.second_factors_of(user)
    form = SecondCodeForm(request.POST or None)
    if "credential" in request.POST:
        form = SecondCodeForm({"code": "-"})
        form.full_clean()
        with refusals_on(form):
            return _entered(request, stage, check_passkey(request, user))
    elif form.is_valid():
        with refusals_on(form, "code"):
            found = services.check_second_factor(user=user, code=form.cleaned_data["code"])
            return _entered(request, stage, found)
    options = passkey_options(user) if factors.passkeys else ""
    context = {"form": form, "factors": factors, "passkey_options": options}
    return page(request, "account/second_step", context)


def _entered(request: HttpRequest, stage: Any, found: Authenticator) -> HttpResponse:  # noqa: ANN401
    services.forget_attempts(stage.login.user)
    found.user = stage.login.user
    post_authentication(request, found)
    response: HttpResponse = stage.exit()
    return response
