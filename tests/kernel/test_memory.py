from django.core.cache import caches
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from multaqa.kernel.memory import remembered


def piece(made, *key):
    def make():
        made.append(key)
        return SafeString(f"<b>{gettext('Desk')}</b>")

    return remembered("tests.piece", *key, make=make)


def test_a_piece_is_made_once_for_each_key_and_language():
    made = []
    assert piece(made, "a", 1) == piece(made, "a", 1)
    assert made == [("a", 1)]
    piece(made, "a", 2)
    with override("en"):
        assert piece(made, "a", 1) == "<b>Desk</b>"
    assert made == [("a", 1), ("a", 2), ("a", 1)]
    assert piece(made, "a", 1) != "<b>Desk</b>"
    assert len(made) == 3


def test_a_piece_comes_back_as_safe_as_it_was_made():
    first, again = (piece([], "b") for _ in range(2))
    assert isinstance(first, SafeString)
    assert isinstance(again, SafeString)


def test_keys_that_look_alike_are_told_apart():
    made = []
    piece(made, "1")
    piece(made, 1)
    piece(made, "a", "b")
    piece(made, "a, b")
    assert len(made) == 4


def test_a_piece_forgotten_is_made_again():
    made = []
    piece(made, "c")
    caches["memory"].clear()
    piece(made, "c")
    assert len(made) == 2
