"""What the coordinator writes with a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.network.models import Body
from multaqa.kernel.refusals import PHRASES
from multaqa.ui.inputs import Lines


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Search all bodies, whatever their state"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("Kept with the decision, and read by the body's people: how it was checked."),
        widget=Lines(attrs={"dir": "auto", "rows": "3"}),
    )


class MergingForm(ReasonForm):
    """Which of the two is kept, and why they are one; of one verified alone, that one."""

    kept = forms.ChoiceField(label=_("The entry that is kept"), widget=forms.RadioSelect)

    field_order = ("kept", "reason")

    def __init__(self, *args: Any, pair: tuple[Body, Body], **more: Any) -> None:
        super().__init__(*args, **more)
        self.pair = {body.slug: body for body in pair}
        kept = [body for body in pair if body.is_verified] or pair
        field = self.fields["kept"]
        field.choices = [(one.slug, str(one)) for one in kept]  # type: ignore[attr-defined]
        if len(kept) == 1:
            field.help_text = PHRASES["body.keep_verified"]
            field.error_messages["invalid_choice"] = PHRASES["body.keep_verified"]

    def parted(self) -> tuple[Body, Body]:
        """The one that is kept, and the one that goes into it."""
        kept = self.pair[self.cleaned_data["kept"]]
        merged = next(body for body in self.pair.values() if body != kept)
        return kept, merged
