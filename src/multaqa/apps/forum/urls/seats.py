from django.urls import path

from multaqa.apps.forum.views import door, seats, standing

urlpatterns = [
    path("forum/<int:number>/seat/<text:signed>/", standing.seat, name="seat"),
    path("forum/<int:number>/my-seat/<text:token>/", standing.my_seat, name="my-seat"),
    path(
        "forum/<int:number>/draw/<slug:college>/after.json",
        standing.after_file,
        name="after-file",
    ),
    path(
        "forum/<int:number>/draw/<slug:college>/second-draw-<int:turn>.json",
        standing.second_draw_file,
        name="second-draw-file",
    ),
    path("desk/<int:number>/door.pdf", door.door_paper, name="door-paper"),
    path("desk/<int:number>/door.csv", door.door_table, name="door-table"),
    path("desk/<int:number>/door.xlsx", door.door_workbook, name="door-workbook"),
    path("desk/<int:number>/<slug:college>/seats/", seats.seats, name="desk-seats"),
    path("desk/<int:number>/<slug:college>/seats/open/", seats.open_seats, name="open-seats"),
    path("desk/<int:number>/<slug:college>/seats/date/", seats.set_date, name="seats-date"),
    path("desk/<int:number>/<slug:college>/seats/answers/", seats.answer, name="seats-answers"),
    path("desk/<int:number>/<slug:college>/seats/deeds/", seats.deed, name="seats-deeds"),
    path("desk/<int:number>/<slug:college>/seats/second/", seats.seal_second, name="seal-second"),
    path(
        "desk/<int:number>/<slug:college>/seats/second/value/",
        seats.draw_second,
        name="draw-second",
    ),
    path(
        "desk/<int:number>/<slug:college>/seats/second-<int:turn>-opening.json",
        seats.second_opening,
        name="second-opening",
    ),
    path(
        "desk/<int:number>/<slug:college>/draw/alternates/",
        seats.set_alternates,
        name="set-alternates",
    ),
]
