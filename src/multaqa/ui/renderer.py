"""Inputs written without a template for each of them.

Django renders every option of a select and every input through templates that include others: the
fifty communes of a region cost more than the rest of their page. What is written here is, letter by
letter, what those templates write; whatever else a form needs goes through them as before.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest

FOLDER = "django/forms/widgets/"
INPUTS = frozenset(
    f"{FOLDER}{name}.html"
    for name in (
        *("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time"),
        *("input", "checkbox"),
    )
)
OPTIONS = frozenset({f"{FOLDER}radio_option.html", f"{FOLDER}checkbox_option.html"})
SELECT = f"{FOLDER}select.html"

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's own renderer, with its commonest inputs written by hand."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        widget = context.get("widget")
        if widget is not None:
            if template_name == SELECT:
                return _select(widget)
            if template_name in INPUTS:
                return _input(widget)
            if template_name in OPTIONS and not widget.get("wrap_label"):
                return _input(widget)
        return super().render(template_name, context, request)


def _select(widget: Widget) -> str:
    groups = "".join(
        _group(name, "".join(_option(option) for option in options))
        for name, options, _index in widget["optgroups"]
    )
    name = _escaped(widget["name"])
    return f'<select name="{name}"{_attributes(widget["attrs"])}>{groups}</select>'


def _group(name: str | None, options: str) -> str:
    if not name:
        return options
    return f'<optgroup label="{_escaped(name)}">{options}</optgroup>'


def _option(option: Widget) -> str:
    value, label = _escaped(option["value"]), _escaped(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


def _input(widget: Widget) -> str:
    name, value = _escaped(widget["name"]), widget["value"]
    told = "" if value is None else f' value="{_escaped(value)}"'
    return f'<input type="{widget["type"]}" name="{name}"{told}{_attributes(widget["attrs"])}>'


def _attributes(attrs: Mapping[str, object]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _escaped(value: object) -> str:
    """As Django escapes it: a hundred options pay for its way around lazy words."""
    text = str(value)
    return text if hasattr(text, "__html__") else escape(text)
