"""What one asks of the list of projects, and what the desk decides."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from multaqa.apps.network.models import Field, Group, WorkSetting
from multaqa.apps.projects.queries import Asked, shown_states
from multaqa.apps.territory.queries import communes_menu
from multaqa.ui.inputs import WesternIntegerField

ALL = ("", _("all"))
SETTINGS = [(one.value, one.label) for one in (WorkSetting.URBAN, WorkSetting.RURAL)]
MOST = 1_000_000_000


class FilterForm(forms.Form):
    """A search in an address: what it cannot mean is left out, never refused."""

    q = forms.CharField(
        label=_("Search the projects"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    field = forms.ChoiceField(label=_("Field"), required=False, choices=[ALL, *Field.choices])
    group = forms.ChoiceField(
        label=_("Group it includes"), required=False, choices=[ALL, *Group.choices]
    )
    territory = forms.ChoiceField(label=_("Province or commune"), required=False)
    setting = forms.ChoiceField(label=_("Setting"), required=False, choices=[ALL, *SETTINGS])
    state = forms.ChoiceField(label=_("State"), required=False)
    least = WesternIntegerField(
        label=_("Asks for at least (MAD)"), required=False, min_value=0, max_value=MOST
    )
    most = WesternIntegerField(
        label=_("Asks for at most (MAD)"), required=False, min_value=0, max_value=MOST
    )
    model = forms.BooleanField(label=_("Model projects alone"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["state"].choices = [ALL, *shown_states()]  # type: ignore[attr-defined]
        self.fields["territory"].choices = [  # type: ignore[attr-defined]
            ALL,
            *(
                (name, [(code, gettext("all of {province}").format(province=name)), *communes])
                for code, name, communes in communes_menu(settings.REGION)
            ),
        ]

    def asked(self) -> Asked:
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
        return Asked(
            search=told.get("q", ""),
            field=told.get("field", ""),
            group=told.get("group", ""),
            territory=told.get("territory", ""),
            setting=told.get("setting", ""),
            state=told.get("state", ""),
            least=told.get("least"),
            most=told.get("most"),
            is_model=bool(told.get("model")),
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("What is to be changed, or why it is refused"),
        required=False,
        max_length=2000,
        help_text=_("Its holder reads it as you write it."),
        widget=forms.Textarea(attrs={"rows": "4", "dir": "auto"}),
    )


class ModelForm(forms.Form):
    reuse = forms.CharField(
        label=_("What others can reuse"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "4", "dir": "auto"}),
    )
