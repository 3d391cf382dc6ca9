"""What is typed of a round at the desk, one form for each step."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import (
    BallotForm,
    BoundAbout,
    BoundKind,
    Completion,
    Round,
    Rule,
    Utility,
)
from multaqa.apps.forum.models import Edition
from multaqa.apps.network.models import Field, Group
from multaqa.apps.projects.models import Project
from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.kernel import arabic
from multaqa.refusal import Refusal
from multaqa.ui.inputs import Lines, WesternIntegerField

SHAPE = "%Y-%m-%dT%H:%M"
MOST_MONEY = 10**14
SENSIBLE = ("", _("the sensible one for this ballot and this rule"))


def line(language: str) -> forms.TextInput:
    return forms.TextInput(attrs={"lang": language, "dir": "rtl" if language == "ar" else "ltr"})


def lines(language: str) -> Lines:
    return Lines(attrs={"lang": language, "dir": "rtl" if language == "ar" else "ltr", "rows": 3})


def moment_field(label: StrOrPromise, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=[SHAPE, f"{SHAPE}:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=SHAPE),
        **more,
    )


class AmountField(WesternIntegerField):
    """Whole dirhams, also typed with spaces between thousands."""

    def __init__(self, **more: Any) -> None:
        super().__init__(min_value=1, max_value=MOST_MONEY, **more)
        self.widget.attrs["size"] = "14"

    def to_python(self, value: object) -> int | None:
        if isinstance(value, str):
            value = "".join(value.replace("\u00a0", "").replace("\u202f", "").split())
        return super().to_python(value)


class StepForm(forms.Form):
    """One step: a refusal of the service stands beside the field that it is about."""

    step = ""
    beside: dict[str, str] = {}

    def __init__(self, *args: Any, voting: Round | None, **more: Any) -> None:
        initial = {}
        if voting is not None:
            initial = {name: self._shown(voting, name) for name in services.STEPS[self.step]}
        more["initial"] = initial | more.get("initial", {})
        super().__init__(*args, **more)
        self.voting = voting

    @staticmethod
    def _shown(voting: Round, name: str) -> object:
        value = getattr(voting, name)
        return timezone.localtime(value) if isinstance(value, datetime) else value

    def place_of(self, refusal: Refusal) -> str | None:
        """The field that a refusal is told beside."""
        return FIELD_OF.get(refusal.code) if FIELD_OF.get(refusal.code) in self.fields else None

    @property
    def told(self) -> dict[str, Any]:
        return self.cleaned_data


FIELD_OF = {
    "round.no_territory": "region",
    "round.no_title": "title_ar",
    "round.no_decider": "decider",
    "round.costs_cross": "largest_cost",
    "round.cost_over_envelope": "largest_cost",
    "round.nobody_votes": "may_residents",
    "round.drawn_of_no_edition": "may_drawn",
    "round.no_dates": "opens_at",
    "round.closes_before_it_opens": "closes_at",
    "round.no_most_choices": "most_choices",
    "round.no_points": "points",
    "round.more_choices_than_points": "most_choices",
    "round.phragmen_needs_ticks": "rule",
    "round.utility_without_sense": "utility",
    "round.completes_equal_shares_alone": "completion",
    "round.only_later": "closes_at",
    "round.reason_missing": "reason",
    "bound.of_nothing": "which",
    "bound.floors_over_envelope": "amount",
    "bound.floor_over_cap": "amount",
    "bound.projects_use_less": "amount",
    "round_project.costs_nothing": "cost",
    "round_project.over_envelope": "cost",
    "round_project.too_small": "cost",
    "round_project.too_large": "cost",
}


class AboutForm(StepForm):
    step = "about"
    title_ar = forms.CharField(label=_("Title, in Arabic"), max_length=200, widget=line("ar"))
    title_fr = forms.CharField(
        label=_("Title, in French"), max_length=200, required=False, widget=line("fr")
    )
    title_en = forms.CharField(
        label=_("Title, in English"), max_length=200, required=False, widget=line("en")
    )
    summary_ar = forms.CharField(
        label=_("What it is about, in Arabic"), max_length=3000, required=False, widget=lines("ar")
    )
    summary_fr = forms.CharField(
        label=_("What it is about, in French"), max_length=3000, required=False, widget=lines("fr")
    )
    summary_en = forms.CharField(
        label=_("What it is about, in English"), max_length=3000, required=False,
        widget=lines("en"),
    )  # fmt: skip
    organiser = forms.CharField(
        label=_("Organiser"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    edition = forms.ModelChoiceField(
        Edition.objects.order_by("-number"), label=_("Edition"), required=False
    )
    region = forms.ModelChoiceField(
        Region.objects.order_by("code"),
        label=_("Region"),
        help_text=_("Whose communes take part."),
    )
    province = forms.ModelChoiceField(
        Province.objects.order_by("region", "code"),
        label=_("One province alone"),
        required=False,
        help_text=_("Leave it empty if the whole region takes part."),
    )
    envelope = AmountField(
        label=_("Envelope, in dirhams"), help_text=_("All the money that this round gives out.")
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("title_ar") and not arabic.has_letters(told["title_ar"]):
            self.add_error("title_ar", _("Write it in letters."))
        province, region = told.get("province"), told.get("region")
        if province and region and province.region_id != region.pk:
            self.add_error("province", _("This province lies in another region."))
        return told


class MoneyForm(StepForm):
    step = "money"
    is_public_money = forms.BooleanField(
        label=_("It is public money: the vote advises, a council or committee decides"),
        required=False,
    )
    decider = forms.CharField(
        label=_("Council or committee that decides"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Its decision is entered after the vote, with each departure and its reason."),
    )
    smallest_cost = AmountField(label=_("Smallest cost of a project, in dirhams"), required=False)
    largest_cost = AmountField(label=_("Largest cost of a project, in dirhams"), required=False)


class VotersForm(StepForm):
    step = "voters"
    may_residents = forms.BooleanField(
        label=_("Residents: one declares on one’s honour in which commune one lives"),
        required=False,
    )
    may_members = forms.BooleanField(
        label=_("Verified bodies of the territory, one ballot each"), required=False
    )
    may_drawn = forms.BooleanField(
        label=_("Participants of the edition who were drawn"), required=False
    )
    may_codes = forms.BooleanField(
        label=_("Whoever was given a code on paper: paper ballots, and help at the desk"),
        required=False,
    )
    opens_at = moment_field(_("Voting opens"), required=False)
    closes_at = moment_field(
        _("Voting closes"),
        required=False,
        help_text=_(
            "Paper ballots are entered before this moment too: leave the desk a day for them, "
            "or prolong."
        ),
    )


class BallotRuleForm(StepForm):
    step = "ballot"
    form = forms.ChoiceField(
        label=_("What voters are asked"),
        choices=BallotForm.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "To tick is the easiest, also on paper. To share points or to put in order says more, "
            "and takes longer. To fill the envelope makes everyone feel its limit."
        ),
    )
    most_choices = WesternIntegerField(
        label=_("Projects on one ballot, at most"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=_("Needed where one ticks a few; five to ten is usual."),
    )
    points = WesternIntegerField(
        label=_("Points that each voter shares"), min_value=1, max_value=1000, required=False
    )
    rule = forms.ChoiceField(
        label=_("How the winners are found"),
        choices=Rule.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Equal shares: everyone holds an equal part of the envelope, and a project is bought "
            "when those who chose it can pay for it together; no group is left with nothing. "
            "Most votes first: a small majority may take all. Phragmén: everyone earns money at "
            "the same pace, and a project is bought as soon as its voters can."
        ),
    )
    utility = forms.ChoiceField(
        label=_("What a project is worth to who chose it"),
        choices=[SENSIBLE, *Utility.choices],
        required=False,
        help_text=_(
            "Its cost: a dirham spent on what I chose counts the same whatever the project. One: "
            "many small projects are preferred to one large."
        ),
    )
    completion = forms.ChoiceField(
        label=_("Money that the rule leaves"),
        choices=[SENSIBLE, *Completion.choices],
        required=False,
        help_text=_(
            "Equal shares alone often leaves money. Larger shares, then most votes first, spend "
            "nearly all of it, and are what cities use."
        ),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "form" in told and "rule" in told:
            utility, completion = queries.sensible(told["form"], told["rule"])
            told["utility"] = told.get("utility") or utility
            told["completion"] = told.get("completion") or completion
        return told


class BoundForm(forms.Form):
    """One floor or cap."""

    kind = forms.ChoiceField(label=_("Floor or cap"), choices=BoundKind.choices)
    which = forms.ChoiceField(label=_("For which projects"))
    amount = AmountField(label=_("Amount, in dirhams"))

    def __init__(self, *args: Any, voting: Round, **more: Any) -> None:
        super().__init__(*args, **more)
        provinces = services.names_of(voting, BoundAbout.PROVINCE)
        named = Province.objects.filter(pk__in=provinces).order_by("code")
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            (
                _("Setting"),
                [("setting:rural", _("rural")), ("setting:urban", _("urban"))],
            ),
            (_("Province"), [(f"province:{one.pk}", str(one)) for one in named]),
            (_("Group that it includes"), [(f"group:{key}", name) for key, name in Group.choices]),
        ]

    @property
    def told(self) -> dict[str, Any]:
        about, _sign, name = self.cleaned_data["which"].partition(":")
        return {
            "kind": self.cleaned_data["kind"],
            "about": about,
            "name": name,
            "amount": self.cleaned_data["amount"],
        }


class ProjectForm(forms.Form):
    """A project typed at the desk."""

    title = forms.CharField(
        label=_("Title"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    cost = AmountField(label=_("Cost, in dirhams"))
    holder_name = forms.CharField(
        label=_("Project holder"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    summary = forms.CharField(
        label=_("Summary"), max_length=3000, required=False, widget=Lines(attrs={"dir": "auto"})
    )
    commune = forms.ModelChoiceField(Commune.objects.none(), label=_("Commune"), required=False)
    setting = forms.ChoiceField(
        label=_("Setting"),
        required=False,
        choices=[("", _("that of its commune")), ("rural", _("rural")), ("urban", _("urban"))],
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups that it includes"),
        choices=Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    fields_of_work = forms.MultipleChoiceField(
        label=_("Areas of work"),
        choices=Field.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, voting: Round, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["commune"].queryset = queries.communes_of(voting)  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["fields"] = told.pop("fields_of_work")
        return told


class ChoiceForm(forms.Form):
    """Which published projects are shown to choose among."""

    q = forms.CharField(
        label=_("Search the projects"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    setting = forms.ChoiceField(
        label=_("Setting"),
        required=False,
        choices=[("", _("all")), ("urban", _("urban")), ("rural", _("rural"))],
    )
    field = forms.ChoiceField(
        label=_("Field"), required=False, choices=[("", _("all")), *Field.choices]
    )

    def fits(self, project: Project) -> bool:
        """Whether a project is among those looked for; what cannot be meant is left out."""
        if not self.is_bound or not self.is_valid():
            return True
        told = self.cleaned_data
        if told["setting"] and project.setting != told["setting"]:
            return False
        if told["field"] and project.field != told["field"]:
            return False
        text = arabic.fold(f"{project.title} {project.summary}")
        return all(word in text for word in arabic.fold(told["q"]).split())


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It stands in the public record for ever: name no person."),
        widget=Lines(attrs={"dir": "auto", "rows": 2}),
    )


class ChangeForm(ReasonForm):
    """What may still change in a frozen round."""

    closes_at = moment_field(_("Voting closes, later"), required=False)
    title_ar = forms.CharField(
        label=_("Title, in Arabic"), max_length=200, required=False, widget=line("ar")
    )
    title_fr = forms.CharField(
        label=_("Title, in French"), max_length=200, required=False, widget=line("fr")
    )
    summary_ar = forms.CharField(
        label=_("What it is about, in Arabic"), max_length=3000, required=False, widget=lines("ar")
    )
    summary_fr = forms.CharField(
        label=_("What it is about, in French"), max_length=3000, required=False, widget=lines("fr")
    )

    field_order = ["closes_at", "title_ar", "title_fr", "summary_ar", "summary_fr", "reason"]

    @property
    def told(self) -> dict[str, Any]:
        texts = ("title_ar", "title_fr", "summary_ar", "summary_fr")
        told = {name: self.cleaned_data[name] for name in texts if self.cleaned_data[name]}
        if self.cleaned_data.get("closes_at"):
            told["closes_at"] = self.cleaned_data["closes_at"]
        return told


class CorrectionForm(ReasonForm):
    """The text of a project that is put to the vote."""

    title = forms.CharField(
        label=_("Title"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    summary = forms.CharField(
        label=_("Summary"), max_length=3000, required=False, widget=Lines(attrs={"dir": "auto"})
    )
    field_order = ["title", "summary", "reason"]
