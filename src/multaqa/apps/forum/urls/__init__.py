"""The forum's addresses, one module per part of it."""

from multaqa.apps.forum.urls import (
    calls,
    draws,
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
    *reviewing.urlpatterns,
    *nominations.urlpatterns,
    *seats.urlpatterns,
]
