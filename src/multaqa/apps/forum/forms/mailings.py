"""The shape of a message to many."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Mailing, RegistrationState, SeatState
from multaqa.ui.inputs import Lines

ASKED = [
    choice
    for choice in RegistrationState.choices
    if choice[0] not in {RegistrationState.DRAFT, RegistrationState.WITHDRAWN}
]
# Who withdrew is written to no more, whichever of the two they withdrew.
SEATED = [choice for choice in SeatState.choices if choice[0] != SeatState.WITHDRAWN]
LANGUAGE_MARKS = {"ar": {"dir": "rtl", "lang": "ar"}, "fr": {"dir": "ltr", "lang": "fr"}}


class MailingForm(forms.Form):
    """What is said, in Arabic and if possible in French, and to whom."""

    title_ar = forms.CharField(label=_("Title, in Arabic"), max_length=100)
    text_ar = forms.CharField(
        label=_("Text, in Arabic"),
        max_length=2000,
        help_text=_(
            "An Arabic text message holds 70 signs, or 67 in each of several: the shorter, the "
            "surer it is read."
        ),
        widget=Lines(attrs={"rows": 4}),
    )
    title_fr = forms.CharField(label=_("Title, in French"), max_length=100, required=False)
    text_fr = forms.CharField(
        label=_("Text, in French"),
        max_length=2000,
        required=False,
        help_text=_("Left empty, who chose French reads it in Arabic."),
        widget=Lines(attrs={"rows": 4}),
    )
    states = forms.MultipleChoiceField(
        label=_("To those whose registration is"),
        required=False,
        choices=ASKED,
        widget=forms.CheckboxSelectMultiple,
    )
    seat_states = forms.MultipleChoiceField(
        label=_("To those whose seat is"),
        required=False,
        choices=SEATED,
        help_text=_("None ticked, here or above: everyone who sent a registration."),
        widget=forms.CheckboxSelectMultiple,
    )
    colleges = forms.TypedMultipleChoiceField(
        label=_("Of these colleges"),
        required=False,
        coerce=int,
        help_text=_("None ticked: all of them."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, mailing: Mailing, **kwargs: Any) -> None:
        if mailing.pk:
            kept = {name: getattr(mailing, name) for name in KEPT}
            kept["colleges"] = [one.pk for one in mailing.colleges.all()]
            kwargs["initial"] = kept
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs |= LANGUAGE_MARKS.get(name[-2:], {})
        colleges = [(one.pk, str(one)) for one in mailing.edition.colleges.all()]
        field = self.fields["colleges"]
        if len(colleges) > 1 and isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = colleges
        else:
            del self.fields["colleges"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("colleges", [])
        if bool(cleaned.get("title_fr")) != bool(cleaned.get("text_fr")):
            missing = "text_fr" if cleaned.get("title_fr") else "title_fr"
            self.add_error(missing, _("Write the title and the text, or neither."))
        return cleaned


KEPT = ("title_ar", "text_ar", "title_fr", "text_fr", "states", "seat_states")
