from django.urls import path

from multaqa.apps.programme.views import (
    agenda,
    calendars,
    desk,
    paper,
    pieces,
    public,
    publishing,
    rooms,
    schedules,
    sessions,
    signing_up,
)

app_name = "programme"
AT = "forum/<int:number>/programme"
DESK = "desk/<int:number>/programme"
SESSION = f"{DESK}/sessions/<int:session>"
urlpatterns = [
    path(f"{AT}/", public.programme, name="programme"),
    path(f"{AT}/now/", public.now, name="now"),
    path(f"{AT}/changes/", public.changes, name="changes"),
    path(f"{AT}/speakers/", public.speakers, name="speakers"),
    path(f"{AT}/speakers/<int:key>/", public.speaker, name="speaker"),
    path(f"{AT}/<int:session>/", public.session, name="session"),
    path(f"{AT}/<int:session>/ask/", signing_up.ask, name="ask"),
    path(f"{AT}/<int:session>/group/", signing_up.ask_for_group, name="group"),
    path(f"{AT}/<int:session>/star/", signing_up.star, name="star"),
    path("places/<int:place>/group/", signing_up.change_group, name="change-group"),
    path("places/<int:place>/leave/", signing_up.leave, name="leave"),
    # Files.
    path(f"{AT}/programme.pdf", paper.programme, name="pdf"),
    path(f"{AT}/programme.ics", calendars.whole, name="ics"),
    path(f"{AT}/tracks/<slug:slug>.ics", calendars.of_track, name="track-ics"),
    path(f"{AT}/rooms/<slug:slug>.ics", calendars.of_room, name="room-ics"),
    path(f"{AT}/speakers/<int:key>.ics", calendars.of_speaker, name="speaker-ics"),
    path(f"{AT}/<int:session>.ics", calendars.of_session, name="session-ics"),
    path(f"{AT}/schedule.xml", schedules.xml, name="schedule-xml"),
    path(f"{AT}/schedule.json", schedules.conference_json, name="schedule-json"),
    path(f"{AT}/programme.json", schedules.own_json, name="json"),
    # One's own.
    path("me/agenda/", agenda.agenda, name="agenda"),
    path("me/agenda/address/", agenda.make_address, name="make-address"),
    path("me/agenda/address/renew/", agenda.renew_address, name="renew-address"),
    path("agenda/<text:token>.ics", calendars.of_agenda, name="agenda-ics"),
    # The desk.
    path(f"{DESK}/", desk.plan, name="desk"),
    path(f"{DESK}/clashes/", desk.clashes, name="clashes"),
    path(f"{DESK}/preview/", desk.preview, name="preview"),
    path(f"{DESK}/bring/", desk.bring, name="bring"),
    path(f"{DESK}/copy/", desk.copy, name="copy"),
    path(f"{DESK}/publish/", publishing.publish, name="publish"),
    path(f"{DESK}/sessions/add/", sessions.add, name="add-session"),
    path(f"{SESSION}/", sessions.revise, name="desk-session"),
    path(f"{SESSION}/place/", sessions.place, name="place-session"),
    path(f"{SESSION}/people/", sessions.people, name="session-people"),
    path(f"{SESSION}/standing/", sessions.standing, name="session-standing"),
    path(f"{SESSION}/places/", rooms.places, name="session-places"),
    path(f"{SESSION}/places.csv", rooms.places_file, name="places-file"),
    path(f"{SESSION}/places.pdf", rooms.places_paper, name="places-paper"),
    path(f"{DESK}/<slug:kind>/", pieces.pieces, name="pieces"),
    path(f"{DESK}/<slug:kind>/add/", pieces.add, name="add-piece"),
    path(f"{DESK}/<slug:kind>/<int:key>/", pieces.revise, name="piece"),
    path(f"{DESK}/<slug:kind>/<int:key>/remove/", pieces.remove, name="remove-piece"),
]
