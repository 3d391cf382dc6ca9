"""A document of a body, sent from its page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.network.models import BodyDocument
from multaqa.kernel.uploads import ACCEPT


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=BodyDocument.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=None,
        help_text=_("A photograph (JPEG, PNG) or a PDF, of at most 8 MB."),
        error_messages={"required": _("Choose a file, or photograph the paper.")},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
