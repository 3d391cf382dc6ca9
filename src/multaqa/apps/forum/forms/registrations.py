"""What a registrant writes, step by step."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.models import LANGUAGES, Question, Registration
from multaqa.apps.forum.models.registrations import fresh_token
from multaqa.apps.network.models import Body, BodyState, MembershipRole
from multaqa.apps.network.queries import (
    Asked,
    acting_places,
    directory,
)
from multaqa.apps.territory.models import Commune
from multaqa.apps.territory.queries import communes_menu
from multaqa.kernel import arabic
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal
from multaqa.ui.inputs import Lines, WesternIntegerField

OWN_PROJECT = "project"
FOUND = 8  # bodies offered for what was searched
LONGEST = {"autocomplete": "off", "dir": "auto"}


class StepForm(forms.Form):
    """One page of a registration; what is read of it is kept even where the rest is wrong."""

    def __init__(self, *args: Any, registration: Registration, actor: User, **more: Any) -> None:
        self.registration, self.actor = registration, actor
        super().__init__(*args, **more)
        self.initial = self.kept()

    def kept(self) -> dict[str, Any]:
        return {name: getattr(self.registration, name) for name in self.base_fields}

    def keep_unread(self) -> None:
        """Show what was typed as it stands: who searches has not finished, so nothing is wrong."""
        self.initial.update({name: self.data[name] for name in self.fields if name in self.data})
        self.is_bound = False

    def read(self) -> dict[str, Any]:
        """The columns of the registration that could be read."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.errors}


class WhoForm(StepForm):
    name = forms.CharField(
        label=_("First and last name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    sex = forms.ChoiceField(
        label=_("You are"), choices=Registration.Sex.choices, widget=forms.RadioSelect
    )
    birth_year = WesternIntegerField(
        label=_("Year of birth"),
        min_value=1920,
        max_value=2020,
        help_text=_("Four digits, for example 1984. Only the age bracket enters the draw."),
    )
    contact = forms.CharField(
        label=_("Phone number or e-mail"),
        max_length=254,
        help_text=_("Never published. The receipt and the answer are sent to it."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language we write to you in"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.registration.is_for_another:
            self.fields["sex"].label = _("The person is")
            self.fields["language"].label = _("Language we write to them in")
            self.fields["contact"].required = False
            self.fields["contact"].help_text = _(
                "The person's own. Leave it empty if they have none: they are called, or told "
                "through you."
            )
        if not rules.can_move_contact(self.actor, self.registration):
            self.fields["contact"].disabled = True
            self.fields["contact"].help_text = say(Refusal("registration.contact_stands"))

    def kept(self) -> dict[str, Any]:
        names = [name for name in self.base_fields if name != "contact"]
        kept = {name: getattr(self.registration, name) for name in names}
        return kept | {"contact": self.registration.phone or self.registration.email}

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).replace("\0", "").split())
        if not arabic.has_letters(name):
            raise forms.ValidationError(_("Write the name in letters."))
        return name

    def clean_birth_year(self) -> int:
        year = int(self.cleaned_data["birth_year"])
        with refusals_on(self, "birth_year"):
            services.check_age(self.registration.edition, year)
        return year

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        typed = cleaned.pop("contact", "")
        if self.fields["contact"].disabled:
            return cleaned
        phone, email = "", ""
        if typed:
            with refusals_on(self, "contact"):
                phone, email = services.read_contact(typed)
                services.check_contact(
                    registration=self.registration, actor=self.actor, phone=phone, email=email
                )
        if "contact" not in self.errors:
            cleaned |= {"phone": phone, "email": email}
        return cleaned


class BodyForm(StepForm):
    """For which body, or which project of one's own; from which commune; in which college."""

    body_search = forms.CharField(
        label=_("Search the directory"),
        required=False,
        max_length=100,
        help_text=_("Write part of the body's name, then press “Search”, and choose it below."),
        widget=forms.TextInput(attrs=LONGEST),
    )
    coming_for = forms.ChoiceField(
        label=_("You come for"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the body, or a project of one's own.")},
    )
    body_role = forms.ChoiceField(
        label=_("Role in the body"),
        required=False,
        choices=[("", _("choose")), *MembershipRole.choices],
    )
    project = forms.CharField(
        label=_("Your project, if you come for none"),
        required=False,
        max_length=300,
        help_text=_("One sentence: what you do or want to do, and where."),
        widget=forms.TextInput(attrs=LONGEST),
    )
    commune = forms.ModelChoiceField(
        label=_("Commune you come from"), queryset=Commune.objects.none(), empty_label=_("choose")
    )
    college = forms.ChoiceField(
        label=_("College"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Each college has seats and a draw of its own. Leave it open, and the one that takes "
            "you is chosen; where several do, you are asked."
        ),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.search, self.hit_count = "", 0
        self.bodies = self._bodies()
        self._expect_only_body()
        names = [(key, _named_with_place(body)) for key, body in self.bodies.items()]
        self.fields["coming_for"].choices = [  # type: ignore[attr-defined]
            *names,
            (OWN_PROJECT, _("a project of one's own, for no body")),
        ]
        if self.registration.is_for_another:
            self.fields["coming_for"].label = _("The person comes for")
            self.fields["project"].label = _("Their project, if they come for none")
            self.fields["project"].help_text = _(
                "One sentence: what they do or want to do, and where."
            )
            self.fields["commune"].label = _("Commune they come from")
            self.fields["college"].help_text = _(
                "Each college has seats and a draw of its own. Leave it open, and the one that "
                "takes the person is chosen; where several do, you are asked."
            )
        else:
            del self.fields["body_search"]
        self.fields["commune"].queryset = self._communes()  # type: ignore[attr-defined]
        self.fields["commune"].choices = self._grouped()  # type: ignore[attr-defined]
        self.colleges = list(self.registration.edition.colleges.all())
        if len(self.colleges) == 1:
            del self.fields["college"]
        else:
            self.fields["college"].choices = [  # type: ignore[attr-defined]
                (str(college.pk), str(college)) for college in self.colleges
            ]

    def kept(self) -> dict[str, Any]:
        one = self.registration
        coming_for = str(one.body_id) if one.body_id else OWN_PROJECT if one.project else ""
        return {
            "coming_for": coming_for,
            "body_role": one.body_role,
            "project": one.project,
            "commune": one.commune_id,
            "college": str(one.college_id or ""),
        }

    def _expect_only_body(self) -> None:
        """Who acts for one body comes for that one, in the role held there, unless they say no."""
        one = self.registration
        if one.is_for_another or one.body_id or one.project or len(self.bodies) != 1:
            return
        key = next(iter(self.bodies))
        self.initial["coming_for"] = key
        self.initial["body_role"] = self.roles.get(key, "")

    def _bodies(self) -> dict[str, Body]:
        """Those the person may act for; for somebody present, those that were searched."""
        acting = list(acting_places(self.actor).select_related("body__commune")[:20])
        self.roles = {str(place.body_id): place.role for place in acting}
        found = {str(place.body_id): place.body for place in acting}
        if self.registration.is_for_another:
            self.search = str(self.data.get("body_search", "")).replace("\0", "").strip()[:100]
            if self.search:
                hits = directory(Asked(search=self.search))
                self.hit_count = hits.count()
                shown = hits.select_related("commune")[:FOUND]
                found |= {str(body.pk): body for body in shown}
            chosen = str(self.data.get("coming_for", ""))
            if chosen.isdecimal() and len(chosen) < 19 and chosen not in found:
                verified = Body.objects.filter(state=BodyState.VERIFIED)
                known = verified.select_related("commune").filter(pk=int(chosen)).first()
                found |= {chosen: known} if known else {}
        if self.registration.body:
            found[str(self.registration.body.pk)] = self.registration.body
        return found

    @property
    def is_cut(self) -> bool:
        """Whether more bodies answer to the search than are offered."""
        return self.hit_count > FOUND

    def _communes(self) -> QuerySet[Commune]:
        communes = Commune.objects.select_related("province")
        call = self.registration.edition.call
        if call.provinces:
            return communes.filter(province__in=call.provinces)
        return communes.filter(province__region=self.registration.edition.region_id)

    def _grouped(self) -> list[Any]:
        """A select grouped by province."""
        edition = self.registration.edition
        return [
            ("", _("choose")),
            *(
                (name, communes)
                for code, name, communes in communes_menu(edition.region_id)
                if not edition.call.provinces or code in edition.call.provinces
            ),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.pop("coming_for", "")
        cleaned.pop("body_search", None)
        body = self.bodies.get(chosen)
        cleaned["body"] = body
        if body is not None:
            cleaned["project"] = ""
            if not cleaned.get("body_role"):
                self.add_error("body_role", _("Say in which role."))
        elif chosen != OWN_PROJECT:
            if "coming_for" not in self.errors:
                self.add_error("coming_for", _("Choose the body, or a project of one's own."))
        elif not cleaned.get("project", "").strip():
            self.add_error("project", _("Write in one sentence what the project is."))
        self._clean_college(cleaned)
        return cleaned

    def _clean_college(self, cleaned: dict[str, Any]) -> None:
        """The college asked for, where the person may ask for a seat; the only one by itself."""
        of_key = {str(college.pk): college for college in self.colleges}
        college = of_key.get(str(cleaned.pop("college", "")))
        cleaned["college"] = college
        if "coming_for" in self.errors:
            return
        self.registration.body = cleaned["body"]
        fitting = queries.colleges_open_to(self.registration)
        if college is None and len(fitting) == 1:
            cleaned["college"] = fitting[0]
        elif college is None and fitting:
            self.add_error("college", _("Choose among the colleges that take you."))
        elif college not in fitting:
            field = "college" if "college" in self.fields else None
            self.add_error(
                field,
                _("This college does not take who comes for this, or at this age: see the call."),
            )


def _named_with_place(body: Body) -> str:
    """Many bodies bear one name: the commune of the seat tells them apart."""
    return f"{body} · {body.commune}" if body.commune else str(body)


class NeedsForm(StepForm):
    needs_travel = forms.BooleanField(label=_("I need a lift"), required=False)
    travels_from = forms.CharField(
        label=_("From which douar or souk"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs=LONGEST),
    )
    needs_lodging = forms.BooleanField(label=_("I need a place to sleep"), required=False)
    children_count = WesternIntegerField(
        label=_("Children who come along and are looked after"),
        min_value=0,
        max_value=9,
        required=False,
    )
    interpreter = forms.ChoiceField(
        label=_("I need an interpreter"),
        required=False,
        choices=Registration.Interpreter.choices,
    )
    access = forms.CharField(
        label=_("Arrangements so that you can take part"),
        required=False,
        max_length=300,
        help_text=_(
            "Say what is to be arranged, not why: a seat near the door, a ramp, large print…"
        ),
        widget=forms.TextInput(attrs=LONGEST),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.registration.is_for_another:
            self.fields["needs_travel"].label = _("The person needs a lift")
            self.fields["needs_lodging"].label = _("The person needs a place to sleep")
            self.fields["children_count"].label = _("Children who come with the person")
            self.fields["interpreter"].label = _("The person needs an interpreter")
            self.fields["access"].label = _("Arrangements so that the person can take part")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["children_count"] = cleaned.get("children_count") or 0
        if cleaned.get("needs_travel") and not cleaned.get("travels_from", "").strip():
            self.add_error("travels_from", _("Say from where, so that a lift can be found."))
        return cleaned


class QuestionsForm(StepForm):
    """The edition's own questions; the sensitive ones on a page of their own, all optional."""

    def __init__(self, *args: Any, is_sensitive: bool = False, **more: Any) -> None:
        self.is_sensitive = is_sensitive
        super().__init__(*args, **more)
        asked = queries.questions_asked(self.registration)
        self.questions = [one for one in asked if one.is_sensitive == is_sensitive]
        for question in self.questions:
            self.fields[question.key] = _field_of(question)

    def kept(self) -> dict[str, Any]:
        return dict(self._answers())

    def _answers(self) -> dict[str, Any]:
        one = self.registration
        told: dict[str, Any] = one.sensitive if self.is_sensitive else one.answers
        return told

    def read(self) -> dict[str, Any]:
        column = "sensitive" if self.is_sensitive else "answers"
        given = {key: value for key, value in super().read().items() if value not in (None, "", [])}
        keys = {question.key for question in self.questions}
        others = {key: value for key, value in self._answers().items() if key not in keys}
        return {column: others | given}


def _field_of(question: Question) -> forms.Field:
    kinds = Question.Kind
    settings: dict[str, Any] = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.is_required,
    }
    if question.kind == kinds.NUMBER:
        return WesternIntegerField(min_value=0, max_value=999_999_999, **settings)
    if question.kind == kinds.YES_NO:
        yes_no = [("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(choices=yes_no, widget=forms.RadioSelect, **settings)
    if question.kind in {kinds.CHOICE, kinds.CHOICES}:
        choices = question.choices_said
        if question.kind == kinds.CHOICE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **settings)
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **settings
        )
    is_long = question.kind == kinds.LONG
    widget = (Lines if is_long else forms.TextInput)(attrs=LONGEST)
    return forms.CharField(max_length=2000 if is_long else 300, widget=widget, **settings)


class AssistanceForm(forms.Form):
    token = forms.CharField(required=False, widget=forms.HiddenInput, initial=fresh_token)
    consent = forms.ChoiceField(
        label=_("How the person agreed"),
        choices=[(value, label) for value, label in Registration.Consent.choices if value],
        widget=forms.RadioSelect,
    )
    consents = forms.BooleanField(
        label=_(
            "The person is present and agrees that I register them; I have read to them what is "
            "kept and why."
        ),
        error_messages={"required": _("Without their agreement nobody can be registered.")},
    )


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, if you want to say it"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=LONGEST),
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("Your answer"),
        max_length=1000,
        help_text=_("You may answer once. The coordinator reads it and decides again."),
        widget=Lines(attrs={"dir": "auto"}),
    )
