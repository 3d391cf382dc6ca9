"""The addresses of the two days, one module per part of them."""

from multaqa.apps.attendance.urls import badges, certificates, door

app_name = "attendance"
urlpatterns = [*badges.urlpatterns, *certificates.urlpatterns, *door.urlpatterns]
