"""What the options of an instance come to."""

import pytest
from django.core.cache import cache


@pytest.mark.usefixtures("spent_limits")
def test_a_thousand_limits_are_all_remembered(db):
    """A limit that is thrown out is no limit: whoever asks from many addresses would lift it."""
    for number in range(1_000):
        cache.set(f"limit:{number}", [number], 3_600)
    kept = cache.get_many([f"limit:{number}" for number in range(1_000)])
    assert len(kept) == 1_000
