from django.urls import path, re_path

from multaqa.apps.forum.views import desk, draws, files, lists, public, quotas

urlpatterns = [
    path("forum/<int:number>/", public.edition, name="edition"),
    path("forum/<int:number>/draw/", public.draws, name="draws"),
    path("forum/<int:number>/draw/<slug:college>/", public.draw, name="draw"),
    path("forum/<int:number>/draw/<slug:college>/chances/", public.chances, name="chances"),
    path("forum/<int:number>/draw/<slug:college>/evidence.json", files.evidence, name="evidence"),
    path(
        "forum/<int:number>/draw/<slug:college>/chances.csv",
        files.chances_file,
        name="chances-file",
    ),
    path("forum/<int:number>/draw/<slug:college>/panel.csv", files.panel_file, name="panel-file"),
    re_path(
        r"^forum/(?P<number>[0-9]{1,4})/draw/(?P<college>[-a-z0-9_]{1,30})/minutes-(?P<language>ar|fr)\.pdf$",
        files.minutes_file,
        name="minutes",
    ),
    path("desk/", desk.desk, name="desk"),
    path("desk/editions/new/", desk.open_edition, name="open-edition"),
    path("desk/<int:number>/", desk.revise_edition, name="desk-edition"),
    path("desk/<int:number>/<slug:college>/list/", lists.applicants, name="desk-list"),
    path("desk/<int:number>/<slug:college>/list/<int:pk>/", lists.brought_list, name="desk-import"),
    path(
        "desk/<int:number>/<slug:college>/list/tickets/<text:ticket>/",
        lists.applicant,
        name="desk-applicant",
    ),
    path("desk/<int:number>/<slug:college>/quotas/", quotas.quotas, name="desk-quotas"),
    path(
        "desk/<int:number>/<slug:college>/quotas/change/",
        quotas.change_quotas,
        name="change-quotas",
    ),
    path("desk/<int:number>/<slug:college>/quotas/file/", quotas.quota_file, name="quota-file"),
    path("desk/<int:number>/<slug:college>/quotas.csv", files.quotas_file, name="quotas-file"),
    path("desk/<int:number>/<slug:college>/people.csv", files.people_file, name="people-file"),
    path("desk/<int:number>/<slug:college>/draw/", draws.draw, name="desk-draw"),
    path("desk/<int:number>/<slug:college>/draw/progress/", draws.progress, name="progress"),
    path("desk/<int:number>/<slug:college>/draw/compute/", draws.change_draw, name="change-draw"),
    path("desk/<int:number>/<slug:college>/draw/seal/", draws.seal, name="seal"),
    path("desk/<int:number>/<slug:college>/draw/seats/", draws.draw_seats, name="draw-seats"),
    path("desk/<int:number>/<slug:college>/draw/names.csv", files.names_file, name="names-file"),
    path(
        "desk/<int:number>/<slug:college>/draw/opening.json",
        files.opening_file,
        name="opening-file",
    ),
]
