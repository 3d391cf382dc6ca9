"""Codes: written, read as people type them, and never wrong unseen."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.apps.attendance.queries.codes import (
    BADGE_SIGNS,
    CERTIFICATE_SIGNS,
    SIGNS,
    CodeKind,
    badge_code,
    certificate_number,
    check_sign,
    folded,
    fresh_badge_code,
    fresh_certificate_number,
    qr_text,
    read_code,
)
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal

EDITIONS = st.integers(min_value=1, max_value=32767)
BADGES = st.builds(badge_code, EDITIONS, st.text(SIGNS, min_size=BADGE_SIGNS, max_size=BADGE_SIGNS))
CERTIFICATES = st.builds(
    certificate_number,
    EDITIONS,
    st.text(SIGNS, min_size=CERTIFICATE_SIGNS, max_size=CERTIFICATE_SIGNS),
)
CODES = st.one_of(BADGES, CERTIFICATES)


def is_read(text):
    try:
        read_code(text)
    except Refusal:
        return False
    return True


def test_a_code_is_worked_by_hand():
    # The case that every other program which reads codes is tried on.
    assert badge_code(3, "7F3K92QX") == "3-7F3K-92QX-9"
    assert certificate_number(3, "7F3K92QX0ZWM") == "C3-7F3K-92QX-0ZWM-X"
    assert qr_text("3-7F3K-92QX-9") == "MQ3-7F3K-92QX-9"


@given(code=CODES)
def test_a_code_is_read_as_it_was_written(code):
    assert read_code(code).text == code


@given(code=BADGES)
def test_what_the_qr_says_is_read(code):
    assert read_code(qr_text(code)).text == code


def test_one_wrong_sign_is_seen_wherever_it_stands():
    """Every sign at every place, and every two signs that changed places, in the longest code.

    The check is linear: what a change adds to it follows from the place and the two signs alone. So
    all that can go wrong is tried here, in whatever code.
    """
    longest = 1 + 5 + CERTIFICATE_SIGNS
    for place in range(longest):
        after = "0" * (longest - place - 1)
        # With the check sign of nought, another sign alone must not pass.
        assert all(check_sign(sign + after) != "0" for sign in SIGNS[1:])
    for place in range(longest - 1):
        after = "0" * (longest - place - 2)
        for one, other in product(SIGNS, repeat=2):
            if one != other:
                assert check_sign(one + other + after) != check_sign(other + one + after)
    # The last sign and the check sign: what they differ by is never its own check sign.
    assert all(check_sign(sign) != sign for sign in SIGNS[1:])


@given(code=CODES)
def test_every_wrong_sign_and_every_swap_in_a_code_is_refused(code):
    signs = code.replace("-", "")
    for place, sign in enumerate(signs):
        for other in SIGNS:
            changed = signs[:place] + other + signs[place + 1 :]
            assert other == sign or not is_read(changed)
    for place in range(len(signs) - 1):
        one, other = signs[place : place + 2]
        changed = signs[:place] + other + one + signs[place + 2 :]
        assert one == other or not is_read(changed)


@pytest.mark.parametrize(
    "typed",
    [
        "3-7f3k-92qx-9",
        "37F3K92QX9",
        " 3 7F3K 92QX 9 ",
        "MQ3-7F3K-92QX-9",
        "mq 3 7f3k 92qx 9",
        "٣-٧F٣K-٩٢QX-٩",
        "3–7F3K—92QX.9",
        "\u200f3-7F3K-92QX-9\u200f",
        "３-７Ｆ３Ｋ-９２ＱＸ-9",
        "03-7F3K-92QX-9",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert read_code(typed).text == "3-7F3K-92QX-9"


def test_letters_that_look_like_digits_are_read_as_digits():
    code = badge_code(10, "0101ABCD")
    assert read_code(code.replace("0", "O").replace("1", "l")).text == code
    assert folded("oO iIlL") == "001111"


@pytest.mark.parametrize(
    "typed",
    ["", "-", "3", "3-7F3K-92QX", "3-7F3K-92QX-9D-0", "X-7F3K-92QX-9", "C3-7F3K-92QX-9", "شارة"],
)
def test_what_is_no_code_is_refused_with_the_reason(typed):
    with pytest.raises(Refusal, match=r"code\.unreadable"):
        read_code(typed)


def test_a_mistyped_code_is_refused_with_another_reason():
    with pytest.raises(Refusal, match=r"code\.mistyped") as refused:
        read_code("3-7F3K-92QY-9")
    assert say(refused.value)


def test_a_code_tells_its_edition_and_what_it_is_of():
    badge, certificate = read_code(fresh_badge_code(12)), read_code(fresh_certificate_number(12))
    assert (badge.kind, badge.edition) == (CodeKind.BADGE, 12)
    assert (certificate.kind, certificate.edition) == (CodeKind.CERTIFICATE, 12)


def test_an_enormous_text_is_no_code():
    assert not is_read("3" * 1_000_000)
