from django.urls import URLPattern, path, re_path

from multaqa.apps.budget.views import counting, result_files, results

urlpatterns: list[URLPattern] = [
    path("budget/how/", results.how, name="how"),
    path("budget/<slug:slug>/result/", results.result, name="result"),
    path("budget/<slug:slug>/result/turnout/", results.turnout, name="turnout"),
    path(
        "budget/<slug:slug>/result/project/<longtext:number>/",
        results.project,
        name="result-project",
    ),
    re_path(
        r"^budget/(?P<slug>[-a-zA-Z0-9_]{1,80})/result/result-(?P<language>ar|fr)\.pdf$",
        result_files.paper,
        name="result-paper",
    ),
    re_path(
        r"^budget/(?P<slug>[-a-zA-Z0-9_]{1,80})/result/projects\.(?P<ending>csv|xlsx)$",
        result_files.table,
        name="result-table",
    ),
    path("budget/<slug:slug>/result/ballots.pb", result_files.ballots, name="result-ballots"),
    path("budget/<slug:slug>/result/blank.csv", result_files.blank, name="result-blank"),
    path("budget/<slug:slug>/result/evidence.json", result_files.evidence, name="result-evidence"),
    path("desk/budget/<slug:slug>/count/", counting.count, name="desk-count"),
    path("desk/budget/<slug:slug>/count/progress/", counting.progress, name="count-progress"),
]
