from django.urls import path

from multaqa.apps.attendance.views import door, door_desk, live

urlpatterns = [
    path("door/", door.door, name="door"),
    path("door/sync/", door.sync, name="sync"),
    path("door/worker.js", door.worker, name="door-worker"),
    path("door/manifest.webmanifest", door.manifest, name="manifest"),
    path("door/leave/", door.leave, name="door-leave"),
    path("door/pair/<text:token>/", door.pair, name="pair"),
    path("desk/<int:number>/check-in/", door_desk.door, name="door-desk"),
    path("desk/<int:number>/check-in/devices/", door_desk.add, name="door-add"),
    path("desk/<int:number>/check-in/devices/<int:pk>/", door_desk.deed, name="door-deed"),
    path("desk/<int:number>/check-in/undone/", door_desk.undone, name="door-undone"),
    path("desk/<int:number>/live/", live.desk, name="live"),
    path("desk/<int:number>/live/missing/", live.missing, name="missing"),
    path("live/<int:number>/screen/", live.screen, name="screen"),
]
