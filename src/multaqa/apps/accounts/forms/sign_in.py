"""One field to sign in, one for the code; a password for who set one."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import BaseConfirmCodeForm
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts import services
from multaqa.apps.accounts.models import User
from multaqa.kernel import arabic, delivery
from multaqa.kernel.refusals import refusals_on
from multaqa.refusal import Refusal


class ContactField(forms.CharField):
    """A phone number or an e-mail address, as it was typed."""

    def __init__(self, **more: Any) -> None:
        attributes = {"autocomplete": "username", "dir": "ltr"}
        super().__init__(
            label=_("Phone number or e-mail"),
            max_length=254,
            widget=forms.TextInput(attrs=attributes),
            **more,
        )


class SignInForm(forms.Form):
    """Where the code goes: whoever is new there has an account once it came back."""

    contact = ContactField(help_text=_("We send a six-digit code to it."))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "contact" not in cleaned:
            return cleaned
        with refusals_on(self, "contact"):
            email, phone = services.reached_contact(cleaned["contact"])
            if phone and not delivery.reaches_phones():
                raise Refusal("accounts.no_phone_delivery")
            return cleaned | {"email": email, "phone": phone}
        return cleaned


class CodeForm(BaseConfirmCodeForm):  # type: ignore[misc]  # the library is untyped
    """The code that was sent; Arabic digits and spaces are read too."""

    is_spent = False

    def __init__(self, *args: Any, sign_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sign_in = sign_in
        self.fields["code"] = forms.CharField(
            label=_("Code"),
            max_length=20,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "one-time-code",
                    "inputmode": "numeric",
                    "dir": "ltr",
                    "autofocus": True,
                }
            ),
        )

    def clean_code(self) -> str:
        self.cleaned_data["code"] = arabic.digits(self.cleaned_data["code"]).replace(" ", "")
        if not services.spend_attempt(self.sign_in):
            self.is_spent = True
            raise get_adapter().validation_error("too_many_login_attempts")
        return str(super().clean_code())


class PasswordSignInForm(forms.Form):
    """The same contact, and the password that its owner once set."""

    contact = ContactField()
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "auto"}),
    )

    user: User | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "contact" not in cleaned or "password" not in cleaned:
            return cleaned
        with refusals_on(self, "contact"):
            email, phone = services.contact(cleaned["contact"])
            with refusals_on(self, "password"):
                self.user = self._known(email, phone, cleaned["password"])
        return cleaned

    def _known(self, email: str | None, phone: str | None, password: str) -> User:
        """Whoever they are; the same refusal whether the account or the password is wrong."""
        by = {"email": email} if email else {"phone": phone}
        try:
            user = get_adapter().authenticate(context.request, **by, password=password)
        except forms.ValidationError:
            raise Refusal("accounts.too_many_passwords") from None
        if not isinstance(user, User):
            raise Refusal("accounts.wrong_password")
        return user
