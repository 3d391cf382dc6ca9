"""What leaves the house for a person: a text message to a phone, a letter to an address.

How text messages leave is a class named in the settings, so that another gateway is a class of its
own and nothing else. No number, address or word of a message goes into a log.
"""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import formataddr, make_msgid, parseaddr
from secrets import token_hex
from typing import Protocol
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from multaqa.kernel.faults import told
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

Fields = dict[str, "Fields"] | list["Fields"] | str | float | None  # what JSON can say


class DeliveryFailed(Refusal):
    """Nobody took the message over: it was not sent, and the same may go through later."""

    def __init__(self) -> None:
        super().__init__("delivery.failed")


class Carrier(Protocol):
    """Takes a text message over, or raises; what it raises is never shown or logged in words."""

    def send(self, phone: str, text: str) -> None: ...


class OutboxCarrier:
    """Leaves each message as a file beside the letters of a demonstration."""

    def send(self, phone: str, text: str) -> None:
        settings.OUTBOX.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        path = settings.OUTBOX / f"{stamp}-{token_hex(3)}-sms.log"
        path.write_text(f"To: {phone}\n\n{text}\n")


class ConsoleCarrier:
    def send(self, phone: str, text: str) -> None:
        print(f"To: {phone}\n{text}")  # noqa: T201  the console is where this instance delivers


class _NoRedirect(HTTPRedirectHandler):
    """A message and its key go to the gateway that was named, and nowhere else."""

    def redirect_request(self, *_args: object) -> None:
        return None


class HttpCarrier:
    """Posts each message to a gateway, in the fields that the settings give it."""

    def send(self, phone: str, text: str) -> None:
        fields = _filled(settings.SMS_FIELDS, {"phone": phone, "digits": phone[1:], "text": text})
        if settings.SMS_FORMAT == "json":
            body, kind = json.dumps(fields).encode(), "application/json"
        else:
            if not isinstance(fields, dict):
                raise TypeError("a form has named fields")
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind}
        if settings.SMS_TOKEN:
            headers[settings.SMS_HEADER] = settings.SMS_TOKEN
        request = Request(settings.SMS_URL, body, headers, method="POST")  # noqa: S310  http alone
        with build_opener(_NoRedirect).open(request, timeout=settings.SMS_TIMEOUT):
            pass  # anything but success was raised


def _filled(shape: Fields, words: Mapping[str, str]) -> Fields:
    """The same shape, {phone}, {digits} and {text} in it replaced wherever they stand."""
    if isinstance(shape, dict):
        return {name: _filled(part, words) for name, part in shape.items()}
    if isinstance(shape, list):
        return [_filled(part, words) for part in shape]
    if isinstance(shape, str):
        return re.sub(r"\{(phone|digits|text)\}", lambda hole: words[hole[1]], shape)
    return shape


CARRIERS = {
    "file": "multaqa.kernel.delivery.OutboxCarrier",
    "console": "multaqa.kernel.delivery.ConsoleCarrier",
    "http": "multaqa.kernel.delivery.HttpCarrier",
}


def reaches_phones() -> bool:
    """Whether this instance has a way to send text messages at all."""
    return bool(settings.SMS != "none")


def send_text(phone: str, text: str) -> None:
    """Hand a text message over to the instance's carrier.

    Refuses where nothing reaches phones; ``DeliveryFailed`` when the carrier did not take it.
    """
    if not reaches_phones():
        raise Refusal("delivery.no_phones")
    try:
        carrier: Carrier = import_string(CARRIERS.get(settings.SMS, settings.SMS))()
        carrier.send(phone, text)
    except Exception as error:
        # Whatever a gateway's own class raises, also one that is not there: its words may repeat
        # the number.
        log.error("a text message could not be sent: %s", told(error))
        raise DeliveryFailed from None


def send_letter(
    address: str,
    subject: str,
    text: str,
    *,
    html: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Hand a letter over to the mail server, in plain text and as a page, or ``DeliveryFailed``.

    Mail servers repeat the address in what they refuse: their words go into no log.
    """
    sender = _sender()
    more = {"Auto-Submitted": "auto-generated", "Message-ID": _message_id(sender)}
    letter = EmailMultiAlternatives(
        " ".join(subject.split()),
        text,
        sender,
        [address],
        headers=more | dict(headers or {}),
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
    )
    if html:
        letter.attach_alternative(html, "text/html")
    try:
        letter.send()
    except Exception as error:
        # Also an address or a subject that the mail library cannot write.
        log.error("a letter could not be sent: %s", told(error))
        raise DeliveryFailed from None


def _sender() -> str:
    """From whom letters come: under the site's name, unless the setting gives another."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or settings.SITE_NAME, address))


def _message_id(sender: str) -> str:
    """By the domain that letters come from: that of this machine is nobody's business."""
    return make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
