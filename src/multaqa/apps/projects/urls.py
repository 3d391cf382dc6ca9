from django.urls import path, re_path

from multaqa.apps.projects.views import desk, public, writing

app_name = "projects"
ONE = "projects/<slug:slug>"
urlpatterns = [
    path("projects/", public.directory, name="directory"),
    path("projects/compare/", public.compare, name="compare"),
    path("projects/begin/", writing.begin, name="begin"),
    path("projects/similar/", writing.similar, name="similar"),
    path("projects/projects.csv", public.csv_file, name="csv"),
    path("projects/projects.xlsx", public.xlsx_file, name="xlsx"),
    path("projects/of/<slug:slug>/", public.of_body, name="of_body"),
    path(f"{ONE}/", public.project, name="project"),
    path(f"{ONE}/pictures/<int:pk>/", public.picture, name="picture"),
    path(f"{ONE}/papers/<int:pk>/", writing.paper, name="paper"),
    path(f"{ONE}/write/files/", writing.files, name="files"),
    path(f"{ONE}/write/review/", writing.review, name="review"),
    path(f"{ONE}/write/<slug:step>/", writing.write, name="write"),
    re_path(
        r"^projects/(?P<slug>[-\w]+)/write/files/(?P<kind>picture|paper)/(?P<pk>[0-9]{1,9})/remove/$",
        writing.remove_file,
        name="remove-file",
    ),
    re_path(
        r"^projects/(?P<slug>[-\w]+)/act/(?P<verb>take-back|drop|again|start|finish)/$",
        writing.act,
        name="act",
    ),
    path("me/projects/", writing.mine, name="mine"),
    path("desk/projects/", desk.desk, name="desk"),
    path("desk/projects/<slug:slug>/", desk.project, name="desk-project"),
]
