"""What a page sends is read as its writer saw it."""

import pytest
from django import forms
from django.utils.translation import override

from multaqa.ui.inputs import Lines, WesternIntegerField


class Letter(forms.Form):
    text = forms.CharField(max_length=5, widget=Lines)


def test_a_break_counts_one_as_in_the_page():
    form = Letter({"text": "ab\r\ncd"})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "ab\ncd"
    assert not Letter({"text": "ab\r\ncde"}).is_valid()
    assert not Letter({}).is_valid()


class Table(forms.Form):
    seats = WesternIntegerField(min_value=1, max_value=120)


def test_a_number_is_read_in_either_digits():
    form = Table({"seats": "١٢٠"})
    assert form.is_valid()
    assert form.cleaned_data["seats"] == 120


class Purse(forms.Form):
    price = WesternIntegerField(min_value=1, max_value=10_000_000)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("80 000", 80_000),
        ("80\u202f000", 80_000),
        ("80\u00a0000", 80_000),
        ("80.000", 80_000),
        ("80,000", 80_000),
        ("\u0668\u0660\u066c\u0660\u0660\u0660", 80_000),
        ("1 250 000", 1_250_000),
        (" 80 ", 80),
        ("80.00", 80),
    ],
)
def test_a_number_is_read_with_its_thousands_apart(typed, read):
    form = Purse({"price": typed})
    assert form.is_valid()
    assert form.cleaned_data["price"] == read


@pytest.mark.parametrize("typed", ["80 00", "8 0000", "80,5", "80 000,50", "1 2 3"])
def test_digits_that_are_not_by_threes_are_no_whole_number(typed):
    assert not Purse({"price": typed}).is_valid()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "Write a number from 1 to 120."),
        ("121", "Write a number from 1 to 120."),
        ("many", "Write a whole number, in digits."),
    ],
)
def test_of_a_number_that_does_not_fit_it_says_which_would(typed, said):
    with override("en"):
        assert Table({"seats": typed}).errors["seats"] == [said]
