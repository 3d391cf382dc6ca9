"""Letters to institutions, as PDF: one page each, in Arabic or in French.

The date of the Hijri calendar is left to be written in by hand: in Morocco each month begins when
the moon was seen, which no table tells beforehand.
"""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from multaqa.apps.forum import services
from multaqa.apps.forum.models import LANGUAGES as WRITTEN
from multaqa.apps.forum.models import Edition, ExOfficioSeat
from multaqa.ui.amounts import isolated
from multaqa.ui.dates import day, day_range
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "forum" / "letters.typ"
LANGUAGES = [code for code, _name in WRITTEN]

Told = dict[str, Any]


def letters_of(edition: Edition, seats: Iterable[ExOfficioSeat], language: str) -> bytes:
    """The letters in one file; of one not sent yet, a draft without its link."""
    seats = list(seats)
    with override(language):
        content = {
            "title": _("Nomination letters"),
            "network": said(settings.NETWORK_NAME or settings.SITE_NAME),
            "organiser": said(edition.organiser),
            "demonstration": _banner() if settings.DEMONSTRATION else "",
            "words": _words(),
            "letters": [_letter(edition, seat) for seat in seats],
        }
        dates = [seat.sent_at for seat in seats if seat.sent_at]
        return pdf(TEMPLATE, content, at=max(dates, default=timezone.now()))


def _banner() -> str:
    return _("Demonstration: the people and the bodies here are invented, and nothing is sent out.")


def _words() -> Told:
    """What is the same in every letter."""
    return {
        "number": _("Letter No."),
        "to": _("To:"),
        "subject": _("Subject:"),
        "hijri": _("Hijri date:") if get_language_bidi() else "",
        "greeting": _("Peace be upon you."),
        "closing": _("Please accept the expression of our highest consideration."),
        "signature": _("For the organisers: name, signature and stamp"),
        "online": _("Answer online"),
        "scan": _("Scan this code with a phone, or open:"),
        "slip": _("Reply slip"),
        "slip_note": _("To be returned to the organiser, signed and stamped."),
        "accepts": _("We name:"),
        "declines": _("Nobody can come. Reason:"),
        "name": _("First and last name:"),
        "function": _("Function:"),
        "sex": _("Sex:"),
        "woman": _("woman"),
        "man": _("man"),
        "phone": _("Phone:"),
        "stamp": _("Stamp and signature:"),
        "reference": _("Reference:"),
        "draft": _("Draft: this letter is not sent yet"),
    }


def _letter(edition: Edition, seat: ExOfficioSeat) -> Told:
    facts = {
        "organiser": said(edition.organiser),
        "edition": said(edition.name),
        "theme": said(edition.theme),
        "days": day_range(edition.starts_on, edition.ends_on),
        "place": said(edition.place),
        "institution": said(seat.institution),
        "day": day(seat.answer_by),
    }
    return {
        "reference": isolated(seat.reference),
        "date": day(seat.sent_at),
        "addressee": said(seat.addressee),
        "institution": said(seat.institution),
        "subject": _("Naming who represents you in “%(edition)s”") % facts,
        "paragraphs": [words % facts for words in _paragraphs(seat)],
        **_online(seat),
    }


def _paragraphs(seat: ExOfficioSeat) -> list[str]:
    asked = _(
        "We therefore ask you kindly to name who will occupy this seat, and to let us have the "
        "person's name, function, sex and phone before %(day)s, in one of two ways: by the link "
        "below, which is your institution's alone, or by the reply slip at the foot of this page."
    )
    undated = _(
        "We therefore ask you kindly to name who will occupy this seat, and to let us have the "
        "person's name, function, sex and phone."
    )
    return [
        _(
            "We have the honour to inform you that %(organiser)s holds “%(edition)s”, under the "
            "theme “%(theme)s”, on %(days)s at %(place)s."
        ),
        _(
            "Beside the participants drawn by lot, so that town and countryside, women and men, "
            "and every province have their share, a seat is kept by right for %(institution)s."
        ),
        asked if seat.answer_by else undated,
    ]


def _online(seat: ExOfficioSeat) -> Told:
    """The link in words and as a code to scan, once the letter is sent."""
    if not seat.sent_at:
        return {"link": "", "code": ""}
    link = services.link_of(seat)
    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", border=4, xmldecl=False)
    return {"link": link, "code": drawn.getvalue().decode()}
