"""What is typed of paper ballots: batches to print, and what stands on each paper."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import BallotForm, RehearsalShape, Round, VoidKind
from multaqa.apps.budget.services.paper import LARGEST_PRINT
from multaqa.apps.territory.models import Commune
from multaqa.kernel import arabic
from multaqa.ui.inputs import WesternIntegerField

PARTS = re.compile(r"[\s,;،؛]+")
MOST_VOTERS = 20_000


class BatchForm(forms.Form):
    place = forms.CharField(
        label=_("Polling place"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Where these ballots are handed out: a school, a dar chabab, a souk."),
    )
    commune = forms.ModelChoiceField(Commune.objects.none(), label=_("Commune"))
    count = WesternIntegerField(label=_("Ballots"), min_value=1, max_value=LARGEST_PRINT)

    def __init__(self, *args: Any, voting: Round, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["commune"].queryset = queries.communes_of(voting)  # type: ignore[attr-defined]


class HandedForm(forms.Form):
    count = WesternIntegerField(label=_("Handed out"), min_value=0, max_value=LARGEST_PRINT)


class EntryForm(forms.Form):
    """One reading, quick by keyboard: the code, then the numbers with spaces between them."""

    code = forms.CharField(
        label=_("Code of the paper"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters",
                   "autofocus": True}
        ),
    )  # fmt: skip
    marks = forms.CharField(
        label=_("Numbers of the projects"),
        max_length=4000,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    void_kind = forms.ChoiceField(
        label=_("Void"),
        required=False,
        choices=[("", _("no: it can be counted")), *VoidKind.choices],
    )

    def __init__(self, *args: Any, voting: Round, **more: Any) -> None:
        super().__init__(*args, **more)
        self.voting = voting
        self.fields["marks"].help_text = HELP[BallotForm(voting.form)]

    def clean_marks(self) -> tuple[list[str], list[int]]:
        parts = [one for one in PARTS.split(arabic.digits(self.cleaned_data["marks"])) if one]
        if self.voting.form != BallotForm.POINTS:
            return parts, []
        choices, points = [], []
        for part in parts:
            number, _sign, given = part.replace("=", ":").partition(":")
            if not (given.isdecimal() and len(given) < 5):
                raise forms.ValidationError(
                    _("“%(part)s” tells no points. Write 3:5 for five points to project 3."),
                    params={"part": part[:20]},
                )
            choices.append(number)
            points.append(int(given))
        return choices, points

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("void_kind") and told.get("marks", ([], []))[0]:
            self.add_error(
                "void_kind", _("A void ballot has no numbers: empty them, or take “void” away.")
            )
        return told


HELP = {
    BallotForm.APPROVAL: _("As ticked, with spaces: 3 12 41. Empty: nothing was ticked."),
    BallotForm.SOME: _("As ticked, with spaces: 3 12 41. Empty: nothing was ticked."),
    BallotForm.KNAPSACK: _("As ticked, with spaces: 3 12 41. Empty: nothing was ticked."),
    BallotForm.POINTS: _("Each with its points: 3:5 12:2 41:3. Empty: no points were given."),
    BallotForm.RANKING: _("In the voter’s order, the best first: 12 3 41."),
}


class HelpForm(forms.Form):
    """The code of who is present and wants help."""

    code = forms.CharField(
        label=_("Code of the person’s paper"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class RehearsalForm(forms.Form):
    seed = forms.CharField(
        label=_("Seed"),
        max_length=60,
        help_text=_("Any word. The same word gives the same ballots again."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    voters = WesternIntegerField(
        label=_("Invented voters"), min_value=10, max_value=MOST_VOTERS, initial=1000
    )
    rural_percent = WesternIntegerField(
        label=_("Rural voters, in percent"), min_value=0, max_value=100, initial=40
    )
    shape = forms.ChoiceField(
        label=_("How they choose"),
        choices=RehearsalShape.choices,
        initial=RehearsalShape.CAMPS,
        widget=forms.RadioSelect,
    )


class RoundFileForm(forms.Form):
    """A Pabulib file."""

    file = forms.FileField(
        label=_("Pabulib file (.pb)"), widget=forms.FileInput(attrs={"accept": ".pb,.csv,.txt"})
    )
    is_strict = forms.BooleanField(
        label=_("Refuse the file at its first fault, instead of listing what was forgiven"),
        required=False,
    )


class DecisionForm(forms.Form):
    decider = forms.CharField(
        label=_("Council or committee"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    reference = forms.CharField(
        label=_("Number of the decision"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    decided_on = forms.DateField(
        label=_("Date of the decision"), widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(
        label=_("Note"), max_length=3000, required=False, widget=forms.Textarea({"dir": "auto"})
    )
