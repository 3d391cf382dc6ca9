"""Text messages and letters, handed over for real: a gateway on this machine answers."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from django.core import mail

from multaqa.kernel import delivery
from multaqa.refusal import Refusal

PHONE, TEXT = "+212661234567", "رمزك 123456"


@pytest.fixture
def gateway(settings):
    """A gateway that keeps what it is sent, and answers with the status it is told."""
    taken = []

    class Answer(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            taken.append((dict(self.headers), body))
            self.send_response(Answer.status)
            if Answer.status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS = "http"
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_TOKEN = "Bearer secret"
    yield taken, Answer
    server.shutdown()
    server.server_close()


def test_a_gateway_is_posted_a_form(gateway):
    taken, _ = gateway
    delivery.send_text(PHONE, TEXT)
    ((headers, body),) = taken
    assert headers["Authorization"] == "Bearer secret"
    assert parse_qs(body) == {"to": [PHONE], "message": [TEXT]}


def test_a_gateway_is_posted_json_in_its_own_shape(gateway, settings):
    taken, _ = gateway
    settings.SMS_FORMAT = "json"
    settings.SMS_FIELDS = {"messages": [{"dest": "{digits}", "body": "{text}"}], "ttl": 60}
    delivery.send_text(PHONE, TEXT)
    assert json.loads(taken[0][1]) == {
        "messages": [{"dest": PHONE[1:], "body": TEXT}],
        "ttl": 60,
    }


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_gateway_that_does_not_take_it_is_told_without_the_number(gateway, status, caplog):
    _, answer = gateway
    answer.status = status
    with pytest.raises(delivery.DeliveryFailed):
        delivery.send_text(PHONE, TEXT)
    assert "661234567" not in caplog.text
    assert "123456" not in caplog.text


def test_a_gateway_that_is_away_is_told(settings, caplog):
    settings.SMS, settings.SMS_URL, settings.SMS_TIMEOUT = "http", "http://127.0.0.1:9/", 0.5
    with pytest.raises(delivery.DeliveryFailed):
        delivery.send_text(PHONE, TEXT)
    assert "661234567" not in caplog.text


def test_nothing_reaches_phones_where_nothing_is_set(settings):
    settings.SMS = "none"
    assert not delivery.reaches_phones()
    with pytest.raises(Refusal, match="no_phones"):
        delivery.send_text(PHONE, TEXT)


def test_a_gateway_that_cannot_be_had_is_told(settings, caplog):
    settings.SMS = "nowhere.Carrier"
    with pytest.raises(delivery.DeliveryFailed):
        delivery.send_text(PHONE, TEXT)
    assert "ModuleNotFoundError" in caplog.text


def test_a_letter_that_cannot_be_written_is_told_without_its_words(caplog):
    with pytest.raises(delivery.DeliveryFailed):
        delivery.send_letter("a@example.ma\nBcc: b@example.ma", "رمز", "123456")
    assert "a@example.ma" not in caplog.text


def test_a_demonstration_writes_into_its_outbox(settings, tmp_path):
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"
    delivery.send_text(PHONE, TEXT)
    (file,) = settings.OUTBOX.iterdir()
    assert TEXT in file.read_text()


def test_a_letter_has_one_line_of_subject():
    delivery.send_letter("a@example.ma", "سطر\nBcc: x@example.ma", "نص")
    (letter,) = mail.outbox
    assert letter.subject == "سطر Bcc: x@example.ma"
    assert letter.to == ["a@example.ma"]
