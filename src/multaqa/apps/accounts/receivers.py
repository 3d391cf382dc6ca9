"""What the sign-in library asks of us: who owns a phone, who is let in, where they arrive."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts import queries, rules, services
from multaqa.apps.accounts.models import User
from multaqa.kernel.gates import note_proof


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code that was sent. Look at its six digits again."),
        "too_many_login_attempts": _("Five wrong codes were written. Ask for another one."),
        "account_inactive": _("This account is closed. Ask the coordinator to open it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # the library's own way; an account begins with its code

    def get_login_stages(self) -> list[str]:
        """The code, which proves a phone or an address; then the second factor of who has one."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

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
        """Staff arrive at the desk, past the page that asks them for a second factor."""
        if rules.lacks_second_factor(request.user):
            return resolve_url("second-factor")
        desk = rules.can_enter_desk(request.user)
        return resolve_url(settings.DESK_URL if desk else settings.LOGIN_REDIRECT_URL)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The library's own leaves the phone out: all phones would share one limit."""
        return str(credentials.get("email") or credentials.get("phone"))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Told to whoever proved that the account is theirs, and to nobody else."""
        messages.error(request, self.error_messages["account_inactive"])
        return redirect("account_login")


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # the library is untyped
    """What the library of second factors asks of us: names, and how secrets lie in the database."""

    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def _get_user_identifier(self, user: User) -> str:
        return user.email or user.phone or str(user)

    def encrypt(self, text: str) -> str:
        """A copy of the database alone opens no account: the key is the instance's own."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = salted_hmac("accounts.second_factor", "key", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))


@receiver(user_logged_in, dispatch_uid="accounts.open_visit")
def open_visit(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """Note in which kind of browser somebody signed in, and that they just proved who they are."""
    if request.session.session_key is None:
        request.session.save()
    note_proof(request.session)
    services.open_visit(
        user=user,
        session=request.session,
        user_agent=request.headers.get("User-Agent", ""),
    )


@receiver(user_logged_out, dispatch_uid="accounts.close_visit")
def close_visit(sender: object, request: HttpRequest, user: User | None, **_: Any) -> None:
    if request.session.session_key:
        services.close_visit(session_key=request.session.session_key)


def visits_seen(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Once an hour, and no oftener, note that a browser in which somebody is signed in came by."""

    def seen(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session and services.is_visit_due(session):
            services.see_visit(session=session, user_agent=request.headers.get("User-Agent", ""))
        return response

    return seen
