from multaqa.apps.projects.forms.asking import FilterForm, ModelForm, ReasonForm
from multaqa.apps.projects.forms.steps import BeginForm, PaperForm, PictureForm, Step

__all__ = [
    "BeginForm",
    "FilterForm",
    "ModelForm",
    "PaperForm",
    "PictureForm",
    "ReasonForm",
    "Step",
]
