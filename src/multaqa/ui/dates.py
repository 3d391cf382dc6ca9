"""Days and hours as they are written in Morocco.

Every month is named here, so that it stands in the catalogue of this house: that catalogue is read
before Django's own, whose Arabic months are those of another country.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import get_language, gettext, gettext_noop

from multaqa.ui.amounts import isolated

MOROCCAN_MONTHS = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
)
FOR_THE_CATALOGUE = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)


def day(value: date | None) -> str:
    """14 December 2026, in the reader's language and time zone."""
    if value is None:
        return ""
    local = _local(value)
    return f"{_day_number(local)} {_month(local)} {local.year}"


def month(value: date | None) -> str:
    """December 2026."""
    if value is None:
        return ""
    local = _local(value)
    return f"{_month(local)} {local.year}"


def moment(value: datetime | None) -> str:
    """A day and its hour."""
    if value is None:
        return ""
    local = _local(value)
    join = {"ar": "،", "fr": " à"}.get(get_language() or "", ",")
    return f"{day(value)}{join} {local:%H:%M}"


def day_range(start: date | None, end: date | None) -> str:
    """14–15 December 2026; the two digits held together, since an Arabic line would swap them."""
    if start is None or end is None:
        return day(start or end)
    first, last = _local(start), _local(end)
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return day(start)
    if (first.year, first.month) == (last.year, last.month):
        days = isolated(f"{_day_number(first)}–{last.day}")
        return f"{days} {_month(last)} {last.year}"
    opening = day(start) if first.year != last.year else f"{_day_number(first)} {_month(first)}"
    return gettext("%(start)s to %(end)s") % {"start": opening, "end": day(end)}


def _local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _month(value: date) -> str:
    if get_language() == "ar":
        return MOROCCAN_MONTHS[value.month - 1]
    return str(MONTHS[value.month])


def _day_number(value: date) -> str:
    return "1er" if value.day == 1 and get_language() == "fr" else str(value.day)
