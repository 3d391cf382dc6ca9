from allauth.account import views as library
from django.urls import path
from django.views.generic import RedirectView

from multaqa.apps.accounts.views import (
    account,
    contacts,
    demonstration,
    inbox,
    links,
    passkeys,
    password,
    proof,
    second_factor,
    sign_in,
    visits,
)

# The names that begin with "account_" are the sign-in library's own: it looks them up.
urlpatterns = [
    path("sign-in/", sign_in.ask_code, name="account_login"),
    path(
        "sign-in/ask/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="account_request_login_code",
    ),
    path("sign-in/code/", sign_in.enter_code, name="account_confirm_login_code"),
    path("sign-in/password/", password.enter_password, name="enter-password"),
    path("sign-in/passkey/", passkeys.enter_by_passkey, name="enter-by-passkey"),
    path("sign-in/second/", second_factor.enter, name="mfa_authenticate"),
    path("sign-in/as/<slug:key>/", demonstration.enter_as, name="enter-as"),
    path("sign-out/", library.logout, name="account_logout"),
    path("me/messages/", inbox.inbox, name="inbox"),
    path("me/messages/switches/", inbox.switches, name="switches"),
    # In messages, where each sign counts.
    path("m/<text:key>/", links.switches, name="switches-by-link"),
    path("m/<text:key>/<text:topic>/", links.stop, name="stop"),
    path("me/account/", account.account, name="account"),
    path("me/account/name/", account.ask_name, name="ask-name"),
    path("me/account/password/", account.new_password, name="new-password"),
    path("me/account/prove/", proof.prove, name="prove"),
    path("me/account/browsers/", visits.visits, name="visits"),
    path("me/account/phone/", contacts.change, {"kind": "phone"}, name="change-phone"),
    path("me/account/email/", contacts.change, {"kind": "email"}, name="change-email"),
    path(
        "me/account/phone/code/", contacts.enter_code, {"kind": "phone"}, name="change-phone-code"
    ),
    path(
        "me/account/email/code/", contacts.enter_code, {"kind": "email"}, name="change-email-code"
    ),
    path("account/undo/<text:signed>/", contacts.undo, name="undo-contact"),
    path("me/account/second/", second_factor.overview, name="second-factor"),
    path(
        "me/account/second/authenticator/",
        second_factor.add_authenticator,
        name="add-authenticator",
    ),
    path(
        "me/account/second/authenticator/picture.svg",
        second_factor.authenticator_picture,
        name="authenticator-picture",
    ),
    path(
        "me/account/second/authenticator/remove/",
        second_factor.remove_authenticator,
        name="remove-authenticator",
    ),
    path("me/account/second/codes/", second_factor.renew_codes, name="renew-codes"),
    path("me/account/second/codes/file/", second_factor.codes_file, name="codes-file"),
    path("me/account/second/passkey/", passkeys.add, name="add-passkey"),
    path("me/account/second/passkey/<int:number>/", passkeys.passkey, name="passkey"),
]
