from django.urls import path

from multaqa.apps.budget.views import (
    desk_decision,
    desk_paper,
    desk_print,
    desk_projects,
    desk_rounds,
    desk_work,
)

AT = "desk/budget/<slug:slug>"
urlpatterns = [
    path("desk/<int:number>/budget/", desk_rounds.rounds, name="desk-of-edition"),
    path("desk/budget/", desk_rounds.rounds, name="desk-rounds"),
    path("desk/budget/new/", desk_rounds.make, name="desk-make"),
    path("desk/budget/files/", desk_work.files, name="desk-files"),
    path("desk/budget/files/<int:key>/", desk_work.file, name="desk-file"),
    path("desk/budget/work/<int:key>/", desk_work.progress, name="desk-progress"),
    path(f"{AT}/", desk_rounds.one, name="desk-round"),
    path(f"{AT}/settings/", desk_rounds.step, name="desk-about"),
    path(f"{AT}/settings/<slug:step>/", desk_rounds.step, name="desk-step"),
    path(f"{AT}/act/", desk_rounds.act, name="desk-act"),
    path(f"{AT}/change/", desk_rounds.change, name="desk-change"),
    path(f"{AT}/projects/", desk_projects.projects, name="desk-projects"),
    path(f"{AT}/projects/add/", desk_projects.add, name="desk-add-project"),
    path(f"{AT}/projects/choose/", desk_projects.choose, name="desk-choose"),
    path(f"{AT}/projects/bring/", desk_projects.bring, name="desk-bring"),
    path(f"{AT}/projects/<int:key>/", desk_projects.project, name="desk-project"),
    path(f"{AT}/rehearsal/", desk_work.rehearsal, name="desk-rehearsal"),
    path(f"{AT}/rehearsal/cancel/", desk_work.cancel, name="desk-cancel-rehearsal"),
    path(f"{AT}/paper/", desk_paper.paper, name="desk-paper"),
    path(f"{AT}/paper/enter/", desk_paper.entry, name="desk-entry"),
    path(f"{AT}/paper/compare/<text:place>/", desk_paper.compare, name="desk-compare"),
    path(f"{AT}/paper/<int:number>/handed/", desk_paper.handed, name="desk-handed"),
    path(f"{AT}/paper/<int:number>/<int:part>.pdf", desk_print.ballots, name="desk-ballots"),
    path(f"{AT}/help/", desk_paper.help_with, name="desk-help"),
    path(f"{AT}/decision/", desk_decision.decision, name="desk-decision"),
]
