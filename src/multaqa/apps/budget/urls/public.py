from django.urls import path

from multaqa.apps.budget.views import receipts, rounds, voting

AT = "budget/<slug:slug>"
urlpatterns = [
    path("budget/", rounds.rounds, name="rounds"),
    path("budget/of-project/<slug:slug>/", rounds.of_project, name="of-project"),
    path(f"{AT}/", rounds.round, name="round"),
    path(f"{AT}/projects/<longtext:number>/", rounds.project, name="project"),
    path(f"{AT}/compare/", rounds.compare, name="compare"),
    path(f"{AT}/vote/", voting.right, name="vote"),
    path(f"{AT}/vote/projects/", voting.projects, name="vote-projects"),
    path(f"{AT}/vote/send/", voting.send, name="vote-send"),
    path(f"{AT}/receipt/", receipts.receipt, name="receipt"),
    path(f"{AT}/receipt/file/", receipts.receipt_file, name="receipt-file"),
]
