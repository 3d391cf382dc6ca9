from allauth.account import views as library
from django.urls import path
from django.views.generic import RedirectView

from multaqa.apps.accounts.views import account, demonstration, password, sign_in

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
    path("sign-in/as/<slug:key>/", demonstration.enter_as, name="enter-as"),
    path("sign-out/", library.logout, name="account_logout"),
    path("me/account/", account.account, name="account"),
    path("me/account/name/", account.ask_name, name="ask-name"),
    path("me/account/password/", account.new_password, name="new-password"),
]
