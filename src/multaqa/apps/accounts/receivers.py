"""What the sign-in library asks of us: who owns a phone, and how a code reaches it."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.models import User
from multaqa.kernel.faults import told

log = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code that was sent. Look at its six digits again."),
        "too_many_login_attempts": _("Five wrong codes were written. Ask for another one."),
        "account_inactive": _("This account is closed. Ask the coordinator to open it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # people register with the call to the forum

    def get_user_by_phone(self, phone: str) -> User | None:
        user = queries.user_known_by(phone=phone)
        return user if user and user.is_active else None

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = phone
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """A phone is only ever kept once its code came back."""

    def send_verification_code_sms(self, user: User, phone: str, code: str, **more: Any) -> None:
        services.send_code_by_phone(phone=phone, code=code)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail servers repeat the address in what they refuse: their words go into no log."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.error("a letter could not be sent: %s", told(error))
            message = _("The letter could not be sent. Try again in a few minutes.")
            messages.error(self.request, message)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Closed between the asking and the entering of a code."""
        messages.error(request, self.error_messages["account_inactive"])
        return redirect("account_login")
