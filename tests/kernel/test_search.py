"""Words typed in many ways find the same rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.apps.territory.models import Commune
from multaqa.kernel.search import LONGEST_QUERY, MOST_WORDS, bare, holding, indexed, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("تعاونية", ["تعاونيه"]),
        ("التعاونيه", ["تعاونيه"]),
        ("والعسل للنساء", ["عسل", "نسا"]),
        ("Coopérative de l'Arganier", ["cooperative", "arganier"]),
        ("  جمعية\0الأمل  جمعيه ", ["جمعيه", "امل"]),
        ("والي", ["والي"]),
        ("٢٠٢٤", ["2024"]),
        ("de la", ["de", "la"]),
        ("😀 %_ ", []),
    ],
)
def test_words_of_brings_every_spelling_to_one(typed, words):
    assert words_of(typed) == words


def test_words_of_bounds_what_one_may_ask():
    assert words_of("ا" * 10_000) == ["ا" * LONGEST_QUERY]
    assert len(words_of(" ".join(f"w{n}" for n in range(50)))) == MOST_WORDS


@given(st.text())
def test_a_text_is_found_by_its_own_words(text):
    column = indexed(text)
    assert all(word in column for word in words_of(text))


def test_indexed_holds_each_word_with_and_without_its_article():
    assert indexed("تعاونية العسل", None, "Taghjijt") == " تعاونيه العسل عسل taghjijt "


def test_bare_leaves_a_word_that_only_begins_like_an_article():
    assert [bare("الف"), bare("ال"), bare("والي")] == ["الف", "ال", "والي"]


@pytest.mark.django_db
def test_holding_asks_for_every_word_and_for_a_short_one_at_a_beginning():
    """The territory's own French names stand in for an indexed column."""
    communes = Commune.objects.filter(province_id="10.261")
    names = set(communes.values_list("name_fr", flat=True))
    found = set(holding(communes, "name_fr", ["uelmi"]).values_list("name_fr", flat=True))
    assert found == {name for name in names if "uelmi" in name} != set()
    assert not holding(communes, "name_fr", ["ue"]).exists()
    assert not holding(communes, "name_fr", ["uelmi", "xyz"]).exists()
    assert holding(communes, "name_fr", []).count() == len(names)
    assert not holding(communes, "name_fr", ["%%%"]).exists()
