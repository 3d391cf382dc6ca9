"""What a voter fills in: by what right, the ballot itself, and a receipt to look up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import BallotForm, Ground, Round, RoundProject
from multaqa.apps.budget.queries import Right
from multaqa.apps.network.models import Field
from multaqa.apps.territory.models import Commune
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal

ALL = ("", _("all"))
LARGEST = 9999


class RightForm(forms.Form):
    """In whose name one votes; who votes as a resident says of which commune, on their honour."""

    right = forms.ChoiceField(label=_("You vote"), widget=forms.RadioSelect)
    commune = forms.ChoiceField(label=_("The commune you live in"), required=False)
    honour = forms.BooleanField(
        label=_(
            "I declare on my honour that I live in this commune, and that I vote in this round "
            "only once as a person."
        ),
        required=False,
    )

    def __init__(self, *args: Any, rights: Sequence[Right], voting: Round, **more: Any) -> None:
        super().__init__(*args, **more)
        self.rights = {one.name: one for one in rights}
        names = [(one.name, str(one.body) if one.body else _("As a person")) for one in rights]
        self.fields["right"].choices = names  # type: ignore[attr-defined]
        if len(names) == 1:
            self.fields["right"].initial = names[0][0]
            self.fields["right"].widget = forms.HiddenInput()
        if any(one.key.ground == Ground.RESIDENT for one in rights):
            self.fields["commune"].choices = [("", "—"), *_communes(voting)]  # type: ignore[attr-defined]
        else:
            del self.fields["commune"], self.fields["honour"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        right = self.rights.get(told.get("right", ""))
        if right is not None and right.key.ground == Ground.RESIDENT:
            if not told.get("commune"):
                self.add_error("commune", _("Choose the commune you live in."))
            if not told.get("honour"):
                self.add_error("honour", _("Without this sentence nobody votes as a resident."))
        return told

    @property
    def chosen(self) -> Right:
        return self.rights[self.cleaned_data["right"]]


def _communes(voting: Round) -> list[tuple[str, list[tuple[str, str]]]]:
    """The communes of the round, under the name of their province."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in queries.communes_of(voting):
        found.setdefault(str(one.province), []).append((one.code, str(one)))
    return list(found.items())


class CodeForm(forms.Form):
    """A code on paper, typed on the site."""

    code = forms.CharField(
        label=_("Code on your paper ballot"),
        max_length=40,
        help_text=_("Fourteen signs, as 02007-7F3K-92QX-C. Small letters and spaces do no harm."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class ReceiptForm(forms.Form):
    """A receipt to look up; with its signature, whether this site gave it."""

    receipt = forms.CharField(
        label=_("Receipt"),
        max_length=60,
        help_text=_("Thirteen signs, as 7F3K-92QX-0ZWM-X."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    digest = forms.CharField(
        label=_("Fingerprint of the ballot, from the receipt's file"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    signature = forms.CharField(
        label=_("Signature, from the receipt's file"),
        max_length=140,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


class SoughtForm(forms.Form):
    """A search among the projects of a round: what it cannot mean is left out, never refused."""

    q = forms.CharField(
        label=_("Search the projects"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    setting = forms.ChoiceField(
        label=_("Setting"),
        required=False,
        choices=[ALL, ("urban", _("urban")), ("rural", _("rural"))],
    )
    field = forms.ChoiceField(label=_("Field"), required=False)

    def __init__(self, *args: Any, projects: Sequence[RoundProject], **more: Any) -> None:
        super().__init__(*args, **more)
        communes: dict[str, Commune] = {
            one.commune.pk: one.commune for one in projects if one.commune
        }
        named = sorted((str(one), code) for code, one in communes.items())
        fields = {name for one in projects for name in one.fields}
        known = [(value, label) for value, label in Field.choices if value in fields]
        other = [(name, name) for name in sorted(fields - {value for value, _label in known})]
        self.fields["commune"].choices = [ALL, *((code, name) for name, code in named)]  # type: ignore[attr-defined]
        self.fields["field"].choices = [ALL, *known, *other]  # type: ignore[attr-defined]

    def sought(self) -> queries.Sought:
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
        return queries.Sought(
            words=told.get("q", "").strip(),
            commune=told.get("commune", ""),
            setting=told.get("setting", ""),
            field=told.get("field", ""),
        )


@dataclass
class Filled:
    """A ballot as it was typed: what it says, what cannot be read of it, and each field's text."""

    choices: list[str] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_readable(self) -> bool:
        return not self.wrong

    def check(self, voting: Round) -> bool:
        """Whether it would be taken; else ``refusal`` says why not."""
        if self.wrong:
            return False
        try:
            queries.ballot_in_order(voting, self.choices, self.points)
        except Refusal as refusal:
            self.refusal = say(refusal)
        return not self.refusal


def is_numbered(voting: Round) -> bool:
    """Whether a ballot says a number beside each project: points, or a place."""
    return voting.form in {BallotForm.POINTS, BallotForm.RANKING}


def _ticked(posted: QueryDict) -> list[str]:
    return [one.replace("\0", "")[:40] for one in posted.getlist("c")]


def read_ballot(voting: Round, projects: Sequence[RoundProject], posted: QueryDict) -> Filled:
    """The ballot in a posted form: ticks as ``c``, numbers as ``n<key of the project>``."""
    if not is_numbered(voting):
        choices = _ticked(posted)
        return Filled(choices, typed=dict.fromkeys(choices, "on"))
    filled = Filled()
    given: list[tuple[int, str]] = []
    for project in projects:
        text = str(posted.get(f"n{project.pk}", "")).replace("\0", "").strip()[:20]
        if not text or text == "0":
            continue
        filled.typed[project.number] = text
        if not (text.isdecimal() and int(text) <= LARGEST):
            filled.wrong[project.number] = gettext("Write a whole number.")
            continue
        given.append((int(text), project.number))
    if voting.form == BallotForm.POINTS:
        filled.choices = [number for _points, number in given]
        filled.points = [points for points, _number in given]
        return filled
    given.sort(key=lambda one: one[0])
    for before, after in pairwise(given):
        if before[0] == after[0]:
            filled.wrong[after[1]] = gettext("Another project has this place already.")
    filled.choices = [number for _place, number in given]
    return filled


def filled_from(voting: Round, choices: Sequence[str], points: Sequence[int]) -> Filled:
    """The form as it stands for a ballot that was given before."""
    if voting.form == BallotForm.POINTS:
        typed = {number: str(one) for number, one in zip(choices, points, strict=False)}
    elif voting.form == BallotForm.RANKING:
        typed = {number: str(place) for place, number in enumerate(choices, start=1)}
    else:
        typed = dict.fromkeys(choices, "on")
    return Filled(list(choices), list(points), typed)
