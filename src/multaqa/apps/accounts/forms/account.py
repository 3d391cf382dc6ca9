"""What a person says of themselves: a name, a language, a password for who wants one."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.kernel import arabic
from multaqa.kernel.refusals import PHRASES


class NameForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": _("First and last name")}
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name and not arabic.has_letters(name):
            raise forms.ValidationError(_("Write the name in letters."))
        return name


class AccountForm(NameForm):
    class Meta(NameForm.Meta):
        fields = ["name", "language"]
        labels = NameForm.Meta.labels | {"language": _("Language we write to you in")}
        widgets: ClassVar[dict[str, forms.Widget]] = {
            **NameForm.Meta.widgets,
            "language": forms.RadioSelect(),
        }


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least ten signs, letters among them. A short sentence is good."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "auto"}),
    )
    again = forms.CharField(
        label=_("The same again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "auto"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(PHRASES["accounts.passwords_differ"])
        return again
