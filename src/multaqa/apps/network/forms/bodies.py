"""What is asked of a body, when it is entered and when it is revised."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.accounts.services import contact
from multaqa.apps.network import queries
from multaqa.apps.network.forms.places import by_province, commune_written
from multaqa.apps.network.models import Body, BodyKind, Declaration, Field, Group, MembershipRole
from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.kernel import arabic
from multaqa.kernel.refusals import PHRASES, refusals_on, say
from multaqa.refusal import Refusal
from multaqa.ui.inputs import Lines, WesternIntegerField

TYPED = {"autocomplete": "off", "dir": "auto"}
# Beside which question a refusal of the service stands.
BESIDE = {
    "body.no_name": "name_ar",
    "body.founded_ahead": "founded",
    "body.bad_territory": "work_communes",
    "ice.not_digits": "ice",
    "ice.wrong_length": "ice",
    "ice.check_digits": "ice",
    "register.no_section": "register_number",
    "register.not_a_union": "register_number",
    "register.is_a_union": "register_number",
    "register.year_ahead": "register_number",
    "register.no_place": "register_number",
    "declaration.ahead": "declared",
    "declaration.no_date": "declared",
    "declaration.not_silent_yet": "declared",
}
# Where a body need not sit in a commune: it may sit in another country.
SEATLESS = {BodyKind.FUNDER, BodyKind.NETWORK}
# Each part behind one click: a phone shows the whole of the first at once, and whoever stands in a
# queue fills the others in later.
FOLDED: tuple[tuple[StrOrPromise, tuple[str, ...]], ...] = (
    (_("Fields and groups served"), ("fields_worked", "groups_served")),
    (_("Where it works"), ("work", "work_communes")),
    (
        _("Receipt and register numbers: none is required"),
        (
            "register_number",
            "declaration",
            "declared",
            "declared_to",
            "ice",
            "is_ice_overruled",
        ),
    ),
    (
        _("More about the body, if you have it at hand"),
        (
            "name_en",
            "other_names",
            "locality",
            "founded",
            "women_count",
            "men_count",
            "phone",
            "other_phones",
            "email",
            "website",
            "is_contact_public",
            "about",
        ),
    ),
)


def _line(
    label: StrOrPromise, *, attrs: dict[str, str] | None = None, **more: Any
) -> forms.CharField:
    """One line of text; no ``maxlength``, which cuts what is pasted without a word."""
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs or TYPED), **more)


def _day(text: str, otherwise: StrOrPromise) -> date | None:
    """A day as people write it, none where nothing is; says how to write it otherwise."""
    text = arabic.digits(text).strip()
    if not text:
        return None
    numbers = [int(part) for part in re.findall(r"[0-9]+", text)[:4]]
    if len(numbers) == 3 and not re.search(r"[^0-9/. -]", text):
        day, month, year = numbers if numbers[0] < 32 else reversed(numbers)
        try:
            return date(year, month, day)
        except (ValueError, OverflowError):
            pass
    raise forms.ValidationError(otherwise)


class PeopleField(WesternIntegerField):
    """A number of people."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "size": "6"})


class BodyForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=[("", _("choose")), *BodyKind.choices])
    name_ar = _line(
        _("Name in Arabic"), help_text=_("As on the receipt or the register: the whole name.")
    )
    name_fr = _line(_("Name in French"), required=False)
    commune = forms.ChoiceField(label=_("Commune of the seat"), required=False)
    commune_written = _line(
        _("Or the commune's name, if it is not in the list"),
        required=False,
        help_text=_("In another region: write the commune, a comma, its province."),
    )
    role = forms.ChoiceField(label=_("Your role in the body"), choices=MembershipRole.choices)
    fields_worked = forms.MultipleChoiceField(
        label=_("Fields"),
        choices=Field.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    groups_served = forms.MultipleChoiceField(
        label=_("Groups served"),
        choices=Group.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    work = forms.MultipleChoiceField(
        label=_("Region or provinces where it works"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Nothing ticked: in the commune of its seat."),
    )
    work_communes = forms.MultipleChoiceField(
        label=_("Communes where it works"), widget=forms.CheckboxSelectMultiple, required=False
    )
    name_en = _line(_("Name in English"), required=False)
    other_names = forms.CharField(
        label=_("Other names, one per line"),
        required=False,
        max_length=2000,
        help_text=_("An acronym, an older name: it is found by them too."),
        widget=Lines(attrs=TYPED | {"rows": "2"}),
    )
    locality = _line(_("Douar or quarter"), required=False, max_length=150)
    founded = _line(
        _("Founded"),
        required=False,
        help_text=_("The year is enough: 2014; or the day: 12/03/2014."),
        attrs={"dir": "ltr", "inputmode": "numeric", "size": "10", "autocomplete": "off"},
    )
    women_count = PeopleField(
        label=_("Women among the members"), required=False, min_value=0, max_value=9_999_999
    )
    men_count = PeopleField(
        label=_("Men among the members"), required=False, min_value=0, max_value=9_999_999
    )
    phone = _line(_("Phone of the body"), required=False, attrs={"dir": "ltr", "type": "tel"})
    other_phones = forms.CharField(
        label=_("Other phones, one per line"),
        required=False,
        max_length=200,
        widget=Lines(attrs={"dir": "ltr", "rows": "2"}),
    )
    email = forms.EmailField(
        label=_("E-mail of the body"),
        required=False,
        error_messages={"invalid": PHRASES["accounts.bad_email"]},
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Write the address of a website, such as example.ma.")},
    )
    is_contact_public = forms.BooleanField(
        label=_("Show the phone and the e-mail to everyone"), required=False
    )
    register_number = _line(
        _("Number of the receipt, or in the register of cooperatives"),
        required=False,
        max_length=60,
        help_text=_(
            "Of a cooperative: section / court / year / entry, as 1/13/2019/45. Section 1 holds "
            "those of natural persons, 2 of legal persons, 3 of both, 4 unions."
        ),
        attrs={"dir": "ltr", "autocomplete": "off"},
    )
    declaration = forms.ChoiceField(
        label=_("Of an association: receipt of the declaration"),
        required=False,
        choices=[("", _("not said")), *Declaration.choices],
        help_text=_(
            "When the authority has not answered within 60 days of the deposit, the association "
            "may act without the final receipt (dahir of 1958, article 5)."
        ),
    )
    declared = _line(
        _("Date of the receipt, or of the deposit if no receipt came"),
        required=False,
        help_text=_("The day: 12/03/2014."),
        attrs={"dir": "ltr", "inputmode": "numeric", "size": "10", "autocomplete": "off"},
    )
    declared_to = _line(
        _("Authority that received it"),
        required=False,
        max_length=150,
        help_text=_("The pachalik, the caidate, the annexe."),
    )
    ice = _line(
        _("ICE"),
        required=False,
        max_length=40,
        help_text=_(
            "The common identifier of the enterprise: 15 digits, the last two of which check the "
            "others. Any body that invoices has one."
        ),
        attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"},
    )
    is_ice_overruled = forms.BooleanField(
        label=_("The ICE is written so on the certificate: keep it"), required=False
    )
    about = forms.CharField(
        label=_("What the body does, in a few lines"),
        required=False,
        max_length=3000,
        widget=Lines(attrs=TYPED),
    )

    def __init__(
        self, *args: Any, body: Body | None = None, needs_role: bool = True, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.body = body
        self.region = Region.objects.filter(pk=settings.REGION).first()
        self.communes = {one.pk: one for one in queries.communes_offered()}
        if body is not None:
            del self.fields["role"]
            self.initial = {**self._kept(body), **self.initial}
        elif not needs_role:
            self.fields["role"].required = False
            self._offer(
                "role", [("", _("none: I enter it from its papers")), *MembershipRole.choices]
            )
        self._offer_places()
        self._tell_numbers()

    def _offer(self, name: str, choices: Sequence[object]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _tell_numbers(self) -> None:
        """What a number that is there says, beside it; and the box where its digits are doubted."""
        number = queries.register_number_of(self.body.register_number) if self.body else None
        if number is not None:
            self.fields["register_number"].help_text = queries.register_said(number)
        if not self._doubts_ice():
            del self.fields["is_ice_overruled"]

    def _doubts_ice(self) -> bool:
        told = str(self.data.get("ice", "")) if self.is_bound else self.initial.get("ice", "")
        try:
            ice = queries.read_ice(told)
        except Refusal:
            return False
        return ice is not None and not ice.is_sure

    def _offer_places(self) -> None:
        """The region's own; and what the body says already, wherever that lies."""
        if self.body is not None and self.body.commune is not None:
            self.communes.setdefault(self.body.commune.pk, self.body.commune)
        grouped = by_province(self.communes.values())
        self._offer("commune", [("", _("choose")), *grouped])
        provinces = {one.province_id: one.province for one in self.communes.values()}
        whole: list[Region | Province] = [
            *([self.region] if self.region else []),
            *provinces.values(),
        ]
        wholes = {one.pk: self._whole(one) for one in whole}
        parts = {one.pk: str(one) for one in self.communes.values()}
        for area in self.initial.get("areas", ()):
            (parts if isinstance(area, Commune) else wholes).setdefault(area.pk, str(area))
        self._offer("work", list(wholes.items()))
        self._offer("work_communes", list(parts.items()))
        told = [area.pk for area in self.initial.pop("areas", ())]
        self.initial["work"] = [code for code in told if code in wholes]
        self.initial["work_communes"] = [code for code in told if code in parts]

    @staticmethod
    def _whole(unit: Region | Province) -> StrOrPromise:
        words = _("the whole region") if isinstance(unit, Region) else _("the whole province")
        return f"{unit} ({words})"

    def _kept(self, body: Body) -> dict[str, Any]:
        columns = (name for name in self.base_fields if hasattr(body, name))
        kept = {name: getattr(body, name) for name in columns}
        founded = ""
        if body.founded_on:
            is_year = body.is_founded_by_year
            founded = body.founded_on.strftime("%Y" if is_year else "%d/%m/%Y")
        return kept | {
            "commune": body.commune_id,
            "founded": founded,
            "declared": body.declared_on.strftime("%d/%m/%Y") if body.declared_on else "",
            "fields_worked": [row.field for row in body.fields.all()],
            "groups_served": [row.group for row in body.groups.all()],
            "areas": queries.named_areas(list(body.work_areas.all())),
        }

    def clean_founded(self) -> tuple[date | None, bool]:
        """A day, and whether its year alone was said."""
        text = arabic.digits(self.cleaned_data["founded"]).strip()
        if re.fullmatch(r"(1[89]|20)\d\d", text):
            return date(int(text), 1, 1), True
        return _day(text, _("Write a year, as 2014, or a day, as 12/03/2014.")), False

    def clean_declared(self) -> date | None:
        return _day(self.cleaned_data["declared"], _("Write a day, as 12/03/2014."))

    def clean_ice(self) -> str:
        """The digits alone, with the zeros that a spreadsheet ate."""
        try:
            ice = queries.read_ice(self.cleaned_data["ice"])
        except Refusal as refusal:
            raise forms.ValidationError(say(refusal)) from None
        return ice.digits if ice else ""

    def clean_phone(self) -> str:
        return self._dialled(str(self.cleaned_data["phone"]))

    def clean_other_phones(self) -> str:
        """Each as it is dialled, none twice."""
        lines = str(self.cleaned_data["other_phones"]).splitlines()
        told = [self._dialled(line.strip()) for line in lines]
        return "\n".join(dict.fromkeys(one for one in told if one))

    @staticmethod
    def _dialled(typed: str) -> str:
        if not typed:
            return ""
        try:
            phone = contact(typed)[1]
            if phone is None:
                raise Refusal("accounts.bad_contact")
        except Refusal as refusal:
            raise forms.ValidationError(say(refusal)) from None
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        commune = self._commune(cleaned.pop("commune", ""), cleaned.pop("commune_written", ""))
        founded_on, is_founded_by_year = cleaned.pop("founded", (None, False))
        work = [*cleaned.pop("work", ()), *cleaned.pop("work_communes", ())]
        is_asked = not {"kind", "commune", "commune_written"} & set(self.errors)
        if commune is None and is_asked and cleaned["kind"] not in SEATLESS:
            self.add_error("commune", _("Choose the commune, or write its name below."))
        return cleaned | {
            "commune": commune,
            "founded_on": founded_on,
            "declared_on": cleaned.pop("declared", None),
            "is_ice_overruled": cleaned.pop("is_ice_overruled", False),
            "is_founded_by_year": is_founded_by_year,
            "fields": cleaned.pop("fields_worked", ()),
            "groups": cleaned.pop("groups_served", ()),
            "work_areas": work,
        }

    def _commune(self, code: str, text: str) -> Commune | None:
        """What was chosen; what was written, only where nothing was."""
        if code or not text.strip():
            return self.communes.get(code)
        try:
            return commune_written(text, self.region)
        except forms.ValidationError as error:
            self.add_error("commune_written", error)
            return None

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "role"}

    def refuse(self, refusal: Refusal) -> None:
        """Say a refusal of the service beside its question, or at the top."""
        with refusals_on(self, BESIDE.get(refusal.code)):
            raise refusal

    @property
    def first_part(self) -> list[forms.BoundField]:
        folded = {name for _title, names in FOLDED for name in names}
        return [bound for bound in self if bound.name not in folded]

    @property
    def folded_parts(self) -> list[tuple[StrOrPromise, list[forms.BoundField], bool]]:
        """The title of each, its questions, and whether it is unfolded, for what is wrong in it."""
        parts = []
        for title, names in FOLDED:
            part = [self[name] for name in names if name in self.fields]
            parts.append((title, part, any(bound.errors for bound in part)))
        return parts
