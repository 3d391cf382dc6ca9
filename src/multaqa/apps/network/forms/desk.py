"""What the coordinator writes with a decision."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from multaqa.apps.network.models import Body, BodyKind, Ground
from multaqa.apps.network.queries import Queue
from multaqa.apps.territory.queries import communes_menu
from multaqa.kernel.refusals import PHRASES
from multaqa.ui.inputs import Lines


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Search all bodies, whatever their state"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("Kept with the decision, and read by the body's people."),
        widget=Lines(attrs={"dir": "auto", "rows": "3"}),
    )


GROUNDS = (
    (
        _("To verify"),
        [
            Ground.RECEIPT,
            Ground.REGISTER,
            Ground.ICE,
            Ground.SILENCE,
            Ground.AUTHORITY,
            Ground.KNOWN,
            Ground.VISITED,
        ],
    ),
    (
        _("To send back or to refuse"),
        [
            Ground.UNREADABLE,
            Ground.NAME_DIFFERS,
            Ground.NUMBER_DIFFERS,
            Ground.SEAT_DIFFERS,
            Ground.NOTHING_SHOWN,
            Ground.NOT_A_BODY,
            Ground.CLOSED,
        ],
    ),
)


class DecisionForm(forms.Form):
    """A decision about a body: a ground in standing words, and what is to be said beside it."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("", _("choose")),
            *((title, [(one.value, one.label) for one in part]) for title, part in GROUNDS),
            (Ground.OTHER.value, Ground.OTHER.label),
        ],
        required=False,
        help_text=_("Of a verified body the ground stands on its public page."),
    )
    reason = forms.CharField(
        label=_("What else is to be said"),
        max_length=1000,
        required=False,
        help_text=_("Read by the body's people: what was checked, or what they are to mend."),
        widget=Lines(attrs={"dir": "auto", "rows": "3"}),
    )


class QueueForm(forms.Form):
    """What one asks of the bodies that wait; what it cannot mean is left out."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *BodyKind.choices]
    )
    province = forms.ChoiceField(label=_("Province"), required=False)
    papers = forms.ChoiceField(
        label=_("Documents"),
        required=False,
        choices=[("", _("all")), ("with", _("with documents")), ("without", _("without"))],
    )
    whose = forms.ChoiceField(
        label=_("Waits for"),
        required=False,
        choices=[("", _("all")), ("ours", _("the coordinator")), ("theirs", _("its people"))],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        provinces = [(code, name) for code, name, _places in communes_menu(settings.REGION)]
        self.fields["province"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *provinces,
        ]

    def asked(self) -> Queue:
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
        return Queue(**told)


class MergingForm(ReasonForm):
    """Which of the two is kept, and why they are one; of one verified alone, that one."""

    kept = forms.ChoiceField(label=_("The entry that is kept"), widget=forms.RadioSelect)

    field_order = ("kept", "reason")

    def __init__(self, *args: Any, pair: tuple[Body, Body], **more: Any) -> None:
        super().__init__(*args, **more)
        self.pair = {body.slug: body for body in pair}
        kept = [body for body in pair if body.is_verified] or pair
        field = self.fields["kept"]
        field.choices = [(one.slug, str(one)) for one in kept]  # type: ignore[attr-defined]
        if len(kept) == 1:
            field.help_text = PHRASES["body.keep_verified"]
            field.error_messages["invalid_choice"] = PHRASES["body.keep_verified"]

    def parted(self) -> tuple[Body, Body]:
        """The one that is kept, and the one that goes into it."""
        kept = self.pair[self.cleaned_data["kept"]]
        merged = next(body for body in self.pair.values() if body != kept)
        return kept, merged
