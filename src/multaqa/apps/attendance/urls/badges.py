from django.urls import path

from multaqa.apps.attendance.views import badges, printings

urlpatterns = [
    path("desk/<int:number>/attendance/", badges.desk, name="desk"),
    path("desk/<int:number>/badges/", badges.badges, name="badges"),
    path("desk/<int:number>/badges/issue/", badges.issue, name="issue-badges"),
    path("desk/<int:number>/badges/list.csv", badges.badges_file, name="badges-file"),
    path("desk/<int:number>/badges/add/", badges.add, name="add-badge"),
    path("desk/<int:number>/badges/bring/", badges.bring, name="bring-badges"),
    path("desk/<int:number>/badges/print/", printings.print_badges, name="print-badges"),
    path("desk/<int:number>/printings/<int:place>/", printings.printing, name="printing"),
    path(
        "desk/<int:number>/printings/<int:place>/badges.pdf",
        printings.printing_file,
        name="printing-file",
    ),
    path("desk/<int:number>/badge/<text:code>/", badges.badge, name="badge"),
    path("desk/<int:number>/badge/<text:code>/change/", badges.change, name="change-badge"),
    path("desk/<int:number>/badge/<text:code>/qr.svg", badges.badge_code, name="badge-code"),
]
