"""Signing in, or up, by a code."""

from hashlib import sha256
from typing import Any, Self

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.forms import SignInForm
from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal


class SignInByCode(LoginCodeVerificationProcess):  # type: ignore[misc]  # the library is untyped
    """A contact that waits for its code, in the visit's session and nowhere else.

    Known or not, a contact goes through the same steps: who stands behind it is looked up, or
    begins, when the code has come back.
    """

    @classmethod
    def begin(cls, request: HttpRequest, *, email: str | None, phone: str | None) -> None:
        """Send the code and wait for it; nothing waits when it could not be sent."""
        login = Login(user=None, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email, phone=phone))
        stage.state["initiated_by_user"] = True
        process = cls(stage)
        process.send()
        process.persist()
        request.session.set_expiry(settings.SIGN_IN_SECONDS)

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> Self | None:
        process: Self | None = cls(stage).abort_if_invalid()
        return process

    @property
    def contact(self) -> str:
        return str(self.state.get("email") or self.state.get("phone"))

    @property
    def digest(self) -> str:
        """The same for whatever is sent again in one sign-in, and for no other sign-in."""
        return sha256(f"{self.state['at']!r} {self.contact}".encode()).hexdigest()

    def send(self, skip_enumeration_mails: bool = False) -> None:
        email, phone = self.state.get("email"), self.state.get("phone")
        spend_code(self.request, self.contact)
        spend_new_contact(self.request, email=email, phone=phone)
        code = get_adapter().generate_login_code()
        services.send_code(email=email, phone=phone, code=code)
        self.state["code"] = code

    def resend(self) -> None:
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        user = services.welcome(
            email=self.state.get("email"),
            phone=self.state.get("phone"),
            language=get_language() or settings.LANGUAGE_CODE,
        )
        self._user = self.stage.login.user = user
        is_first = user.last_login is None
        response: HttpResponse = super().finish(redirect_url)
        if is_first and not user.name and self.request.user.is_authenticated:
            return redirect(f"{reverse('ask-name')}?{urlencode({'next': response['Location']})}")
        return response


def spend_new_contact(request: HttpRequest, *, email: str | None, phone: str | None) -> None:
    """Count a code for a contact never seen; refuses what would be one too many from there.

    Only they use up what a connection may ask for; but once it is used up, it is for everybody
    there, or the answer would tell who is known.
    """
    is_known = queries.user_known_by(email=email, phone=phone) is not None
    if not ratelimit.consume(request, action="new_contact", dry_run=is_known):
        raise Refusal("accounts.too_many_from_here")


def spend_code(request: HttpRequest, contact: str) -> None:
    """Count one more code sent to this contact, first or again; refuses one too many.

    The library counts those sent again in the session, where many asked at once are one. Whoever is
    refused for the contact uses up nothing of what the address may ask for.
    """
    if not ratelimit.consume(request, action="request_login_code", key=contact):
        raise Refusal("accounts.too_many_codes")
    if not ratelimit.consume(request, action="code_from_here"):
        raise Refusal("accounts.too_many_from_here")


class AskCode(RequestLoginCodeView):  # type: ignore[misc]  # the library is untyped
    """Ask for a code; the field is there again for whoever mistyped, and waits for another code."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """The library would send them back to the code that can never come."""

    def form_valid(self, form: SignInForm) -> HttpResponse:
        email, phone = form.cleaned_data["email"], form.cleaned_data["phone"]
        with refusals_on(form, "contact"):
            SignInByCode.begin(self.request, email=email, phone=phone)
            return redirect(self.get_success_url())
        response: HttpResponse = self.form_invalid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"people": DEMONSTRATION_PEOPLE if settings.DEMONSTRATION else ()}


@method_decorator(login_stage_required(LoginByCodeStage.key, "account_login"), name="dispatch")
class EnterCode(ConfirmLoginCodeView):  # type: ignore[misc]  # the library is untyped
    """Enter the code that was sent."""

    _process: Any = None

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        self.stage = request._login_stage  # type: ignore[attr-defined]  # the decorator sets it
        self._process = SignInByCode.resume(self.stage)
        if not self._process:
            messages.warning(request, _("That code is too old. Ask for another one."))
            return self._back()
        # Past the library's own dispatch, which would take up the process that it knows.
        response: HttpResponse = super(ConfirmLoginCodeView, self).dispatch(request)
        return response

    def _back(self) -> HttpResponse:
        return redirect(self.passthrough_next_url(reverse("account_login")))

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self._action == "verify":
            kwargs["sign_in"] = self._process.digest
        return kwargs

    def form_invalid(self, form: Form) -> HttpResponse:
        if getattr(form, "is_spent", False):
            # The session may have missed attempts made at once: say what the count has come to.
            self._process.state["failed_attempts"] = self._process.max_attempts
        response: HttpResponse = super().form_invalid(form)
        return self._back() if response.status_code == 302 else response

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        try:
            self._process.resend()
        except Refusal as refusal:
            messages.error(self.request, say(refusal))
        return redirect(self.passthrough_next_url(self.request.path))


ask_code = AskCode.as_view()
enter_code = EnterCode.as_view()
