from django.urls import path

from multaqa.apps.forum.views import calls

urlpatterns = [
    path("desk/<int:number>/call/", calls.call, name="desk-call"),
    path("desk/<int:number>/call/close/", calls.close_call, name="close-call"),
    path("desk/<int:number>/call/reopen/", calls.reopen_call, name="reopen-call"),
    path("desk/<int:number>/colleges/", calls.colleges, name="desk-colleges"),
    path("desk/<int:number>/colleges/<slug:college>/", calls.revise_college, name="desk-college"),
    path(
        "desk/<int:number>/colleges/<slug:college>/change/",
        calls.change_college,
        name="change-college",
    ),
    path("desk/<int:number>/questions/", calls.questions, name="desk-questions"),
    path("desk/<int:number>/questions/new/", calls.add_question, name="add-question"),
    path("desk/<int:number>/questions/<int:pk>/", calls.revise_question, name="desk-question"),
    path(
        "desk/<int:number>/questions/<int:pk>/change/",
        calls.change_question,
        name="change-question",
    ),
    path("desk/<int:number>/clone/", calls.clone_edition, name="clone-edition"),
]
