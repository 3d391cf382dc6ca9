"""What is typed of tracks, rooms, slots, speakers and interpreters."""

import re
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.accounts.queries import user_known_by
from multaqa.apps.accounts.services import contact
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Interpreter, Language, Room, Slot, Speaker, Track
from multaqa.kernel import arabic
from multaqa.kernel.refusals import refusals_on
from multaqa.ui.dates import day as day_said
from multaqa.ui.inputs import Lines, WesternIntegerField

SHAPE = "%Y-%m-%dT%H:%M"
SPAN = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})?\s*(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})\s*$")


def arabic_line(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "rtl", "lang": "ar", **more})


def french_line() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "ltr", "lang": "fr"})


def one_line(text: object) -> str:
    return " ".join(str(text or "").replace("\0", "").split())


class PieceForm(forms.ModelForm[Any]):
    """A form whose texts are one line each, and whose edition is not asked for."""

    lettered: ClassVar[tuple[str, ...]] = ("name_ar",)

    def __init__(self, *args: Any, edition: Edition, **more: Any) -> None:
        super().__init__(*args, **more)
        self.edition = edition
        for name in self.lettered:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in cleaned.items():
            if isinstance(value, str) and not isinstance(self.fields[name].widget, forms.Textarea):
                cleaned[name] = one_line(value)
        for name in self.lettered:
            if cleaned.get(name) and not arabic.has_letters(cleaned[name]):
                self.add_error(name, _("Write it in letters."))
        return cleaned

    def validate_unique(self) -> None:
        """The service's."""

    def validate_constraints(self) -> None:
        """The database's."""


class TrackForm(PieceForm):
    class Meta:
        model = Track
        fields = ["name_ar", "name_fr", "slug", "colour", "position"]
        labels = {
            "name_ar": _("Name, in Arabic"),
            "name_fr": _("Name, in French"),
            "slug": _("Address, in Latin letters"),
        }
        widgets = {"name_ar": arabic_line(), "name_fr": french_line()}


class RoomForm(PieceForm):
    class Meta:
        model = Room
        fields = [
            "name_ar", "name_fr", "slug", "building_ar", "building_fr", "capacity",
            "is_step_free", "position",
        ]  # fmt: skip
        labels = {
            "name_ar": _("Name, in Arabic"),
            "name_fr": _("Name, in French"),
            "slug": _("Address, in Latin letters"),
            "building_ar": _("Building, in Arabic"),
            "building_fr": _("Building, in French"),
        }
        help_texts = {
            "building_ar": _("If rooms lie in several buildings, the way between them is checked."),
        }
        widgets = {
            "name_ar": arabic_line(),
            "name_fr": french_line(),
            "building_ar": arabic_line(),
            "building_fr": french_line(),
        }

    capacity = WesternIntegerField(label=_("People it holds"), min_value=1, max_value=100_000)


def moment_field(label: StrOrPromise, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=[SHAPE, f"{SHAPE}:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=SHAPE),
        **more,
    )


class SlotForm(PieceForm):
    lettered = ()

    class Meta:
        model = Slot
        fields = ["starts_at", "ends_at"]

    starts_at = moment_field(_("Begins"))
    ends_at = moment_field(_("Ends"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must come after the beginning."))
        return cleaned


class SpeakerForm(PieceForm):
    class Meta:
        model = Speaker
        fields = [
            "name_ar", "name_fr", "function_ar", "function_fr", "body_name_ar", "body_name_fr",
            "bio_ar", "bio_fr", "sex", "has_consented",
        ]  # fmt: skip
        labels = {
            "name_ar": _("Name, in Arabic"),
            "name_fr": _("Name, in French"),
            "function_ar": _("Function, in Arabic"),
            "function_fr": _("Function, in French"),
            "body_name_ar": _("Body, in Arabic"),
            "body_name_fr": _("Body, in French"),
            "bio_ar": _("About the person, in Arabic"),
            "bio_fr": _("About the person, in French"),
            "has_consented": _("The person agreed that their name is public"),
        }
        help_texts = {
            "has_consented": _("Without it the session is announced without their name."),
        }
        widgets = {
            **{f"{name}_ar": arabic_line() for name in ("name", "function", "body_name")},
            **{f"{name}_fr": french_line() for name in ("name", "function", "body_name")},
            "bio_ar": Lines(attrs={"dir": "rtl", "lang": "ar", "rows": 4}),
            "bio_fr": Lines(attrs={"dir": "ltr", "lang": "fr", "rows": 4}),
        }

    account = forms.CharField(
        label=_("Phone or e-mail of their account"),
        required=False,
        max_length=254,
        help_text=_("If they have one: the sessions then stand in their agenda."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    away = forms.CharField(
        label=_("When the person cannot be there"),
        required=False,
        max_length=1000,
        widget=Lines(attrs={"dir": "ltr", "rows": 2}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        first = self.edition.starts_on.isoformat()
        self.fields["away"].help_text = _("One span a line: %(example)s") % {
            "example": f"\u2066{first} 09:00-12:00\u2069"
        }
        if self.instance.pk:
            user = self.instance.user
            self.initial["account"] = (user.phone or user.email) if user else ""
            self.initial["away"] = "\n".join(
                _written(one.starts_at, one.ends_at) for one in self.instance.unavailabilities.all()
            )

    def clean_account(self) -> Any:  # noqa: ANN401  an account, or nothing
        typed = one_line(self.cleaned_data["account"])
        if not typed:
            return None
        with refusals_on(self, "account"):
            email, phone = contact(typed)
            found = user_known_by(email=email, phone=phone)
            if found is None:
                raise forms.ValidationError(_("Nobody has an account with it."))
            return found
        return None

    def clean_away(self) -> list[tuple[datetime, datetime]]:
        spans = []
        here = timezone.get_current_timezone()
        for line in arabic.digits(self.cleaned_data["away"]).splitlines():
            if not line.strip():
                continue
            told = SPAN.match(line)
            try:
                day = date.fromisoformat(told[1]) if told and told[1] else self.edition.starts_on
                first, last = (
                    (
                        datetime.strptime(told[place], "%H:%M").time()  # noqa: DTZ007  an hour
                        for place in (2, 3)
                    )
                    if told
                    else (None, None)
                )
            except ValueError:
                first = last = None
            if first is None or last is None or last <= first:
                raise forms.ValidationError(
                    _("“%(line)s” is no span of time."), params={"line": line.strip()[:60]}
                )
            spans.append((datetime.combine(day, first, here), datetime.combine(day, last, here)))
        return spans

    def fields_of(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["user"] = told.pop("account")
        return told


def _written(starts_at: datetime, ends_at: datetime) -> str:
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{first:%Y-%m-%d %H:%M}-{last:%H:%M}"


class InterpreterForm(PieceForm):
    lettered = ("name",)

    class Meta:
        model = Interpreter
        fields = ["name", "languages"]

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )


class WalkForm(forms.Form):
    minutes = WesternIntegerField(
        label=_("Minutes from one building to another"), min_value=0, max_value=240
    )


class SlotsForm(forms.Form):
    """Several slots of a day at once."""

    day = forms.ChoiceField(label=_("Day"))
    spans = forms.CharField(
        label=_("Slots of that day"),
        widget=Lines(attrs={"dir": "ltr", "rows": 5}),
        max_length=1000,
        help_text=_("One a line, for instance 09:00-10:30"),
    )

    def __init__(self, *args: Any, edition: Edition, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["day"].choices = days_of(edition)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("day") or not cleaned.get("spans"):
            return cleaned
        day = date.fromisoformat(cleaned["day"])
        here = timezone.get_current_timezone()
        found = []
        for line in arabic.digits(cleaned["spans"]).splitlines():
            if not line.strip():
                continue
            told = SPAN.match(line)
            try:
                edges = (
                    [
                        datetime.strptime(told[place], "%H:%M").time()  # noqa: DTZ007  an hour
                        for place in (2, 3)
                    ]
                    if told
                    else []
                )
            except ValueError:
                edges = []
            if not edges or edges[1] <= edges[0]:
                self.add_error("spans", _("“%(line)s” is no span of time.") % {"line": line[:60]})
                return cleaned
            found.append(tuple(datetime.combine(day, edge, here) for edge in edges))
        cleaned["spans"] = found
        return cleaned


def days_of(edition: Edition) -> list[tuple[str, str]]:
    count = (edition.ends_on - edition.starts_on).days + 1
    days = [edition.starts_on + timedelta(days=turn) for turn in range(count)]
    return [(day.isoformat(), day_said(day)) for day in days]
