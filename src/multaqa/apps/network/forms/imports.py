"""What the desk is asked when a list of bodies is brought in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.network.models import BodyKind, BodyState
from multaqa.apps.network.phrases import COLUMN_LABELS
from multaqa.kernel.refusals import say
from multaqa.kernel.tables import check_weight
from multaqa.refusal import Refusal
from multaqa.ui.inputs import Lines


class ListFileForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, in any encoding, with its headers in Arabic or in French."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        error_messages={"empty": _("The file is empty. Choose the file that holds the list.")},
    )

    def clean_file(self) -> Any:  # noqa: ANN401  a file, however it came
        """By its weight, before a byte of it is read into memory."""
        file = self.cleaned_data["file"]
        try:
            check_weight(file.size or 0)
        except Refusal as refusal:
            raise forms.ValidationError(say(refusal)) from None
        return file


class ColumnsForm(forms.Form):
    """What each column is, with what stands in it."""

    def __init__(
        self,
        *args: Any,
        headers: Sequence[str],
        columns: Sequence[str],
        samples: Sequence[Sequence[str]],
        never: Sequence[str],
        default_kind: str,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.count = len(headers)
        for place, (header, column) in enumerate(zip(headers, columns, strict=True)):
            if header in never:
                continue
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header or _("(no header)"),
                choices=list(COLUMN_LABELS.items()),
                initial=column,
                help_text=" · ".join(samples[place]) or _("(empty)"),
                required=False,  # each has its guess: nothing is asked that could be left empty
            )
        self.fields["default_kind"] = forms.ChoiceField(
            label=_("Where neither a column nor the name says the kind of body"),
            choices=[("", _("it is a fault of the row")), *BodyKind.choices],
            initial=default_kind,
            required=False,
        )

    def columns(self) -> list[str]:
        told = [self.cleaned_data.get(f"column_{place}") for place in range(self.count)]
        return [column or "ignore" for column in told]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name != "default_kind"]


class ApplyForm(forms.Form):
    gives_state = forms.ChoiceField(
        label=_("The new bodies come in"),
        choices=[
            (BodyState.PROPOSED, _("to be verified, each by the desk")),
            (BodyState.VERIFIED, _("verified: shown in the public directory at once")),
        ],
        widget=forms.RadioSelect,
        initial=BodyState.PROPOSED,
    )
    reason = forms.CharField(
        label=_("Which list is it, and how was it checked?"),
        max_length=1000,
        help_text=_("Kept with each body: list of the province's division, of June 2026…"),
        widget=Lines(attrs={"dir": "auto", "rows": "2"}),
    )


class CellsForm(forms.Form):
    """The cells of one row, as the file has them."""

    def __init__(
        self,
        *args: Any,
        headers: Mapping[int, str],
        cells: Sequence[str],
        wrong: Mapping[int, Sequence[str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        for place, header in headers.items():
            self.fields[f"cell_{place}"] = forms.CharField(
                label=header or _("(no header)"),
                required=False,
                initial=cells[place],
                max_length=1000,
                widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            )
        if not self.is_bound:
            self._errors = forms.utils.ErrorDict()
            for place, said in wrong.items():
                if f"cell_{place}" in self.fields:
                    self._errors[f"cell_{place}"] = self.error_class(said)

    def corrections(self) -> dict[int, str]:
        return {int(name.removeprefix("cell_")): value for name, value in self.cleaned_data.items()}


class SidesForm(forms.Form):
    """Of each value that differs, whose is kept."""

    def __init__(
        self,
        *args: Any,
        sides: Sequence[tuple[str, StrOrPromise, list[tuple[str, StrOrPromise]], str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        for name, label, choices, initial in sides:
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                widget=forms.RadioSelect,
                initial=initial,
                required=False,  # what is proposed holds
            )
