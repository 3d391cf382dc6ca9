import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.kernel.arabic import digits, fold, ungrouped

ARABIC = st.text(alphabet=st.characters(min_codepoint=0x0600, max_codepoint=0x06FF))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أإآٱا", "ااااا"),
        ("مسؤولية الهيئة", "مسووليه الهييه"),
        ("مَدْرَسَةٌ", "مدرسه"),
        ("مصطفى", "مصطفي"),
        ("جمعيـــة", "جمعيه"),
        ("ڭلميم گلميم ݣلميم", "كلميم كلميم كلميم"),
        ("کلمیم", "كلميم"),
        ("١٢٣ ۴۵۶", "123 456"),
        ("Tétouan—Al  Hoceïma", "tetouan al hoceima"),
        ("Sidi M’bark, Imi-N'fast", "sidi m bark imi n fast"),
        ("ﻻﷲ", "لاالله"),
        ("\u202bكلميم\u202c", "كلميم"),
        ("«آسا – الزاك»", "اسا الزاك"),
        ("Cœur", "coeur"),
        (" \t\n", ""),
        ("", ""),
    ],
)
def test_fold_brings_spellings_together(written, folded):
    assert fold(written) == folded


@given(st.text() | ARABIC)
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


def test_fold_is_settled_for_every_sign_of_the_first_two_planes():
    for sign in map(chr, range(0x20000)):
        folded = fold(sign)
        assert fold(folded) == folded, hex(ord(sign))


@given(st.text() | ARABIC)
def test_fold_leaves_no_case_no_mark_no_arabic_digit_and_no_stray_space(text):
    folded = fold(text)
    assert folded == folded.casefold() == digits(folded)
    assert "Mn" not in map(unicodedata.category, folded)
    assert folded == " ".join(folded.split())


@given(st.text() | ARABIC, st.text() | ARABIC)
def test_fold_of_two_words_is_their_folds(left, right):
    assert fold(f"{left} {right}") == f"{fold(left)} {fold(right)}".strip()


@given(ARABIC)
def test_fold_does_not_see_diacritics(text):
    assert fold("".join(f"{sign}\u064e" for sign in text)) == fold(text)


def test_digits_turns_digits_and_nothing_else():
    assert digits("٠٦ ۰۶ إقليم é ة") == "06 06 إقليم é ة"


@given(st.text() | ARABIC)
def test_digits_keeps_the_length(text):
    assert len(digits(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "bare"),
    [("80 000", "80000"), ("1.250.000", "1250000"), ("٨٠٬٠٠٠", "80000"), ("-80,000", "-80000")]
    + [(same, same) for same in ("80", "1.5", "8000.000", "80 00", "", "80.000.", "x")],
)
def test_thousands_are_read_as_one_number(written, bare):
    assert ungrouped(written) == bare
