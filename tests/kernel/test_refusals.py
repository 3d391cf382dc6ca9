import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import ngettext_lazy

from multaqa.kernel import refusals
from multaqa.kernel.refusals import refusals_on, require, say
from multaqa.refusal import Refusal


class NameForm(forms.Form):
    name = forms.CharField()


@pytest.fixture(autouse=True)
def phrases(monkeypatch):
    counted = ngettext_lazy("%(count)d row of 100%%", "%(count)d rows of 100%%", "count")
    monkeypatch.setitem(refusals.PHRASES, "tests.counted", counted)
    monkeypatch.setitem(refusals.PHRASES, "tests.named", "No <b>%(name)s</b>")


@pytest.mark.parametrize(("count", "said"), [(1, "1 row of 100%"), (3, "3 rows of 100%")])
def test_say_counts_in_the_readers_language(count, said):
    with translation.override("en"):
        assert say(Refusal("tests.counted", count=count)) == said


def test_refusals_on_stands_beside_the_named_field():
    form = NameForm({"name": "x"})
    assert form.is_valid()
    with refusals_on(form, "name"):
        raise Refusal("tests.named", name="<i>x</i>")
    assert form.errors == {"name": ["No <b><i>x</i></b>"]}
    assert "&lt;i&gt;" in str(form.errors)


def test_refusals_on_stands_above_the_form_without_a_field():
    form = NameForm({"name": "x"})
    assert form.is_valid()
    with refusals_on(form):
        raise Refusal("tests.named", name="x")
    assert form.non_field_errors() == ["No <b>x</b>"]


def test_refusals_on_lets_a_bug_through():
    form = NameForm({"name": "x"})
    with pytest.raises(ZeroDivisionError), refusals_on(form):
        _unused = 1 / 0


def test_require_stops_whoever_may_not():
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)


def test_two_rooms_do_not_say_the_same_code():
    said = refusals.Phrases()
    said |= {"paper.no_codes": "No codes"}
    with pytest.raises(ValueError, match=r"paper\.no_codes"):
        said |= {"paper.other": "Other", "paper.no_codes": "Without codes"}
    assert said == {"paper.no_codes": "No codes"}
