"""How many text messages one goes in, as telephones count."""

import pytest

from multaqa.kernel.segments import segments


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("م" * 70, 1),
        ("م" * 71, 2),
        ("م" * 134, 2),
        ("م" * 135, 3),
        ("é" * 160, 1),
        ("ê" * 71, 2),
        ("a" * 69 + "م", 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_counts_as_the_carriers_do(text, parts):
    assert segments(text) == parts
