from django.urls import path

from multaqa.apps.forum.views import ex_officio, hall, nominations

urlpatterns = [
    path("forum/<int:number>/nomination/<text:link>/", nominations.nomination, name="nomination"),
    path("forum/<int:number>/hall/", hall.hall, name="hall"),
    path("desk/<int:number>/balance/", hall.balance, name="desk-balance"),
    path("desk/<int:number>/ex-officio/", ex_officio.seats, name="desk-ex-officio"),
    path("desk/<int:number>/ex-officio/add/", ex_officio.add, name="add-ex-officio"),
    path("desk/<int:number>/ex-officio/bring/", ex_officio.bring, name="bring-ex-officio"),
    path("desk/<int:number>/ex-officio/send/", ex_officio.send, name="send-ex-officio"),
    path("desk/<int:number>/ex-officio/list.csv", ex_officio.file, name="ex-officio-file"),
    path(
        "desk/<int:number>/ex-officio/letters/<slug:language>/",
        ex_officio.letters_file,
        name="letters-file",
    ),
    path("desk/<int:number>/ex-officio/<int:letter>/", ex_officio.seat, name="desk-seat-by-right"),
    path(
        "desk/<int:number>/ex-officio/<int:letter>/answer/",
        ex_officio.answer,
        name="answer-ex-officio",
    ),
    path(
        "desk/<int:number>/ex-officio/<int:letter>/change/",
        ex_officio.change,
        name="change-ex-officio",
    ),
]
