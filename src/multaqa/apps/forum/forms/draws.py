"""The shapes of what is typed at the forum's desk."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multaqa.apps.forum.models import Draw, Edition, Standing
from multaqa.apps.forum.phrases import ROLE_LABELS
from multaqa.apps.forum.services.columns import Role
from multaqa.ui.inputs import WesternIntegerField


class EditionForm(forms.ModelForm[Edition]):
    number = WesternIntegerField(label=_("Number of the edition"), min_value=1, max_value=999)

    class Meta:
        model = Edition
        fields = [
            "number",
            "name_ar",
            "theme_ar",
            "organiser_ar",
            "place_ar",
            "starts_on",
            "ends_on",
            "region",
            "focus_province",
            "name_fr",
            "theme_fr",
            "organiser_fr",
            "place_fr",
            "authorisation_number",
            "authorisation_on",
            "is_public",
        ]
        labels = {
            "name_ar": _("Name, in Arabic"),
            "theme_ar": _("Theme, in Arabic"),
            "organiser_ar": _("Organiser, in Arabic"),
            "place_ar": _("Place, in Arabic"),
            "name_fr": _("Name, in French"),
            "theme_fr": _("Theme, in French"),
            "organiser_fr": _("Organiser, in French"),
            "place_fr": _("Place, in French"),
        }
        help_texts = {
            "region": _("Its census gives the shares that quotas are proposed from."),
            "focus_province": _("If the forum turns to one province this time; it may stay empty."),
            "authorisation_number": _(
                "Only if the list holds a sensitive column (disability, health): law 09-08 asks "
                "the CNDP's authorisation first."
            ),
        }
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "authorisation_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # The record has named it so since it was opened.
            self.fields["number"].disabled = True
        if self.instance.may_ask_sensitive:
            self._offer_to_erase()
        for name in ("name_ar", "theme_ar", "organiser_ar", "place_ar"):
            self.fields[name].required = True
        for name in ("name_ar", "theme_ar", "organiser_ar", "place_ar"):
            self.fields[name].widget.attrs |= {"dir": "rtl", "lang": "ar"}
        for name in ("name_fr", "theme_fr", "organiser_fr", "place_fr"):
            self.fields[name].widget.attrs |= {"dir": "ltr", "lang": "fr"}

    def _offer_to_erase(self) -> None:
        """Offered whether or not somebody answered: to see it tells nothing."""
        self.fields["erases_sensitive"] = forms.BooleanField(
            label=_("The authorisation is withdrawn: erase the sensitive answers"),
            required=False,
            help_text=_(
                "Empty its number above, and tick here. The answers go from registrations, drafts "
                "too, and from lists; draws that are not sealed lose these categories and their "
                "quotas. It cannot be undone."
            ),
        )
        names = [name for name in self.fields if name != "erases_sensitive"]
        after = names.index("authorisation_on") + 1
        self.order_fields([*names[:after], "erases_sensitive"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("erases_sensitive") and cleaned.get("authorisation_number"):
            self.add_error(
                "erases_sensitive",
                _("The number still stands above: nothing is erased as long as it does."),
            )
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        focus, region = cleaned.get("focus_province"), cleaned.get("region")
        if focus and region and focus.region_id != region.pk:
            self.add_error("focus_province", _("This province lies outside the region."))
        if cleaned.get("authorisation_number") and not cleaned.get("authorisation_on"):
            self.add_error("authorisation_on", _("Write the date of the authorisation too."))
        return cleaned

    def validate_constraints(self) -> None:
        """The database's own constraints are told by the clean methods and the service."""

    def validate_unique(self) -> None:
        """The service refuses a number taken, also when two ask for it at once."""


class ListFileForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "XLSX or CSV. The first line holds the headers; a column with the commune's name or "
            "code gives province and urban/rural by itself."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class QuotaFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of quotas"),
        help_text=_("CSV or XLSX with the columns feature, value, min, max."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class ColumnsForm(forms.Form):
    """What each column is: one choice per column of the file."""

    def __init__(self, *args: Any, headers: list[str], roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, (header, role) in enumerate(zip(headers, roles, strict=True)):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header or _("(no header)"),
                choices=[(str(one), ROLE_LABELS[one]) for one in Role],
                initial=role,
                required=False,
            )

    def roles(self) -> list[Role]:
        return [Role(self.cleaned_data[name] or Role.IGNORE) for name in self.fields]


class StandingForm(forms.Form):
    standing = forms.ChoiceField(
        label=_("Standing"), choices=Standing, widget=forms.RadioSelect, initial=Standing.POOL
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Asked for whoever sits in any case or stays out. The auditor reads it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class SetUpForm(forms.Form):
    method = forms.ChoiceField(
        label=_("How chances are made equal"),
        choices=Draw.Method,
        widget=forms.RadioSelect,
        help_text=_(
            "Leximin raises the smallest chance first, then the next, and so on: take it unless "
            "you know why not."
        ),
    )
    is_one_per_body = forms.BooleanField(label=_("One person per body at most"), required=False)


class SealForm(forms.Form):
    value_source = forms.CharField(
        label=_("Which public value will decide?"),
        max_length=300,
        help_text=_(
            "Something that everyone will see and nobody can know or choose today: the winning "
            "numbers of a named lottery, the closing figures of the stock exchange, or three "
            "dice thrown before the audience."
        ),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    value_count = WesternIntegerField(
        label=_("How many whole numbers is it?"),
        min_value=1,
        max_value=20,
        initial=3,
        help_text=_(
            "Three dice: 3. A lottery of six numbers: 6. A closing price of 12 345,67: write it "
            "without its comma, 1234567, and count 1. They are read in the order announced."
        ),
    )
    value_known_at = forms.DateTimeField(
        label=_("Nobody can know it before"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Moroccan time. The draw opens at this moment and not before."),
    )

    def clean_value_known_at(self) -> datetime:
        moment: datetime = self.cleaned_data["value_known_at"]
        if moment <= timezone.now():
            raise forms.ValidationError(
                _("The public value must become known later than now. Choose a later moment.")
            )
        return moment


class PublicValueForm(forms.Form):
    public_value = forms.CharField(
        label=_("The public value, as announced"),
        max_length=300,
        help_text=_(
            "The numbers in the order announced, separated by spaces. It can be entered once only."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    is_checked = forms.BooleanField(
        label=_("I have compared it with the announcement; it cannot be changed afterwards."),
        error_messages={"required": _("Compare the value with the announcement, then tick here.")},
    )
