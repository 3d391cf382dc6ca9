from allauth.account import views as library
from django.urls import path
from django.views.generic import RedirectView

from multaqa.apps.accounts import views

# The names are the sign-in library's own: it looks them up.
urlpatterns = [
    path("sign-in/", views.ask_code, name="account_login"),
    path(
        "sign-in/ask/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="account_request_login_code",
    ),
    path("sign-in/code/", views.enter_code, name="account_confirm_login_code"),
    path("sign-out/", library.logout, name="account_logout"),
    path("sign-in/as/<str:kind>/", views.enter_as, name="enter-as"),
]
