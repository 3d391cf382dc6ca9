from django.urls import path

from multaqa.apps.territory import views

app_name = "territory"
urlpatterns = [
    path("territory/", views.country, name="country"),
    path("territory/<text:code>.csv", views.communes_file, name="communes-file"),
    path("territory/<text:code>/", views.unit, name="unit"),
]
