from django.utils.translation import gettext_lazy as _

from multaqa.kernel import house
from multaqa.kernel.house import Topic


class Config(house.App):
    name = "multaqa.apps.projects"
    panes = {"body": [("projects:of_body", _("Projects of this body"))]}
    topics = {
        "projects.step": Topic(
            label=_("What becomes of your projects"),
            why=_("You get this because you hold a project, or act for the body that holds it."),
            is_needed=True,
        ),
    }
