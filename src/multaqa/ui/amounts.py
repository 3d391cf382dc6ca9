"""Numbers as they are read here: Western digits, grouped by a no-break space.

Nothing in this module makes markup. A sign or a percent mark that an Arabic line would move to the
other end is held by two invisible isolates, so the text is as right in an attribute, a letter or a
chart as it is on a page.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from django.utils.translation import get_language, get_language_bidi

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"

Number = int | float | Decimal | Fraction | str | None


def exactly(value: Number) -> Decimal | None:
    """The value as a decimal, or None when it is no number."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def isolated(text: str) -> str:
    """Hold digits and their marks from left to right inside an Arabic line."""
    return f"{ISOLATE}{text}{END_OF_ISOLATE}" if get_language_bidi() else text


def number(value: Number, places: int | None = None) -> str:
    """12345.5 as 12 345,5 (a dot in English); ``places`` fixes the decimals, else two at most."""
    amount = exactly(value)
    if amount is None:
        return "" if value is None else str(value)
    amount = amount.quantize(Decimal(1).scaleb(-(2 if places is None else places)), ROUND_HALF_UP)
    whole, _, rest = f"{abs(amount):,f}".partition(".")
    if places is None:
        rest = rest.rstrip("0")
    text = whole.replace(",", NO_BREAK_SPACE)
    if rest:
        text += _decimal_mark() + rest
    return isolated(MINUS + text) if amount < 0 else text


class Counted(int):
    """A count inside a sentence with plural forms: an int to choose the form, grouped to be read.

    Nothing else groups an integer by itself: a key, a year or a form's value must come back as it
    went out (``USE_THOUSAND_SEPARATOR`` is off).
    """

    def __str__(self) -> str:
        return number(int(self))


def percent(fraction: Number, places: int = 0) -> str:
    """0.412 as 41,2%: a space before the mark in French, the mark after the digits in Arabic."""
    amount = exactly(fraction)
    if amount is None:
        return "" if fraction is None else str(fraction)
    text = number(amount * 100, places).strip(ISOLATE + END_OF_ISOLATE)
    return isolated(text + (NO_BREAK_SPACE if get_language() == "fr" else "") + "%")


def _decimal_mark() -> str:
    return "." if get_language() == "en" else ","
