"""The shapes of what is typed at the desk about a call: its dates, colleges and questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.forum import services
from multaqa.apps.forum.models import HOLDER, Call, College, Edition, Question
from multaqa.apps.network.models import BodyKind
from multaqa.ui.inputs import Lines, WesternIntegerField

MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
ARABIC, FRENCH = {"dir": "rtl", "lang": "ar"}, {"dir": "ltr", "lang": "fr"}


def _moment(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT_FORMATS[0]),
    )


class CallForm(forms.Form):
    opens_at = _moment(_("Opens"), _("Moroccan time."))
    closes_at = _moment(_("Closes"), _("Nothing is sent after this moment."))
    provinces = forms.MultipleChoiceField(
        label=_("Provinces from which one may apply"),
        required=False,
        help_text=_("None ticked: the whole region."),
        widget=forms.CheckboxSelectMultiple,
    )
    intro_ar = forms.CharField(
        label=_("What the call says, in Arabic"),
        required=False,
        max_length=4000,
        widget=Lines(attrs=ARABIC),
    )
    intro_fr = forms.CharField(
        label=_("What the call says, in French"),
        required=False,
        max_length=4000,
        widget=Lines(attrs=FRENCH),
    )
    is_assistance_open = forms.BooleanField(
        label=_("One may register somebody who is present"), required=False, initial=True
    )
    is_announced = forms.BooleanField(
        label=_("Announced: everyone sees the call and its dates"), required=False, initial=True
    )

    def __init__(self, *args: Any, edition: Edition, call: Call | None, **more: Any) -> None:
        if call is not None:
            more["initial"] = {name: getattr(call, name) for name in self.base_fields}
        super().__init__(*args, **more)
        provinces = edition.region.provinces.order_by("code")
        self.fields["provinces"].choices = [  # type: ignore[attr-defined]
            (province.code, str(province)) for province in provinces
        ]


class ReopenForm(forms.Form):
    closes_at = _moment(_("Open it again until"), _("Moroccan time."))


class CollegeForm(forms.Form):
    name_ar = forms.CharField(
        label=_("Name, in Arabic"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs=ARABIC),
    )
    name_fr = forms.CharField(
        label=_("Name, in French"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs=FRENCH),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=30,
        help_text=_("A short word in Latin letters, as it stands in the addresses: youth"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    seats = WesternIntegerField(label=_("Seats"), min_value=1, max_value=9999)
    kinds = forms.MultipleChoiceField(
        label=_("Whose people may apply"),
        required=False,
        choices=[*BodyKind.choices, (HOLDER, _("project holders, for no body"))],
        help_text=_("None ticked: everyone."),
        widget=forms.CheckboxSelectMultiple,
    )
    age_from = WesternIntegerField(
        label=_("Aged at least"),
        required=False,
        min_value=18,
        max_value=99,
        help_text=_("The age reached in the year of the forum; empty, no limit."),
    )
    age_to = WesternIntegerField(
        label=_("Aged at most"), required=False, min_value=18, max_value=99
    )

    def __init__(self, *args: Any, college: College | None = None, **more: Any) -> None:
        if college is not None:
            names = [name for name in self.base_fields if name != "seats"]
            more["initial"] = {name: getattr(college, name) for name in names}
            more["initial"]["seats"] = college.draw.seats
        super().__init__(*args, **more)
        if college is None:
            self.fields["name_ar"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        low, high = cleaned.get("age_from"), cleaned.get("age_to")
        if low and high and high < low:
            self.add_error("age_to", _("The highest age is below the lowest."))
        return cleaned


class QuestionForm(forms.Form):
    label_ar = forms.CharField(
        label=_("Question, in Arabic"), max_length=200, widget=forms.TextInput(attrs=ARABIC)
    )
    label_fr = forms.CharField(
        label=_("Question, in French"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=FRENCH),
    )
    hint_ar = forms.CharField(
        label=_("Help, in Arabic"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=ARABIC),
    )
    hint_fr = forms.CharField(
        label=_("Help, in French"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=FRENCH),
    )
    kind = forms.ChoiceField(
        label=_("Kind of answer"), choices=Question.Kind.choices, widget=forms.RadioSelect
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=6000,
        help_text=_("One per line, Arabic first, then French after a bar: فلاحة | agriculture"),
        widget=Lines(attrs={"dir": "auto"}),
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    is_balanced = forms.BooleanField(
        label=_("The draw balances by it"),
        required=False,
        help_text=_("Of one choice, or of yes and no; it becomes a category with quotas."),
    )
    is_sensitive = forms.BooleanField(
        label=_("Sensitive: health, disability"),
        required=False,
        help_text=_("Under the CNDP's authorisation; last, never obligatory, never beside a name."),
    )
    colleges = forms.ModelMultipleChoiceField(
        label=_("Asked of these colleges only"),
        queryset=College.objects.none(),
        required=False,
        help_text=_("None ticked: of everyone."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        self.question = question
        if question.pk:
            words = [name for name in self.base_fields if name not in {"choices", "colleges"}]
            more["initial"] = {name: getattr(question, name) for name in words} | {
                "choices": choices_written(question.choices),
                "colleges": question.colleges.all(),
            }
        super().__init__(*args, **more)
        edition = question.edition
        if not edition.may_ask_sensitive:
            del self.fields["is_sensitive"]
        if edition.colleges.count() == 1:
            del self.fields["colleges"]
        else:
            self.fields["colleges"].queryset = edition.colleges.all()  # type: ignore[attr-defined]

    def clean_choices(self) -> list[dict[str, str]]:
        return services.read_choices(self.cleaned_data["choices"], self.question.choices)

    def fields_read(self) -> dict[str, Any]:
        kept = {"is_sensitive": False} | self.cleaned_data
        return kept | {"colleges": list(kept.get("colleges") or [])}


def choices_written(choices: list[dict[str, str]]) -> str:
    """The choices as they are typed: one per line, French after a bar."""
    return "\n".join(" | ".join(filter(None, (one["ar"], one.get("fr")))) for one in choices)


class CloneForm(forms.Form):
    number = WesternIntegerField(label=_("Number of the edition"), min_value=1, max_value=999)
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
