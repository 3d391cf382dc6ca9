"""The new board, as it is entered after an election: who stays, who comes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.network.forms.people import ACTING, TYPED, DayField
from multaqa.apps.network.models import Membership
from multaqa.apps.network.services import Newcomer
from multaqa.ui.inputs import Lines

LEAVES = ("", _("leaves"))
NOBODY = ("", _("choose"))
FEWEST, MOST = 3, 30
A_FORTNIGHT = timedelta(days=14)


class HandoverForm(forms.Form):
    held_on = DayField(label=_("Day of the assembly that elected"))
    ends_on = DayField(
        label=_("It takes effect on this day at the latest"),
        help_text=_("Sooner, as soon as the new president (or director) accepts."),
    )
    note = forms.CharField(
        label=_("A note, if one is needed"),
        max_length=1000,
        required=False,
        widget=Lines(attrs=TYPED | {"rows": "2"}),
    )

    def __init__(self, *args: Any, acting: Sequence[Membership], **more: Any) -> None:
        super().__init__(*args, **more)
        self.acting = acting
        self.initial.setdefault("ends_on", timezone.localdate() + A_FORTNIGHT)
        for place in acting:
            if not place.is_presidents:  # nobody goes by being forgotten
                self.initial.setdefault(f"place_{place.pk}", place.role)
            self.fields[f"place_{place.pk}"] = forms.ChoiceField(
                label=f"{place.user.name or '—'} · {place.get_role_display()}",
                choices=[LEAVES, *((value, _stays(label)) for value, label in ACTING)],
                required=False,
            )
        self.row_count = self._rows()
        for row in range(self.row_count):
            self._add_row(row)

    def _rows(self) -> int:
        """As many as were shown, and three more where they were asked for."""
        shown = str(self.data.get("rows", "")) if self.is_bound else ""
        count = int(shown) if shown.isdecimal() and len(shown) < 3 else FEWEST
        return min(max(count + (3 if self.asks_more else 0), FEWEST), MOST)

    @property
    def asks_more(self) -> bool:
        return self.is_bound and "more" in self.data

    def _add_row(self, row: int) -> None:
        self.fields[f"new_{row}_role"] = forms.ChoiceField(
            label=_("Role in the body"), choices=[NOBODY, *ACTING], required=False
        )
        self.fields[f"new_{row}_name"] = forms.CharField(
            label=_("Name"), max_length=150, required=False, widget=forms.TextInput(attrs=TYPED)
        )
        self.fields[f"new_{row}_contact"] = forms.CharField(
            label=_("Mobile number or e-mail"),
            max_length=254,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for row in range(self.row_count):
            told = [cleaned.get(f"new_{row}_{part}") for part in ("role", "name", "contact")]
            for part, value in zip(("role", "contact"), (told[0], told[2]), strict=True):
                if any(told) and not value and f"new_{row}_{part}" not in self.errors:
                    self.add_error(
                        f"new_{row}_{part}", _("Write it, or leave the whole row empty.")
                    )
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        told = self.cleaned_data
        stays = {place.pk: told[f"place_{place.pk}"] for place in self.acting}
        rows = [
            Newcomer(told[f"new_{row}_role"], told[f"new_{row}_name"], told[f"new_{row}_contact"])
            for row in range(self.row_count)
            if told[f"new_{row}_role"]
        ]
        days = {name: told[name] for name in ("held_on", "ends_on", "note")}
        return {**days, "stays": stays, "newcomers": rows}

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[f"place_{place.pk}"] for place in self.acting]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        parts = ("role", "name", "contact")
        return [[self[f"new_{row}_{part}"] for part in parts] for row in range(self.row_count)]


def _stays(label: StrOrPromise) -> StrOrPromise:
    return format_lazy(_("stays: {role}"), role=label)
