from multaqa.apps.projects.services.deciding import (
    ask_changes,
    find_feasible,
    finish_project,
    mark_funded,
    mark_model,
    mark_not_funded,
    publish_project,
    put_forward_again,
    refuse_project,
    start_project,
    submit_project,
    take_back,
)
from multaqa.apps.projects.services.files import keep_attachment, keep_picture, remove_file
from multaqa.apps.projects.services.leaving import follow_merged_body, forget_person
from multaqa.apps.projects.services.writing import begin_project, drop_project, plain, save_step

__all__ = [
    "ask_changes",
    "begin_project",
    "drop_project",
    "find_feasible",
    "finish_project",
    "follow_merged_body",
    "forget_person",
    "keep_attachment",
    "keep_picture",
    "mark_funded",
    "mark_model",
    "mark_not_funded",
    "plain",
    "publish_project",
    "put_forward_again",
    "refuse_project",
    "remove_file",
    "save_step",
    "start_project",
    "submit_project",
    "take_back",
]
