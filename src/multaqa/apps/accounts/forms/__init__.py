from multaqa.apps.accounts.forms.account import AccountForm, NameForm, NewPasswordForm
from multaqa.apps.accounts.forms.own import (
    FirstCodeForm,
    NewContactForm,
    PasskeyForm,
    PasskeyNameForm,
    PasswordProofForm,
    SecondCodeForm,
    WaitingCodeForm,
)
from multaqa.apps.accounts.forms.sign_in import (
    CodeForm,
    ContactField,
    PasswordSignInForm,
    SignInForm,
)
from multaqa.apps.accounts.forms.switches import SwitchesForm

__all__ = [
    "AccountForm",
    "CodeForm",
    "ContactField",
    "FirstCodeForm",
    "NameForm",
    "NewContactForm",
    "NewPasswordForm",
    "PasskeyForm",
    "PasskeyNameForm",
    "PasswordProofForm",
    "PasswordSignInForm",
    "SecondCodeForm",
    "SignInForm",
    "SwitchesForm",
    "WaitingCodeForm",
]
