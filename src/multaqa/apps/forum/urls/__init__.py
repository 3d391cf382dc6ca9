"""The forum's addresses, one module per part of it."""

from multaqa.apps.forum.urls import draws, messages, nominations, registrations, seats

app_name = "forum"
urlpatterns = [
    *draws.urlpatterns,
    *registrations.urlpatterns,
    *messages.urlpatterns,
    *nominations.urlpatterns,
    *seats.urlpatterns,
]
