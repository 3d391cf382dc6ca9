from django.urls import path

from multaqa.apps.network.views import desk, entering, people, public

app_name = "network"
urlpatterns = [
    path("network/", public.directory, name="directory"),
    path("network/enter/", entering.enter, name="enter"),
    path("network/territory/<text:code>/", public.of_territory, name="of_territory"),
    path("network/<slug:slug>/", public.body, name="body"),
    path("network/<slug:slug>/revise/", entering.revise, name="revise"),
    path("network/<slug:slug>/people/", people.people, name="people"),
    path("network/<slug:slug>/people/<int:pk>/", people.answer, name="answer"),
    path("network/<slug:slug>/join/", people.join, name="join"),
    path("me/bodies/", people.mine, name="mine"),
    path("desk/bodies/", desk.to_verify, name="desk"),
    path("desk/bodies/pairs/", desk.pairs, name="desk-pairs"),
    path("desk/bodies/requests/", desk.requests, name="desk-requests"),
    path("desk/bodies/all/", desk.all_bodies, name="desk-all"),
    path("desk/bodies/<slug:slug>/", desk.body, name="desk-body"),
    path("desk/bodies/<slug:slug>/beside/<slug:other>/", desk.pair, name="desk-pair"),
]
