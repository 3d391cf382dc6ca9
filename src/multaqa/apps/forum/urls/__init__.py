"""The forum's addresses, one module per part of it."""

from multaqa.apps.forum.urls import (
    calls,
    draws,
    messages,
    nominations,
    registrations,
    reviewing,
    seats,
)

app_name = "forum"
urlpatterns = [
    *calls.urlpatterns,
    *draws.urlpatterns,
    *registrations.urlpatterns,
    *messages.urlpatterns,
    *reviewing.urlpatterns,
    *nominations.urlpatterns,
    *seats.urlpatterns,
]
