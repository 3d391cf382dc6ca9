"""The short steps in which a project is written; each keeps what fits, and shows what does not."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from multaqa.apps.network.models import Field, Group
from multaqa.apps.projects.models import OtherFunding, Project
from multaqa.apps.territory.queries import communes_menu
from multaqa.kernel.uploads import ACCEPT
from multaqa.ui.inputs import WesternIntegerField

TYPED = {"autocomplete": "off", "dir": "auto"}
MOST_PEOPLE = 10_000_000
MOST_MONTHS = 60


def _long(label: Any, *, rows: int, most: int, help_text: Any = "") -> forms.CharField:  # noqa: ANN401
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs=TYPED | {"rows": str(rows)}),
    )


class Dirhams(forms.TextInput):
    """As wide as an amount, in the digits of a telephone's keyboard."""

    def __init__(self) -> None:
        super().__init__({"inputmode": "numeric", "dir": "ltr", "size": "10"})


class TitleField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Title"),
            max_length=160,
            help_text=_("What will be there when it is done: “A well with solar pumps in Asrir”."),
            widget=forms.TextInput(attrs=TYPED),
        )


class SummaryField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Summary"),
            required=False,
            max_length=600,
            help_text=_("Two or three sentences: this is what people read in the list."),
            widget=forms.Textarea(attrs=TYPED | {"rows": "3"}),
        )


class BeginForm(forms.Form):
    """An idea: a title is enough."""

    holder = forms.ChoiceField(label=_("Who holds it"))
    title = TitleField()
    summary = SummaryField()
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, bodies: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        me = [("me", _("I, as a person"))]
        self.fields["holder"].choices = [*bodies.items(), *me]  # type: ignore[attr-defined]


class WhatForm(forms.Form):
    title = TitleField()
    summary = SummaryField()
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    field = forms.ChoiceField(
        label=_("Field"), required=False, choices=[("", _("choose")), *Field.choices]
    )
    is_name_shown = forms.BooleanField(
        label=_("Show my name to everyone, as its holder"),
        required=False,
        help_text=_("Otherwise everyone reads “A person of the network”."),
    )

    def __init__(self, *args: Any, project: Project, **more: Any) -> None:
        super().__init__(*args, **more)
        if project.holder_body_id is not None:
            del self.fields["is_name_shown"]


class WhyForm(forms.Form):
    need = _long(
        _("The need"),
        rows=6,
        most=3000,
        help_text=_("What is missing today, for whom, and how you know it."),
    )
    deeds = _long(
        _("What it will do"),
        rows=6,
        most=3000,
        help_text=_("What you will do, with whom, and what stays when the money is spent."),
    )

    def __init__(self, *args: Any, project: Project, **more: Any) -> None:
        super().__init__(*args, **more)


class WhereForm(forms.Form):
    is_regional = forms.BooleanField(label=_("In the whole region"), required=False)
    communes = forms.MultipleChoiceField(
        label=_("Communes where it is carried out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups it includes"),
        required=False,
        choices=Group.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reached_count = WesternIntegerField(
        label=_("People it will reach"), required=False, min_value=0, max_value=MOST_PEOPLE
    )

    def __init__(self, *args: Any, project: Project, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["communes"].choices = [  # type: ignore[attr-defined]
            (name, communes) for _code, name, communes in communes_menu(settings.REGION)
        ]

    def provinces(self) -> list[tuple[str, list[tuple[str, str, bool]], int]]:
        """Each province, its communes with whether they are ticked, and how many of them are."""
        ticked = {str(code) for code in self["communes"].value() or ()}
        told = [
            (name, [(code, label, code in ticked) for code, label in communes])
            for name, communes in self.fields["communes"].choices  # type: ignore[attr-defined]
        ]
        return [(name, rows, sum(row[2] for row in rows)) for name, rows in told]


class StartForm(forms.Form):
    starts_on = forms.DateField(
        label=_("Can begin on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, project: Project, **more: Any) -> None:
        super().__init__(*args, **more)


class LineForm(forms.Form):
    label = forms.CharField(
        label=_("What is to be paid"), max_length=160, widget=forms.TextInput(attrs=TYPED)
    )
    quantity = WesternIntegerField(label=_("Quantity"), min_value=1, max_value=100_000, initial=1)
    price = WesternIntegerField(
        label=_("Price of one, in dirhams"), min_value=1, max_value=100_000_000, widget=Dirhams()
    )
    is_asked = forms.BooleanField(label=_("Asked of the envelope"), required=False, initial=True)


class FundingForm(forms.Form):
    source = forms.CharField(
        label=_("From whom"), max_length=160, widget=forms.TextInput(attrs=TYPED)
    )
    amount = WesternIntegerField(
        label=_("Amount, in dirhams"), min_value=1, max_value=1_000_000_000, widget=Dirhams()
    )
    state = forms.ChoiceField(label=_("How far it is"), choices=OtherFunding.State.choices)


class MilestoneForm(forms.Form):
    title = forms.CharField(
        label=_("What will be done"), max_length=160, widget=forms.TextInput(attrs=TYPED)
    )
    month = WesternIntegerField(
        label=_("Months after the start"), min_value=0, max_value=MOST_MONTHS
    )


class RowSet(forms.BaseFormSet[forms.Form]):
    """Lines of a table; one that is emptied goes, and empty ones are not asked for anything."""

    def rows(self) -> list[dict[str, Any]]:
        return [
            {name: form.cleaned_data[name] for name in form.fields}
            for form in self.forms
            if form.has_changed() or form.initial
            if not _is_blank(form)
        ]

    def _construct_form(self, i: int, **more: Any) -> forms.Form:
        form: forms.Form = super()._construct_form(i, **more)  # type: ignore[misc]
        form.empty_permitted = form.empty_permitted or _is_blank(form)
        form.use_required_attribute = False
        if form.is_bound and _is_blank(form):
            for field in form.fields.values():
                field.required = False
        return form


def _is_blank(form: forms.Form) -> bool:
    """Whether nothing is written in it: a tick and a quantity that stand there by themselves do."""
    if not form.is_bound:
        return False
    told = [
        str(form.data.get(form.add_prefix(name), "")).strip()
        for name in form.fields
        if name not in {"is_asked", "quantity", "state"}
    ]
    return not any(told)


def _set(form: type[forms.Form], extra: int) -> Any:  # noqa: ANN401  a class that Django makes
    return forms.formset_factory(form, formset=RowSet, extra=extra, max_num=40, absolute_max=50)


LINES, FUNDINGS, MILESTONES = _set(LineForm, 2), _set(FundingForm, 1), _set(MilestoneForm, 2)
FORMS: dict[str, type[forms.Form]] = {
    "what": WhatForm,
    "why": WhyForm,
    "where": WhereForm,
    "time": StartForm,
}
SETS: dict[str, dict[str, Any]] = {
    "money": {"lines": LINES, "fundings": FUNDINGS},
    "time": {"milestones": MILESTONES},
}


class Step:
    """One step of the form, bound or not: a form, tables of lines, or both."""

    def __init__(self, name: str, project: Project, told: Mapping[str, Any], sent: Any) -> None:  # noqa: ANN401
        self.name = name
        kind = FORMS.get(name)
        self.form = kind(sent, initial=dict(told), project=project) if kind else None  # type: ignore[call-arg]
        self.sets = {
            part: one(sent, initial=told[part], prefix=part)
            for part, one in SETS.get(name, {}).items()
        }

    @property
    def forms(self) -> list[forms.BaseForm]:
        """All that is sent together, in the order of the page."""
        alone = [self.form] if self.form is not None else []
        return [*alone, *(line for one in self.sets.values() for line in one)]

    def read(self) -> tuple[dict[str, Any], bool]:
        """The values that fit, and whether all do."""
        values: dict[str, Any] = {}
        is_whole = True
        if self.form is not None:
            is_whole = self.form.is_valid()
            values |= self.form.cleaned_data
        for part, one in self.sets.items():
            if one.is_valid():
                values[part] = one.rows()
            else:
                is_whole = False
        return values, is_whole


class PictureForm(forms.Form):
    file = forms.FileField(
        label=_("Picture"),
        allow_empty_file=True,
        help_text=_("A JPEG or a PNG of at most 4 MB. Where and when it was taken is left out."),
        error_messages={"required": _("Choose a picture.")},
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )
    alt = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        help_text=_("One sentence: who does not see it hears it."),
        widget=forms.TextInput(attrs=TYPED),
    )


class PaperForm(forms.Form):
    file = forms.FileField(
        label=_("Paper"),
        allow_empty_file=True,
        help_text=_("A quotation, a plan, a letter: a PDF or a photograph, of at most 8 MB."),
        error_messages={"required": _("Choose a file, or photograph the paper.")},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
