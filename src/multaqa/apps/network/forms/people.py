"""Asking for a place in a body."""

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.network.models import MembershipRole


class JoiningForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Your role in the body"),
        choices=MembershipRole.choices,
        widget=forms.RadioSelect,
        help_text=_("Its board, director and officer in charge may act for it."),
    )
