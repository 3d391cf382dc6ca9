"""Badges on paper: A4 sheets to cut, as PDF."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.attendance.models import Badge, Layout
from multaqa.apps.attendance.queries.codes import qr_text
from multaqa.apps.attendance.services.words import role_word
from multaqa.apps.forum.models import LANGUAGES, Edition
from multaqa.ui.amounts import isolated
from multaqa.ui.dates import day_range
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "attendance" / "badges.typ"
FIRST, SECOND = (code for code, _name in LANGUAGES)
QUIET = 4  # modules of white around a code

Told = dict[str, Any]


def badge_sheets(
    edition: Edition, badges: Iterable[Badge], layout: str = Layout.EIGHT, number: int = 0
) -> bytes:
    """The badges in one file, in Arabic with the French where it is known."""
    badges = list(badges)
    with override(FIRST):
        content = {
            "title": _("Badges"),
            "layout": layout,
            "edition": said(edition.name),
            "when": f"{day_range(edition.starts_on, edition.ends_on)} · {said(edition.place)}",
            "sheet": _sheet(number),
            "demonstration": _("Demonstration") if settings.DEMONSTRATION else "",
            "badges": [_badge(one) for one in badges],
        }
        dates = [one.issued_at for one in badges]
        return pdf(TEMPLATE, content, at=max(dates, default=timezone.now()))


def _sheet(number: int) -> str:
    told = {"number": isolated(str(number)), "page": "{page}", "pages": "{pages}"}
    if not number:
        return _("Page %(page)s of %(pages)s") % told
    return _("Printing No. %(number)s · page %(page)s of %(pages)s") % told


def _badge(badge: Badge) -> Told:
    word = role_word(badge.kind, badge.sex)
    also = [role_word(kind, badge.sex) for kind in badge.kinds if kind != badge.kind]
    with override(SECOND):
        latin = role_word(badge.kind, badge.sex)
    return {
        "kind": badge.kind,
        "kind_word": word,
        "kind_latin": latin,
        "also": " · ".join(also),
        "name": said(badge.name),
        "latin": said(badge.name_latin),
        "body": said(badge.body_name),
        "function": said(badge.function),
        "place": _place(badge),
        "code": badge.code,
        "qr": qr_svg(qr_text(badge.code)),
    }


def _place(badge: Badge) -> str:
    """Commune and province, once where they bear one name."""
    if badge.commune is None:
        return ""
    commune, province = str(badge.commune), str(badge.commune.province)
    return said(commune) if commune == province else f"{said(commune)}، {said(province)}"


def qr_svg(text: str) -> str:
    """A code to scan, black on white within its quiet zone, legible with a seventh of it gone."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(
        drawn, kind="svg", border=QUIET, xmldecl=False, light="#fff"
    )
    return drawn.getvalue().decode()
