"""Inputs that read what a page sends as its writer saw it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from multaqa.kernel import arabic


class Lines(forms.Textarea):
    """Several lines, of which each break counts one, as in the page: it is sent as two signs."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:  # noqa: ANN401
        told = super().value_from_datadict(data, files, name)
        return told.replace("\r\n", "\n") if isinstance(told, str) else told


class WesternIntegerField(forms.IntegerField):
    """A whole number, in Western or Arabic digits, grouped or not; else it says what would fit."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "size": "5"})
    default_error_messages: ClassVar = {"invalid": _("Write a whole number, in digits.")}

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        if self.min_value is not None and self.max_value is not None:
            said = format_lazy(
                _("Write a number from {low} to {high}."), low=self.min_value, high=self.max_value
            )
            self.error_messages |= {"min_value": said, "max_value": said}

    def to_python(self, value: object) -> int | None:
        return super().to_python(arabic.ungrouped(value) if isinstance(value, str) else value)
