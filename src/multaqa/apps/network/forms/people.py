"""Asking for a place in a body, claiming it, inviting to it, saying why not."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.network.models import ACTING_ROLES, MembershipRole
from multaqa.kernel import uploads
from multaqa.kernel.arabic import digits
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal
from multaqa.ui.inputs import Lines

ACTING = [(role.value, role.label) for role in ACTING_ROLES]
TYPED = {"autocomplete": "off", "dir": "auto"}


class JoiningForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Your role in the body"),
        choices=MembershipRole.choices,
        widget=forms.RadioSelect,
        help_text=_("Its board, director and officer in charge may act for it."),
    )


class DocumentField(forms.FileField):
    """A scan or a photograph of a paper, told by its bytes."""

    def __init__(self, **more: Any) -> None:
        widget = forms.FileInput(attrs={"accept": uploads.ACCEPT})
        super().__init__(widget=widget, **more)

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401  Django's own shape
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return uploads.document(file)
        except Refusal as refusal:
            raise forms.ValidationError(say(refusal)) from None


class ClaimForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Your role in the body"), choices=ACTING, widget=forms.RadioSelect
    )
    proof = forms.CharField(
        label=_("How can it be seen that you act for it?"),
        max_length=2000,
        help_text=_("The day of the assembly, the number of the receipt, whom one can ask."),
        widget=Lines(attrs=TYPED | {"rows": "4"}),
    )
    document = DocumentField(
        label=_("A paper that shows it, if you have it at hand"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "The receipt, the minutes or the list of the board: a photograph or a PDF of at most "
            "8 MB. The coordinators alone see it, and it is erased 90 days after the answer."
        ),
    )


class InviteForm(forms.Form):
    role = forms.ChoiceField(label=_("Their role in the body"), choices=MembershipRole.choices)
    name = forms.CharField(
        label=_("Their name"),
        max_length=150,
        required=False,
        help_text=_("So that you know later whom you invited."),
        widget=forms.TextInput(attrs=TYPED),
    )
    contact = forms.CharField(
        label=_("Their mobile number or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role in the body"), choices=MembershipRole.choices)


class WordsForm(forms.Form):
    """A few words that are kept: an objection, an answer, what came of a call."""

    text = forms.CharField(max_length=1000, widget=Lines(attrs=TYPED | {"rows": "3"}))

    def __init__(self, *args: Any, label: StrOrPromise = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"].label = label


class ClaimAnswerForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("Kept with the decision, and read by who claims."),
        widget=Lines(attrs=TYPED | {"rows": "3"}),
    )
    ends_others = forms.BooleanField(
        label=_("If I accept, the places of those who acted until now end"), required=False
    )


class DayField(forms.DateField):
    """A day, as a phone picks it or as one types it, 12/03/2026, in Arabic digits too."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        more.setdefault("error_messages", {"invalid": _("Write a day, as 12/03/2026.")})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"], **more)

    def to_python(self, value: str | datetime | date | None) -> Any:  # noqa: ANN401
        return super().to_python(digits(value) if isinstance(value, str) else value)
