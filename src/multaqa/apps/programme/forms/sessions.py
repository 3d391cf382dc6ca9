"""What is typed of sessions."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.forms.pieces import (
    PieceForm,
    arabic_line,
    days_of,
    french_line,
)
from multaqa.apps.programme.models import Language, Part, Room, Session
from multaqa.apps.programme.queries import span_of
from multaqa.kernel import arabic
from multaqa.ui.inputs import Lines, WesternIntegerField

MOST_PEOPLE = 12


class SessionForm(PieceForm):
    lettered = ("title_ar",)

    class Meta:
        model = Session
        fields = [
            "kind", "title_ar", "title_fr", "summary_ar", "summary_fr", "track", "languages",
            "needs_step_free", "is_signup_open", "audience", "capacity", "walk_in_count",
        ]  # fmt: skip
        labels = {
            "title_ar": _("Title, in Arabic"),
            "title_fr": _("Title, in French"),
            "summary_ar": _("Summary, in Arabic"),
            "summary_fr": _("Summary, in French"),
        }
        widgets = {
            "title_ar": arabic_line(),
            "title_fr": french_line(),
            "summary_ar": Lines(attrs={"dir": "rtl", "lang": "ar", "rows": 4}),
            "summary_fr": Lines(attrs={"dir": "ltr", "lang": "fr", "rows": 4}),
            "audience": forms.RadioSelect,
        }

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = WesternIntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: as many as the room holds."),
    )
    walk_in_count = WesternIntegerField(
        label=_("Kept for those who come without asking"),
        required=False,
        min_value=0,
        max_value=100_000,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["track"].queryset = self.edition.tracks.all()  # type: ignore[attr-defined]

    def clean_walk_in_count(self) -> int:
        return self.cleaned_data["walk_in_count"] or 0

    def fields_of(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PlacingForm(forms.Form):
    """A day, a beginning, an end, a room; each may be left open."""

    day = forms.ChoiceField(label=_("Day"), required=False)
    starts = forms.CharField(
        label=_("Begins"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"type": "time", "dir": "ltr"}),
    )
    ends = forms.CharField(
        label=_("Ends"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"type": "time", "dir": "ltr"}),
    )
    room = forms.ModelChoiceField(
        label=_("Room"), queryset=Room.objects.none(), required=False, empty_label=_("no room yet")
    )

    def __init__(self, *args: Any, edition: Edition, **more: Any) -> None:
        super().__init__(*args, **more)
        days = [("", _("no time yet")), *days_of(edition)]
        self.fields["day"].choices = days  # type: ignore[attr-defined]
        self.fields["room"].queryset = edition.rooms.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        told = {"starts_at": None, "ends_at": None, "room": cleaned.get("room")}
        if not cleaned.get("day"):
            return told
        day = date.fromisoformat(cleaned["day"])
        starts, ends = (self._hour(name, cleaned.get(name) or "") for name in ("starts", "ends"))
        if starts is None or ends is None:
            return told
        first, last = span_of(day, starts, ends)
        told["starts_at"], told["ends_at"] = first, last
        if last <= first:
            self.add_error("ends", _("The end must come after the beginning."))
        return told

    def _hour(self, name: str, typed: str) -> time | None:
        digits = arabic.digits(typed).strip()
        for shape in ("%H:%M", "%H:%M:%S"):
            try:
                return datetime.strptime(digits, shape).time()  # noqa: DTZ007  an hour
            except ValueError:
                continue
        self.add_error(name, _("Write an hour, for instance 09:30."))
        return None


class PeopleForm(forms.Form):
    """Who speaks and who interprets: a row each, an empty one is nobody."""

    def __init__(self, *args: Any, edition: Edition, session: Session, **more: Any) -> None:
        super().__init__(*args, **more)
        parts = list(session.parts.all())
        interpretations = list(session.interpretations.all())
        speakers = [("", "—"), *((str(one.pk), one.name) for one in edition.speakers.all())]
        interpreters = [("", "—"), *((str(one.pk), one.name) for one in edition.interpreters.all())]
        self.speaker_count = min(max(len(parts) + 2, 4), MOST_PEOPLE)
        self.interpreter_count = min(len(interpretations) + 1, 4)
        for place in range(self.speaker_count):
            part = parts[place] if place < len(parts) else None
            self.fields[f"speaker_{place}"] = forms.ChoiceField(
                label=_("Person"),
                choices=speakers,
                required=False,
                initial=part.speaker_id if part else "",
            )
            self.fields[f"part_{place}"] = forms.ChoiceField(
                label=_("Part"),
                choices=Part.choices,
                required=False,
                initial=part.part if part else Part.SPEAKER,
            )
        for place in range(self.interpreter_count):
            told = interpretations[place] if place < len(interpretations) else None
            self.fields[f"interpreter_{place}"] = forms.ChoiceField(
                label=_("Who interprets"),
                choices=interpreters,
                required=False,
                initial=told.interpreter_id if told else "",
            )
            self.fields[f"into_{place}"] = forms.ChoiceField(
                label=_("Into"),
                choices=Language.choices,
                required=False,
                initial=told.language if told else Language.FR,
            )

    @property
    def speaker_rows(self) -> list[tuple[Any, Any]]:
        return [
            (self[f"speaker_{place}"], self[f"part_{place}"]) for place in range(self.speaker_count)
        ]

    @property
    def interpreter_rows(self) -> list[tuple[Any, Any]]:
        return [
            (self[f"interpreter_{place}"], self[f"into_{place}"])
            for place in range(self.interpreter_count)
        ]

    def chosen(self, person: str, what: str) -> list[tuple[int, str]]:
        count = self.speaker_count if person == "speaker" else self.interpreter_count
        default = Part.SPEAKER if person == "speaker" else Language.FR
        return [
            (int(key), self.cleaned_data[f"{what}_{place}"] or default)
            for place in range(count)
            if (key := self.cleaned_data[f"{person}_{place}"])
        ]


class SessionsFileForm(forms.Form):
    file = forms.FileField(
        label=_("List of sessions"),
        help_text=_("XLSX or CSV; the first line holds the headings."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class CopyForm(forms.Form):
    source = forms.ModelChoiceField(
        label=_("Edition"), queryset=Edition.objects.none(), empty_label=None
    )
    has_sessions = forms.BooleanField(
        label=_("Its sessions too, without their speakers"), required=False, initial=True
    )


class PublishForm(forms.Form):
    note_ar = forms.CharField(
        label=_("What is new, in Arabic"),
        required=False,
        max_length=500,
        widget=arabic_line(),
        help_text=_("Stands above the list of changes."),
    )
    note_fr = forms.CharField(
        label=_("What is new, in French"), required=False, max_length=500, widget=french_line()
    )
    reason = forms.CharField(
        label=_("Why it is published with these clashes"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("The desk and the auditor alone read it."),
    )
