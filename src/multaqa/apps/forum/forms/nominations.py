"""What is typed of ex-officio seats: by the desk, and by who holds a letter."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.forum.models import Edition, ExOfficioSeat, Registration
from multaqa.apps.forum.services import Nominee, read_contact
from multaqa.apps.territory.models import Commune
from multaqa.kernel import arabic
from multaqa.kernel.refusals import PHRASES, refusals_on

WORDS = {"autocomplete": "off", "dir": "auto"}


def _one_line(text: object) -> str:
    return " ".join(str(text).replace("\0", "").split())


class ContactsForm(forms.Form):
    """A phone and an e-mail, each read as people write it."""

    phone_name, email_name = "phone", "email"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for place, name in enumerate((self.phone_name, self.email_name)):
            typed = _one_line(cleaned.get(name) or "")
            if not typed:
                continue
            with refusals_on(self, name):
                cleaned[name] = read_contact(typed)[place]
                if not cleaned[name]:
                    wrong = [_("Write a phone number here."), _("Write an e-mail address here.")]
                    self.add_error(name, wrong[place])
        return cleaned


class SeatForm(ContactsForm, forms.ModelForm[ExOfficioSeat]):
    """One institution to invite."""

    class Meta:
        model = ExOfficioSeat
        fields = [
            "kind",
            "institution_ar",
            "institution_fr",
            "addressee_ar",
            "addressee_fr",
            "commune",
            "phone",
            "email",
            "language",
        ]
        labels = {
            "kind": _("Kind of institution"),
            "institution_ar": _("Institution, in Arabic"),
            "institution_fr": _("Institution, in French"),
            "addressee_ar": _("Addressee, in Arabic"),
            "addressee_fr": _("Addressee, in French"),
            "commune": _("Commune"),
            "phone": _("Phone of the institution"),
            "email": _("E-mail of the institution"),
            "language": _("Language we write to them in"),
        }
        help_texts = {
            "addressee_ar": _("By function, as it stands at the head of the letter."),
            "commune": _("Where it works: the balance of the hall counts it there."),
            "email": _("The letter leaves by e-mail, else by text message; else it is printed."),
        }
        widgets = {
            "institution_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "addressee_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "institution_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
            "addressee_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
            "phone": forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr"}),
            "email": forms.TextInput(attrs={"inputmode": "email", "dir": "ltr"}),
        }

    def __init__(self, *args: Any, edition: Edition, **more: Any) -> None:
        super().__init__(*args, **more)
        communes = Commune.objects.filter(province__region_id=edition.region_id)
        if self.instance.commune_id:
            communes = communes | Commune.objects.filter(pk=self.instance.commune_id)
        ordered = communes.select_related("province").order_by("province__name", "name")
        self.fields["commune"].queryset = ordered  # type: ignore[attr-defined]
        self.fields["commune"].label_from_instance = _placed  # type: ignore[attr-defined]
        for name in ("institution_ar", "addressee_ar"):
            self.fields[name].required = True
        for name in ("institution_ar", "institution_fr", "addressee_ar", "addressee_fr"):
            setattr(self, f"clean_{name}", lambda name=name: self._in_letters(name))

    def _in_letters(self, name: str) -> str:
        """What can be read of it: a French one of invisible signs would hide the Arabic."""
        text = _one_line(self.cleaned_data[name] or "")
        if arabic.has_letters(text):
            return text
        if self.fields[name].required:
            raise forms.ValidationError(PHRASES["nomination.unnamed"])
        return ""

    def validate_constraints(self) -> None:
        """The edition, the number and the state are the service's."""

    def validate_unique(self) -> None:
        """The same."""


def _placed(commune: Commune) -> str:
    return f"{commune.name} ({commune.province.name})"


class InstitutionsFileForm(forms.Form):
    file = forms.FileField(
        label=_("List of institutions"),
        help_text=_("XLSX or CSV; the first line holds the headings."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class TakeOverForm(forms.Form):
    source = forms.ModelChoiceField(
        label=_("Edition"), queryset=Edition.objects.none(), empty_label=None
    )


class SendForm(forms.Form):
    """Until when the institutions answer."""

    answer_by = forms.DateField(
        label=_("Answer expected by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_answer_by(self) -> date:
        day: date = self.cleaned_data["answer_by"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today."))
        return day


class NomineeForm(ContactsForm):
    """Who comes."""

    phone_name, email_name = "person_phone", "person_email"
    needs_contact = True

    person_name = forms.CharField(
        label=_("First and last name"), max_length=150, widget=forms.TextInput(attrs=WORDS)
    )
    person_function = forms.CharField(
        label=_("Function"), max_length=150, widget=forms.TextInput(attrs=WORDS)
    )
    person_sex = forms.ChoiceField(
        label=_("The person is"), choices=Registration.Sex.choices, widget=forms.RadioSelect
    )
    person_phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        help_text=_("The phone or the e-mail is needed: only who gives it again changes this."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr", "autocomplete": "off"}),
    )
    person_email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "dir": "ltr", "autocomplete": "off"}),
    )

    def clean_person_name(self) -> str:
        name = _one_line(self.cleaned_data["person_name"])
        if not arabic.has_letters(name):
            raise forms.ValidationError(PHRASES["nomination.no_name"])
        return name

    def clean_person_function(self) -> str:
        return _one_line(self.cleaned_data["person_function"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_none = not (cleaned.get("person_phone") or cleaned.get("person_email"))
        if self.needs_contact and has_none and not self.errors:
            self.add_error("person_phone", PHRASES["nomination.contact_missing"])
        return cleaned

    def nominee(self) -> Nominee:
        told = self.cleaned_data
        return Nominee(
            name=told["person_name"],
            function=told["person_function"],
            sex=told["person_sex"],
            phone=told["person_phone"],
            email=told["person_email"],
        )


class ContactField(forms.CharField):
    """The phone or the e-mail of an answer, in one field."""

    def __init__(self, label: StrOrPromise, **more: Any) -> None:
        widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
        super().__init__(label=label, max_length=254, widget=widget, **more)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs=WORDS),
        help_text=_("The organiser alone reads it."),
    )


class DeclineForm(forms.Form):
    """Nobody comes: why, and who may change that."""

    reason = _reason()
    own_contact = ContactField(
        _("Your phone or e-mail"), help_text=_("Only who gives it again can change this answer.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["phone"] = cleaned["email"] = ""
        if typed := cleaned.pop("own_contact", ""):
            with refusals_on(self, "own_contact"):
                cleaned["phone"], cleaned["email"] = read_contact(typed)
        return cleaned


class GivenBefore(forms.Form):
    """What shows that one gave the answer that one changes."""

    contact = ContactField(
        _("Phone or e-mail given with the answer"),
        help_text=_("This shows that the answer is yours."),
    )


class ReplaceForm(GivenBefore, NomineeForm):
    field_order = ["contact"]


class TakeBackForm(GivenBefore):
    reason = _reason()


class PaperForm(forms.Form):
    paper_reference = forms.CharField(
        label=_("Reference of the paper"),
        max_length=100,
        help_text=_("Its number and date: it stays with the answer."),
        widget=forms.TextInput(attrs=WORDS),
    )


class PaperNomineeForm(PaperForm, NomineeForm):
    """The reply slip that came back filled in."""

    field_order = ["paper_reference"]
    needs_contact = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person_phone"].help_text = ""


class PaperDeclineForm(PaperForm):
    reason = _reason()
