"""What the sign-in library asks of us: who owns a phone, who is let in, where they arrive."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts import queries, rules
from multaqa.apps.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code that was sent. Look at its six digits again."),
        "too_many_login_attempts": _("Five wrong codes were written. Ask for another one."),
        "account_inactive": _("This account is closed. Ask the coordinator to open it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # the library's own way; an account begins with its code

    def get_login_stages(self) -> list[str]:
        """The code alone, which proves a phone or an address: the library would ask for both."""
        return ["allauth.account.stages.LoginByCodeStage"]

    def get_user_by_phone(self, phone: str) -> User | None:
        return queries.user_known_by(phone=phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = phone
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """A phone is only ever kept once its code came back."""

    def send_verification_code_sms(self, user: User, phone: str, code: str, **more: Any) -> None:
        """Never asked: our own sign-in sends its codes itself."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session.set_expiry(None)  # that of a sign-in under way was short

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        desk = rules.can_enter_desk(request.user)
        return resolve_url(settings.DESK_URL if desk else settings.LOGIN_REDIRECT_URL)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The library's own leaves the phone out: all phones would share one limit."""
        return str(credentials.get("email") or credentials.get("phone"))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Told to whoever proved that the account is theirs, and to nobody else."""
        messages.error(request, self.error_messages["account_inactive"])
        return redirect("account_login")
