"""An error in a log: its class and its places, never its words."""

import logging
import sys

from django.conf import settings

from multaqa.kernel.faults import PlacesOnly


def test_a_log_tells_the_class_and_the_place_and_no_words():
    try:
        raise ValueError("Khadija, 06 61 23 45 67")
    except ValueError:
        entry = logging.LogRecord("a", logging.ERROR, __file__, 1, "broke", None, sys.exc_info())
    told = PlacesOnly("%(message)s").format(entry)
    assert "ValueError" in told
    assert "test_faults.py" in told
    assert "Khadija" not in told


def test_the_house_logs_so():
    assert settings.LOGGING["formatters"]["plain"]["()"] == "multaqa.kernel.faults.PlacesOnly"
    root = logging.getLogger()
    assert any(isinstance(handler.formatter, PlacesOnly) for handler in root.handlers)
