"""Devices added, and people checked in by a code or a name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.attendance.models import Device
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Session
from multaqa.apps.programme.queries import sessions_of
from multaqa.ui.dates import moment


class DeviceForm(forms.ModelForm[Device]):
    """Where a phone will stand."""

    class Meta:
        model = Device
        fields = ["label", "room"]
        help_texts = {"label": _("As the other doors will read it: main door, women's entrance…")}

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room: Any = self.fields["room"]
        room.queryset = edition.rooms.all()
        room.empty_label = _("The door of the forum")
        room.label = _("Where it checks in")
        room.help_text = _("A room's device checks in to the session that is held there.")


class SoughtForm(forms.Form):
    """A code as it is read, or a name: the desk's way in, and that of a phone without a script."""

    sought = forms.CharField(
        label=_("Code or name"),
        max_length=60,
        help_text=_("The code under the QR, or two or three words of the name."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "auto"}
        ),
    )


class PlaceForm(forms.Form):
    """The door, or one of the sessions: where the desk checks in."""

    session = forms.ModelChoiceField(
        queryset=Session.objects.none(),
        required=False,
        label=_("Where"),
        empty_label=_("The door of the forum"),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["session"]
        field.queryset = sessions_of(edition).exclude(starts_at=None).order_by("starts_at", "pk")
        # Tea is served on both days: by its title alone one is taken for the other.
        field.label_from_instance = lambda one: f"{moment(one.starts_at)} · {one.title}"
