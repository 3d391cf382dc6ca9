from django.urls import path

from multaqa.apps.forum.views import mailings, reviewing

urlpatterns = [
    path("desk/<int:number>/registrations/", reviewing.registrations, name="desk-registrations"),
    path("desk/<int:number>/registrations/accept/", reviewing.accept_many, name="accept-many"),
    path(
        "desk/<int:number>/registrations.csv",
        reviewing.registrations_file,
        {"kind": "csv"},
        name="registrations-csv",
    ),
    path(
        "desk/<int:number>/registrations.xlsx",
        reviewing.registrations_file,
        {"kind": "xlsx"},
        name="registrations-xlsx",
    ),
    path(
        "desk/<int:number>/registrations/<slug:registration>/",
        reviewing.registration,
        name="desk-registration",
    ),
    path("desk/<int:number>/<slug:college>/list/take/", reviewing.take_pool, name="take-pool"),
    path("desk/<int:number>/messages/", mailings.mailings, name="desk-messages"),
    path("desk/<int:number>/messages/new/", mailings.write, name="write-message"),
    path("desk/<int:number>/messages/retry/", mailings.retry, name="retry-messages"),
    path("desk/<int:number>/messages/calls/", mailings.calls, name="desk-calls"),
    path("desk/<int:number>/messages/<int:pk>/", mailings.mailing, name="desk-mailing"),
]
