"""Inputs that read what a page sends as its writer saw it."""

from collections.abc import Mapping
from typing import Any

from django import forms


class Lines(forms.Textarea):
    """Several lines, of which each break counts one, as in the page: it is sent as two signs."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:  # noqa: ANN401
        told = super().value_from_datadict(data, files, name)
        return told.replace("\r\n", "\n") if isinstance(told, str) else told
