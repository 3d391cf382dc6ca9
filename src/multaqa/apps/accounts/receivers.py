"""What the sign-in library asks of us: who owns a phone, and how a code reaches it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # people register with the call to the forum

    def get_user_by_phone(self, phone: str) -> User | None:
        return queries.user_known_by(phone=phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = phone
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """A phone is only ever kept once its code came back."""

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_: Any) -> None:
        services.send_code_by_phone(phone=phone, code=code)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """An unknown address gets no letter: no stranger is written to, and nothing is told."""
        if template_prefix != "account/email/unknown_account":
            super().send_mail(template_prefix, email, context)
