"""Every address of the house: Arabic at the root, the other languages under their code."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from multaqa.portal import me, own, views

urlpatterns = [
    *i18n_patterns(
        # First, what thousands open in the same hour: an address is looked for from the top.
        path("", include("multaqa.apps.budget.urls")),
        path("", views.home, name="home"),
        path("", include("multaqa.apps.accounts.urls")),
        path("", include("multaqa.apps.territory.urls")),
        path("", include("multaqa.apps.network.urls")),
        path("", include("multaqa.apps.forum.urls")),
        path("", include("multaqa.apps.programme.urls")),
        path("", include("multaqa.apps.attendance.urls")),
        path("", include("multaqa.apps.projects.urls")),
        path("me/", me.space, name="me"),
        path("me/data/", me.stored, name="me-stored"),
        path("me/data/copy/", own.my_copy, name="my-copy"),
        path("me/data/copy/file/<int:number>/", own.copy_file, name="my-copy-file"),
        path("me/leave/", own.leave, name="leave"),
        path("record/", views.record, name="record"),
        path("record/key/", views.key, name="key"),
        path("parts/", views.parts, name="parts"),
        prefix_default_language=False,
    ),
    path("demonstration/list.xlsx", views.demonstration_list, name="demonstration-list"),
    re_path(
        r"^demonstration/bodies\.(?P<ending>xlsx|csv)$",
        views.demonstration_bodies,
        name="demonstration-bodies",
    ),
    path("record.json", views.record_file, name="record-file"),
]
handler403 = "multaqa.portal.views.forbidden"
handler404 = "multaqa.portal.views.missing"
handler500 = "multaqa.portal.views.broken"
