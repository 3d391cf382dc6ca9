"""What owning one's account asks: codes, another contact, a passkey's name."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts import services
from multaqa.apps.accounts.forms.sign_in import ContactField
from multaqa.apps.accounts.models import ContactChange, User
from multaqa.kernel import delivery
from multaqa.kernel.refusals import refusals_on
from multaqa.refusal import Refusal


class CodeField(forms.CharField):
    """A few digits, Arabic ones too."""

    def __init__(self, **more: Any) -> None:
        attributes = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "dir": "ltr",
            "autofocus": True,
        }
        super().__init__(
            label=_("Code"), max_length=20, widget=forms.TextInput(attrs=attributes), **more
        )


class WaitingCodeForm(forms.Form):
    code = CodeField()


class SecondCodeForm(forms.Form):
    code = CodeField(
        help_text=_(
            "The six digits that your application shows now. Without your device: one of your "
            "recovery codes."
        )
    )


class FirstCodeForm(forms.Form):
    code = CodeField(help_text=_("The six digits that the application shows now."))


class PasswordProofForm(forms.Form):
    """The password of who is signed in, once more."""

    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "auto"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "password" in cleaned:
            with refusals_on(self, "password"):
                self._check(cleaned["password"])
        return cleaned

    def _check(self, password: str) -> None:
        by = {"email": self.user.email} if self.user.email else {"phone": self.user.phone}
        try:
            found = get_adapter().authenticate(context.request, **by, password=password)
        except forms.ValidationError:
            raise Refusal("accounts.too_many_passwords") from None
        if found != self.user:
            raise Refusal("accounts.wrong_password")


class NewContactForm(forms.Form):
    """Another phone, or another e-mail: what a code can be sent to."""

    contact = ContactField(help_text=_("We send a six-digit code to it."))

    def __init__(self, *args: Any, kind: ContactChange.Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        is_phone = kind == ContactChange.Kind.PHONE
        field = self.fields["contact"]
        field.label = _("New mobile number") if is_phone else _("New e-mail address")
        field.widget.attrs["autocomplete"] = "tel" if is_phone else "email"
        if is_phone:
            field.widget.attrs["inputmode"] = "tel"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "contact" not in cleaned:
            return cleaned
        with refusals_on(self, "contact"):
            email, phone = services.reached_contact(cleaned["contact"])
            if phone and self.kind == ContactChange.Kind.EMAIL:
                raise Refusal("contact.not_email")
            if email and self.kind == ContactChange.Kind.PHONE:
                raise Refusal("contact.not_phone")
            if phone and not delivery.reaches_phones():
                raise Refusal("accounts.no_phone_delivery")
            return cleaned | {"email": email, "phone": phone}
        return cleaned


class PasskeyNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you know it again: “my phone”, “the office computer”."),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class PasskeyForm(PasskeyNameForm):
    """What the browser made of the passkey; without scripts nothing is made."""

    credential = forms.CharField(widget=forms.HiddenInput, max_length=100_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = _(
            "The browser made no passkey. Try again, or set up an authenticator."
        )
