"""Signing in by a code; and with one click, where everything is invented."""

from hashlib import sha256
from typing import Any

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.models import DEMONSTRATION_EMAILS, RoleKind, User


class AskCode(RequestLoginCodeView):  # type: ignore[misc]  # the library is untyped
    """Ask for a code; the field is there again for whoever mistyped, and waits for another code."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """The library would send them back to the code that can never come."""


class EnterCode(ConfirmLoginCodeView):  # type: ignore[misc]  # the library is untyped
    """Enter the code that was sent."""

    _process: Any = None

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if hasattr(self, "stage") and self._process is None:
            messages.warning(request, _("That code is too old. Ask for another one."))
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self._action == "verify":
            kwargs["sign_in"] = self._sign_in()
        return kwargs

    def _sign_in(self) -> str:
        """The same for whatever is sent again in one sign-in, and for no other sign-in."""
        state = self._process.state
        words = f"{state['at']!r} {state.get('email') or state.get('phone')}"
        return sha256(words.encode()).hexdigest()

    def form_invalid(self, form: Form) -> HttpResponse:
        if getattr(form, "is_spent", False):
            # The session may have missed attempts made at once: say what the count has come to.
            self._process.state["failed_attempts"] = self._process.max_attempts
        response: HttpResponse = super().form_invalid(form)
        return response

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        """To a stranger nothing is sent, and the page does not tell: here the library breaks."""
        if self._process.user is None:
            self._process.record_resend()
            self._process.persist()
            return redirect(self.passthrough_next_url(self.request.path))
        response: HttpResponse = super()._resend_form_valid(form)
        return response


ask_code = AskCode.as_view()
enter_code = EnterCode.as_view()


@require_POST
def enter_as(request: HttpRequest, kind: str) -> HttpResponse:
    """Sign in as the demonstration's person of a role; no such address anywhere else."""
    if not settings.DEMONSTRATION or kind not in DEMONSTRATION_EMAILS:
        raise Http404
    user = get_object_or_404(User, email=DEMONSTRATION_EMAILS[RoleKind(kind)], is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
