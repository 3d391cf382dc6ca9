"""Inputs written by hand are what Django's own templates write."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from multaqa.ui.renderer import Renderer

HOSTILE = "\"><script>alert(1)</script> & 'فاطمة'"


class Everything(forms.Form):
    text = forms.CharField(initial=HOSTILE, widget=forms.TextInput(attrs={"dir": "auto"}))
    number = forms.IntegerField(required=False)
    email = forms.EmailField(initial="a@example.ma", disabled=True)
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput, initial=HOSTILE)
    tick = forms.BooleanField(initial=True)
    no_tick = forms.BooleanField(required=False)
    one = forms.ChoiceField(
        initial="b",
        choices=[("", "—"), (HOSTILE, [("a", "ألف"), ("b", HOSTILE)]), (3, "three")],
        widget=forms.Select(attrs={"autofocus": True, "hidden": False}),
    )
    many = forms.MultipleChoiceField(initial=["1", "3"], choices=[(n, str(n)) for n in range(4)])
    radio = forms.ChoiceField(
        initial="x", choices=[("x", "س"), ("y", HOSTILE)], widget=forms.RadioSelect
    )
    ticks = forms.MultipleChoiceField(
        initial=["x"], choices=[("x", "س"), ("y", "ص")], widget=forms.CheckboxSelectMultiple
    )
    when = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    more = forms.CharField(widget=forms.Textarea)


def squeezed(html):
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", html)).strip()


@pytest.mark.parametrize("typed", [None, {"text": HOSTILE, "one": "3", "radio": "y", "tick": "on"}])
@pytest.mark.parametrize("name", list(Everything.base_fields))
def test_each_input_is_written_as_django_writes_it(name, typed):
    ours = Everything(typed, renderer=Renderer())
    theirs = Everything(typed, renderer=DjangoTemplates())
    assert squeezed(str(ours[name])) == squeezed(str(theirs[name]))
    for mine, its in zip(ours[name], theirs[name], strict=True):
        assert squeezed(mine.tag()) == squeezed(its.tag())
    assert "<script>" not in str(ours[name])
