from multaqa.apps.projects.models.files import Attachment, Picture
from multaqa.apps.projects.models.plans import BudgetLine, Milestone, OtherFunding
from multaqa.apps.projects.models.projects import (
    PUBLIC_STATES,
    WRITTEN_STATES,
    Project,
    ProjectCommune,
    ProjectGroup,
    ProjectState,
)
from multaqa.apps.projects.models.steps import ProjectStep, ProjectVersion

__all__ = [
    "PUBLIC_STATES",
    "WRITTEN_STATES",
    "Attachment",
    "BudgetLine",
    "Milestone",
    "OtherFunding",
    "Picture",
    "Project",
    "ProjectCommune",
    "ProjectGroup",
    "ProjectState",
    "ProjectStep",
    "ProjectVersion",
]
