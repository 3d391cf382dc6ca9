"""Certificates on paper: one page each, in Arabic or in French."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from multaqa.apps.attendance.models import Certificate
from multaqa.apps.attendance.services.paper import qr_svg
from multaqa.apps.attendance.services.words import role_word
from multaqa.apps.forum.models import LANGUAGES
from multaqa.ui.dates import day, day_range
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "attendance" / "certificates.typ"
WRITTEN = [code for code, _name in LANGUAGES]

WORDS_PART = 0.4  # of the whole work; the rest is setting the pages

Told = dict[str, Any]


def certificate_pages(
    certificates: Iterable[Certificate],
    language: str,
    *,
    tell: Callable[[str, float], None] = lambda _step, _fraction: None,
) -> bytes:
    """The certificates in one file; ``tell`` hears how far it is."""
    certificates = list(certificates)
    with override(language):
        content = {
            "title": _("Certificates of attendance"),
            "demonstration": _("Demonstration: the people and the bodies here are invented.")
            if settings.DEMONSTRATION
            else "",
            "words": {
                "title": _("Certificate of attendance"),
                "sessions": _("Workshops attended:"),
                "check": _("Check it: scan this code with a phone, or open:"),
                "number": _("Number:"),
                "signature": _("For the organisers: name, signature and stamp"),
            },
            "certificates": list(_told(certificates, language, tell)),
        }
        dates = [one.issued_at for one in certificates]
        tell("certificates.setting", WORDS_PART)
        return pdf(TEMPLATE, content, at=max(dates, default=timezone.now()))


def _told(
    certificates: list[Certificate], language: str, tell: Callable[[str, float], None]
) -> Iterator[Told]:
    for place, one in enumerate(certificates):
        tell("certificates.words", WORDS_PART * place / len(certificates))
        yield _certificate(one, language)


def link_of(certificate: Certificate) -> str:
    """The whole address that confirms it, in the language of now."""
    return f"{settings.ORIGIN}{reverse('attendance:certificate', args=[certificate.number])}"


def _certificate(one: Certificate, language: str) -> Told:
    edition = one.edition
    facts = {
        "organiser": said(edition.organiser),
        "edition": said(edition.name),
        "theme": said(edition.theme),
        "place": said(edition.place),
        "days": day_range(edition.starts_on, edition.ends_on),
    }
    link = link_of(one)
    first, second = one.name, one.name_latin
    if language != WRITTEN[0] and second:
        first, second = second, first
    return {
        "organiser": said(edition.organiser),
        "sentence": _title(one.sex) % facts,
        "name": said(first),
        "latin": said(second),
        "about": " · ".join(filter(None, [role_word(one.kind, one.sex), said(one.body_name)])),
        "held": _("“%(edition)s”, under the theme “%(theme)s”, held at %(place)s on %(days)s.")
        % facts,
        "days": days_told(one),
        "sessions": [said(title.get(language) or title["ar"]) for title in one.sessions],
        "number": one.number,
        "link": link,
        "qr": qr_svg(link),
        "made": _("Made on %(day)s") % {"day": day(one.issued_at)},
        "revoked": _("Revoked: this certificate no longer holds.") if one.is_revoked else "",
    }


def _title(sex: str) -> str:
    if sex == "female":
        return _("%(organiser)s certifies the attendance of Ms")
    if sex == "male":
        return _("%(organiser)s certifies the attendance of Mr")
    return _("%(organiser)s certifies the attendance of")


def days_told(one: Certificate) -> str:
    """The days on which the person came in."""
    days = sorted(date.fromisoformat(told) for told in one.days)
    if not days:
        return ""
    words = ngettext("Present on %(days)s.", "Present on: %(days)s.", len(days))
    is_row = (days[-1] - days[0]).days == len(days) - 1
    told = day_range(days[0], days[-1]) if is_row else _(", ").join(map(day, days))
    return words % {"days": told}
