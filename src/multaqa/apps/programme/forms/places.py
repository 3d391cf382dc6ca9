"""What is typed to ask for places."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from multaqa.apps.network.models import Body
from multaqa.apps.programme.services.signing_up import LARGEST_GROUP
from multaqa.ui.inputs import Lines, WesternIntegerField

WORDS = {"autocomplete": "off", "dir": "auto"}


def _lines(text: str) -> list[str]:
    return [line for line in text.replace("\0", "").splitlines() if line.strip()]


class GroupForm(forms.Form):
    """A body, how many people, and their names as far as they are known."""

    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none(), empty_label=None)
    size = WesternIntegerField(
        label=_("How many people"),
        min_value=2,
        max_value=LARGEST_GROUP,
        help_text=_("All of them get a place together, or wait together."),
    )
    people = forms.CharField(
        label=_("Their names"),
        required=False,
        max_length=6000,
        widget=Lines(attrs=WORDS | {"rows": 5}),
        help_text=_("One name a line. You may write them later."),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if bodies is None:
            del self.fields["body"]
        else:
            self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_people(self) -> list[str]:
        return _lines(self.cleaned_data["people"])


class DeskPlaceForm(forms.Form):
    """Somebody who asked at the desk, or by phone."""

    name = forms.CharField(
        label=_("Name, or name of the group"),
        max_length=150,
        widget=forms.TextInput(attrs=WORDS),
    )
    size = WesternIntegerField(
        label=_("How many people"), min_value=1, max_value=LARGEST_GROUP, initial=1
    )
    is_walk_in = forms.BooleanField(
        label=_("Takes what is kept for those who come without asking"), required=False
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].replace("\0", "").split())
