from multaqa.apps.accounts.forms.account import AccountForm, NameForm, NewPasswordForm
from multaqa.apps.accounts.forms.sign_in import (
    CodeForm,
    ContactField,
    PasswordSignInForm,
    SignInForm,
)

__all__ = [
    "AccountForm",
    "CodeForm",
    "ContactField",
    "NameForm",
    "NewPasswordForm",
    "PasswordSignInForm",
    "SignInForm",
]
