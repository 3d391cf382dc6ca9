"""One field to sign in, one for the code."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts import services
from multaqa.kernel import arabic
from multaqa.kernel.refusals import refusals_on
from multaqa.refusal import Refusal


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]  # the library is untyped
    """A phone number or an e-mail address, in one field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = None
        self.fields = {
            "contact": forms.CharField(
                label=_("Phone number or e-mail"),
                help_text=_("We send a six-digit code to it. There is no password to remember."),
                max_length=254,
                widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr"}),
            )
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        if "contact" not in cleaned:
            return cleaned
        with refusals_on(self, "contact"):
            email, phone = services.contact(cleaned["contact"])
            if phone and settings.DELIVERY == "smtp":
                raise Refusal("accounts.no_phone_delivery")
            # The library's own cleaning finds the person and spends the rate limit.
            self.cleaned_data |= {"email": email, "phone": phone}
            try:
                _unused = self.clean_phone() if phone else self.clean_email()
            except forms.ValidationError as error:
                if error.code != "too_many_login_attempts":
                    raise
                raise Refusal("accounts.too_many_codes") from None
        return dict(self.cleaned_data)


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # the library is untyped
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
