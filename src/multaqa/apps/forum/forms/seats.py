"""The shapes of what is typed about seats."""

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.ui.inputs import WesternIntegerField


class ConfirmationDateForm(forms.Form):
    by = forms.DateTimeField(
        label=_("To be confirmed before"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_(
            "Moroccan time. Those who registered are told at once, with their personal link; those "
            "of a list that was brought in are called from the table below."
        ),
    )


class AnswersForm(forms.Form):
    note = forms.CharField(
        label=_("How they answered"),
        max_length=300,
        initial=_("by phone"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write how they answered: by phone, in person, on paper.")},
    )


class AlternatesForm(forms.Form):
    count = WesternIntegerField(
        label=_("How many alternates"),
        min_value=0,
        max_value=500,
        help_text=_("They are drawn ahead with the seats, in the order in which they are called."),
    )
