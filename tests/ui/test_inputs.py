"""What a page sends is read as its writer saw it."""

from django import forms

from multaqa.ui.inputs import Lines


class Letter(forms.Form):
    text = forms.CharField(max_length=5, widget=Lines)


def test_a_break_counts_one_as_in_the_page():
    form = Letter({"text": "ab\r\ncd"})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "ab\ncd"
    assert not Letter({"text": "ab\r\ncde"}).is_valid()
    assert not Letter({}).is_valid()
