from multaqa.apps.network.forms.bodies import BodyForm
from multaqa.apps.network.forms.desk import (
    DecisionForm,
    MergingForm,
    QueueForm,
    ReasonForm,
    SearchForm,
)
from multaqa.apps.network.forms.directory import FilterForm
from multaqa.apps.network.forms.documents import DocumentForm
from multaqa.apps.network.forms.handovers import HandoverForm
from multaqa.apps.network.forms.people import (
    ClaimAnswerForm,
    ClaimForm,
    DayField,
    InviteForm,
    JoiningForm,
    RoleForm,
    WordsForm,
)

__all__ = [
    "BodyForm",
    "ClaimAnswerForm",
    "ClaimForm",
    "DayField",
    "DecisionForm",
    "DocumentForm",
    "FilterForm",
    "HandoverForm",
    "InviteForm",
    "JoiningForm",
    "MergingForm",
    "QueueForm",
    "ReasonForm",
    "RoleForm",
    "SearchForm",
    "WordsForm",
]
