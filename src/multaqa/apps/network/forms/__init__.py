from multaqa.apps.network.forms.bodies import BodyForm
from multaqa.apps.network.forms.desk import MergingForm, ReasonForm, SearchForm
from multaqa.apps.network.forms.directory import FilterForm
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
    "FilterForm",
    "HandoverForm",
    "InviteForm",
    "JoiningForm",
    "MergingForm",
    "ReasonForm",
    "RoleForm",
    "SearchForm",
    "WordsForm",
]
