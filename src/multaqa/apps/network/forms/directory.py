"""What one asks of the directory."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from multaqa.apps.network.models import BodyKind, Field, Group, WorkSetting
from multaqa.apps.network.queries import Asked
from multaqa.apps.territory.queries import communes_menu

ALL = ("", _("all"))
SETTINGS = [(one.value, one.label) for one in (WorkSetting.URBAN, WorkSetting.RURAL)]


class FilterForm(forms.Form):
    """A search in an address: what it cannot mean is left out, never refused."""

    q = forms.CharField(
        label=_("Search the directory"),
        required=False,
        max_length=200,
        help_text=_("A name, in Arabic or French; hamza and ta marbuta do not matter."),
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *BodyKind.choices])
    field = forms.ChoiceField(label=_("Field"), required=False, choices=[ALL, *Field.choices])
    group = forms.ChoiceField(
        label=_("Group served"), required=False, choices=[ALL, *Group.choices]
    )
    territory = forms.ChoiceField(label=_("Province or commune"), required=False)
    setting = forms.ChoiceField(label=_("Setting"), required=False, choices=[ALL, *SETTINGS])
    of = forms.ChoiceField(
        label=_("Territory and setting are those of"),
        required=False,
        choices=[("seat", _("the seat")), ("work", _("the area of work"))],
    )

    confirmed = forms.BooleanField(
        label=_("Only those that their people confirmed lately"), required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["territory"].choices = [ALL, *_places()]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
        return Asked(
            search=told.get("q", ""),
            territory=told.get("territory", ""),
            setting=told.get("setting", ""),
            by_work=told.get("of") == "work",
            kind=told.get("kind", ""),
            field=told.get("field", ""),
            group=told.get("group", ""),
            is_confirmed=bool(told.get("confirmed")),
        )

    def count_kinds(self, counts: dict[str, int]) -> None:
        """Write beside each kind how many answer to all the rest; those of which none does go."""
        asked = str(self.data.get("kind", ""))
        kinds = [
            (value, f"{label} ({counts.get(value, 0)})")
            for value, label in BodyKind.choices
            if counts.get(value) or value == asked
        ]
        self.fields["kind"].choices = [ALL, *kinds]  # type: ignore[attr-defined]


def _places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each province of this instance's region: the whole of it, then its communes."""
    return [
        (name, [(code, gettext("all of {province}").format(province=name)), *communes])
        for code, name, communes in communes_menu(settings.REGION)
    ]
