from multaqa.apps.network.forms.bodies import BodyForm
from multaqa.apps.network.forms.desk import MergingForm, ReasonForm, SearchForm
from multaqa.apps.network.forms.directory import FilterForm
from multaqa.apps.network.forms.people import JoiningForm

__all__ = ["BodyForm", "FilterForm", "JoiningForm", "MergingForm", "ReasonForm", "SearchForm"]
