from django.urls import path

from multaqa.apps.forum.views import registering

urlpatterns = [
    path("forum/<int:number>/call/", registering.call, name="call"),
    path(
        "network/<slug:slug>/desk/registrations/",
        registering.of_body,
        name="registrations-of-body",
    ),
    path("me/registrations/", registering.mine, name="my-registrations"),
    path("forum/<int:number>/register/", registering.start, name="start"),
    path("forum/<int:number>/register/<text:token>/", registering.receipt, name="registration"),
    path(
        "forum/<int:number>/register/<text:token>/withdraw/",
        registering.withdraw,
        name="withdraw",
    ),
    path("forum/<int:number>/register/<text:token>/reply/", registering.reply, name="reply"),
    path(
        "forum/<int:number>/register/<text:token>/<slug:step>/",
        registering.register,
        name="register",
    ),
]
