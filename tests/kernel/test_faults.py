"""An error in a log: its class and its places, never its words."""

import logging
import sys
from io import StringIO
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

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


@pytest.fixture
def logged():
    """What the house's own way of writing a log makes of what is logged."""
    (handler,) = (one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    kept = handler.stream  # not by setStream: what it would flush may be closed by now
    handler.stream = StringIO()
    yield handler.stream
    handler.stream = kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["seat/7:fnvKEY/", "my-seat/aKEY/", "nomination/aKEY/", "register/aKEY/who/"]
)
def test_a_key_in_an_address_is_not_in_a_log(logged, path):
    address = f"/fr/forum/1/{path}"
    Client().get(address)  # not found
    Client(enforce_csrf_checks=True).post(address)
    Client().get("/fr/sign-in/nowhere/", {"next": address})
    quoted = quote(address, safe="")
    logging.getLogger("django.request").error("broke: %s?next=%s", address, quoted)
    text = logged.getvalue()
    assert "Not Found" in text
    assert "Forbidden" in text
    assert path.partition("/")[0] in text
    assert "KEY" not in text


def test_an_address_without_a_key_stays_whole_in_a_log(logged):
    logging.getLogger("django.request").error("Not Found: /fr/forum/1/seats/ /desk/seat/")
    assert "/fr/forum/1/seats/ /desk/seat/" in logged.getvalue()


def test_the_house_logs_so():
    assert settings.LOGGING["formatters"]["plain"]["()"] == "multaqa.kernel.faults.PlacesOnly"
    root = logging.getLogger()
    assert any(isinstance(handler.formatter, PlacesOnly) for handler in root.handlers)
