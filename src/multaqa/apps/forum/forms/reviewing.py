"""The shapes of what is asked and answered at the desk of registrations."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Edition, Registration, RegistrationState
from multaqa.apps.forum.queries import REPLIED, Choice
from multaqa.apps.territory.models import Province
from multaqa.ui.inputs import Lines

ALL = ("", _("all"))
STATES = [choice for choice in RegistrationState.choices if choice[0] != RegistrationState.DRAFT]


class ChoiceForm(forms.Form):
    """Which registrations are looked at; what is not understood narrows nothing."""

    q = forms.CharField(
        label=_("Name, number, body, phone or e-mail"), required=False, max_length=100
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[ALL, *STATES, (REPLIED, _("answered the refusal"))],
    )
    college = forms.ChoiceField(label=_("College"), required=False)
    setting = forms.ChoiceField(
        label=_("Setting"),
        required=False,
        choices=[ALL, ("urban", _("urban")), ("rural", _("rural"))],
    )
    province = forms.ChoiceField(label=_("Province"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[ALL, *Registration.Sex.choices]
    )
    alike = forms.BooleanField(label=_("Possible doubles only"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleges = [(one.slug, str(one)) for one in edition.colleges.all()]
        if len(colleges) > 1:
            self._offer("college", colleges)
        else:
            del self.fields["college"]
        provinces = Province.objects.filter(region_id=edition.region_id)
        self._offer("province", [(one.code, one.name) for one in provinces])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ALL, *choices]

    def choice(self) -> Choice:
        self.is_valid()
        return Choice(**self.cleaned_data)

    def said(self) -> list[tuple[str, str]]:
        """What narrows the choice, in words."""
        told = []
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            if not value:
                continue
            words = value
            if isinstance(field, forms.ChoiceField):
                words = dict(cast("list[tuple[str, str]]", field.choices)).get(value, value)
            told.append((str(field.label), gettext("yes") if value is True else str(words)))
        return told


class AnswerForm(forms.Form):
    """An answer to one registration; a refusal says why."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_(
            "Obligatory for a refusal. The person reads it, and so does the auditor: name nobody "
            "in it."
        ),
        widget=Lines(attrs={"rows": 3, "dir": "auto"}),
    )
