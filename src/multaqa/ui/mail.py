"""Letters by e-mail: one template for all of the house, with its words in plain text beside it.

The template asks for nothing from afar and holds no words of its own: those come in here, in the
language of the one who reads them.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi

from multaqa.kernel import delivery

TEMPLATE = "ui/letter.mail"
PREVIEW = 110  # signs that a list of letters shows beside the subject
RULE = "—" * 12
# Whole addresses, and telephone numbers, which an Arabic line would turn around.
_SPECIAL = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)،؛»])|(?P<number>\+?\d[\d .-]{7,}\d)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things in one letter; ``why`` stands below the last of its topic."""

    title: str
    text: str = ""
    url: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """What one letter says. Addresses are whole; ``links`` stand in its foot."""

    title: str
    text: str = ""
    why: str = ""
    code: str = ""
    items: Sequence[Item] = ()
    buttons: Sequence[tuple[str, str]] = ()
    links: Sequence[tuple[str, str]] = ()
    one_click: str = ""


def send(address: str, mail: Mail) -> None:
    """Send it in the language of now, or ``DeliveryFailed``."""
    delivery.send_letter(
        address,
        f"{settings.SITE_NAME}: {mail.title}",
        plain(mail),
        html=page(mail),
        headers=_headers(mail),
    )


def _headers(mail: Mail) -> Mapping[str, str]:
    headers = {"Content-Language": get_language() or settings.LANGUAGE_CODE}
    if mail.one_click:
        headers["List-Unsubscribe"] = f"<{mail.one_click}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def plain(mail: Mail) -> str:
    """The letter by itself, for whoever reads no pages in letters."""
    parts = [mail.title, mail.code, mail.text]
    for item in mail.items:
        lines = [f"◆ {item.title}", item.text, item.url]
        parts.append("\n".join(line for line in lines if line))
        parts.append(item.why)
    parts += [f"{label}:\n{url}" for label, url in mail.buttons if url not in mail.text]
    foot = [mail.why, *(f"{label}: {url}" for label, url in mail.links), settings.SITE_NAME]
    parts += [RULE, "\n".join(line for line in foot if line)]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def page(mail: Mail) -> str:
    is_rtl = get_language_bidi()
    context = {
        "mail": mail,
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if is_rtl else "ltr",
        "side": "right" if is_rtl else "left",
        "site_name": settings.SITE_NAME,
        "origin": settings.ORIGIN,
        "preview": " ".join((mail.text or mail.why).split())[:PREVIEW],
        "paragraphs": list(_paragraphs(mail.text)),
        "items": [
            (item, _direction(item.title), list(_paragraphs(item.text))) for item in mail.items
        ],
    }
    return render_to_string(TEMPLATE, context)


def _paragraphs(text: str) -> Iterator[tuple[str, SafeString]]:
    """Each paragraph in the direction of its own first letter."""
    for part in re.split(r"\n\s*\n", text.strip()):
        if part:
            lines = [(_rich(line),) for line in part.split("\n")]
            yield _direction(part), format_html_join(SafeString("<br>"), "{}", lines)


def _direction(text: str) -> str:
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "rtl" if get_language_bidi() else "ltr"


def _rich(line: str) -> SafeString:
    """The line with its addresses as links and its numbers left to right; all else as typed."""
    pieces, end = [], 0
    for found in _SPECIAL.finditer(line):
        pieces.append(format_html("{}", line[end : found.start()]))
        if url := found["url"]:
            shape = '<a class="link" href="{0}" style="color:#2b3a8c;" dir="ltr">{0}</a>'
            pieces.append(format_html(shape, url))
        else:
            shape = '<bdi dir="ltr" style="white-space:nowrap;">{}</bdi>'
            pieces.append(format_html(shape, found["number"]))
        end = found.end()
    pieces.append(format_html("{}", line[end:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
