"""What is typed of badges."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.attendance.models import Badge, BadgeKind, CancelReason, Certificate, Layout
from multaqa.apps.forum.forms.nominations import ContactsForm
from multaqa.apps.forum.models import Edition, Registration
from multaqa.apps.territory.models import Commune
from multaqa.apps.territory.queries import communes_menu
from multaqa.kernel import arabic
from multaqa.kernel.refusals import PHRASES

LINE = {"autocomplete": "off", "dir": "auto"}
# What the desk writes in; the other kinds come by themselves, and may be written in all the same.
TYPED = (
    *(BadgeKind.ORGANISER, BadgeKind.VOLUNTEER, BadgeKind.GUEST, BadgeKind.PRESS),
    *(BadgeKind.SPEAKER, BadgeKind.EX_OFFICIO, BadgeKind.PARTICIPANT),
)
KINDS = [(str(kind), kind.label) for kind in TYPED]
REVOKED = [one for one in Certificate.Revoked.choices if one[0] != Certificate.Revoked.RENEWED]
GIVEN = [one for one in CancelReason.choices if one[0] != CancelReason.LOST]


class WordsForm(forms.Form):
    """What stands on a badge."""

    name = forms.CharField(
        label=_("Name"),
        max_length=300,
        widget=forms.TextInput(attrs=LINE),
        help_text=_("As the person writes it. It is printed as large as it fits."),
    )
    name_latin = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    body_name = forms.CharField(
        label=_("Body or institution"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=LINE),
    )
    function = forms.CharField(
        label=_("Function"), max_length=150, required=False, widget=forms.TextInput(attrs=LINE)
    )
    commune = forms.ModelChoiceField(
        label=_("Commune"), queryset=Commune.objects.none(), required=False
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("", _("not told")), *Registration.Sex.choices],
        required=False,
        help_text=_("So that the badge says it in the feminine or the masculine."),
    )

    def __init__(
        self, *args: Any, edition: Edition, commune: Commune | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        communes = Commune.objects.select_related("province").filter(
            province__region=edition.region_id
        )
        offered: list[tuple[str, Any]] = [("", "—")]
        if commune is not None and commune.province.region_id != edition.region_id:
            communes = communes | Commune.objects.select_related("province").filter(pk=commune.pk)
            offered.append((commune.pk, str(commune)))
        offered += [(name, found) for _code, name, found in communes_menu(edition.region_id)]
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        self.fields["commune"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("name", "name_latin", "body_name", "function"):
            if name in cleaned:
                cleaned[name] = " ".join(cleaned[name].replace("\0", "").split())
        if "name" in cleaned and not arabic.has_letters(cleaned["name"]):
            self.add_error("name", str(PHRASES["badge.no_name"]))
        return cleaned


class NewBadgeForm(ContactsForm, WordsForm):
    """Somebody whom the platform does not know."""

    kind = forms.ChoiceField(label=_("Kind of badge"), choices=KINDS)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr", "autocomplete": "off"}),
        help_text=_(
            "So that one person has one badge. It is not kept: only whether it is the same."
        ),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "dir": "ltr", "autocomplete": "off"}),
    )
    field_order = ["kind", "name", "name_latin", "body_name", "function"]


class BadgeForm(WordsForm):
    """What is corrected on a badge; the kind, where the desk wrote it in."""

    kind = forms.ChoiceField(label=_("Kind of badge"), choices=KINDS)
    field_order = ["kind", "name", "name_latin", "body_name", "function"]

    def __init__(self, *args: Any, badge: Badge, **more: Any) -> None:
        told = {
            name: getattr(badge, name)
            for name in ("name", "name_latin", "body_name", "function", "commune", "sex")
        }
        initial = told | {"kind": badge.typed_kind}
        super().__init__(
            *args, edition=badge.edition, commune=badge.commune, initial=initial, **more
        )
        if not badge.typed_kind:
            del self.fields["kind"]


class CancelForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=GIVEN)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, widget=forms.TextInput(attrs=LINE)
    )


class PeopleFileForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of badge, where a line says none"),
        choices=[("", _("each line says it")), *KINDS],
        required=False,
    )
    file = forms.FileField(
        label=_("List of people"),
        help_text=_("XLSX or CSV; the first line holds the headings."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class PrintForm(forms.Form):
    layout = forms.ChoiceField(label=_("Sheet"), choices=Layout.choices, initial=Layout.EIGHT)


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=60,
        help_text=_("As it stands beside the code on the paper. It begins with C."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=REVOKED)
