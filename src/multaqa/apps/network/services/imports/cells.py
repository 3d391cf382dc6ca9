"""What one cell of a list of bodies says, however it was typed."""

import re
from datetime import date, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from multaqa.apps.accounts.services import contact
from multaqa.apps.network.services.imports.vocabulary import NOTHING
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

# A Moroccan number, however it is cut up: with its 0, with the country's code, or with neither,
# as spreadsheets eat a 0 that begins a number.
APART = r"[\s.\-/_()]*"
MOROCCAN = re.compile(
    rf"(?<!\d)(?:(?:\+|00){APART}212{APART}(?:0{APART})?|212{APART}(?:0{APART})?|0{APART})?"
    rf"([5-8](?:{APART}\d){{8}})(?!\d)"
)
FOREIGN = re.compile(r"(?:\+|00)(?!\s*212)\d[\d\s.\-()]{6,18}\d")
BETWEEN = re.compile(r"[\s,،;؛/|\-–—.:+()&]+|\b(?:ou|et|او|أو|و|tel|gsm|fax|fixe|هاتف|الهاتف)\b\.?")
ITEMS = re.compile(r"\s*[,،;؛/|\n•+]\s*|\s+-\s+")
YEAR = re.compile(r"(1[89]|20)\d\d")
DAY = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
WORDED = re.compile(r"(?:(\d{1,2})(?:er)?\s+)?(\w+)\s+((?:1[89]|20)\d\d)")
COUNT = re.compile(r"\D{0,20}?(\d{1,3}(?:[ \u00a0.]\d{3})+|\d{1,7})(?:[.,]0+)?\D{0,20}")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")
# A name in Latin letters after or before the one in Arabic, of two words at least.
LATIN_PART = re.compile(r"[(\[–—/-]?\s*[A-Za-zÀ-ÿ][\w'’.&-]*(?:\s+[\w'’.&\"-]+)+\s*[)\]–—/-]?")
# The day from which spreadsheets count; a number between these is a day that lost its dress.
SHEET_DAY = date(1899, 12, 30)
SHEET_DAYS = range(14_000, 60_000)
MONTHS = {
    arabic.fold(name): month
    for month, names in enumerate(
        (
            ("يناير", "janvier", "janv", "january"),
            ("فبراير", "fevrier", "fev", "fevr", "february"),
            ("مارس", "mars", "march"),
            ("أبريل", "ابريل", "avril", "avr", "april"),
            ("ماي", "مايو", "mai", "may"),
            ("يونيو", "juin", "june"),
            ("يوليوز", "يوليو", "juillet", "juil", "july"),
            ("غشت", "أغسطس", "aout", "august"),
            ("شتنبر", "سبتمبر", "septembre", "sept", "september"),
            ("أكتوبر", "octobre", "oct", "october"),
            ("نونبر", "نوفمبر", "novembre", "nov", "november"),
            ("دجنبر", "ديسمبر", "decembre", "dec", "december"),
        ),
        start=1,
    )
    for name in names
}
LONGEST_SITE = 200


def is_nothing(cell: str) -> bool:
    """Empty, or written to say that there is nothing."""
    return not cell or _folded(cell) in NOTHING


@lru_cache(maxsize=8192)
def _folded(cell: str) -> str:
    return arabic.fold(cell)


def items(cell: str) -> list[str]:
    """What a cell lists, its parts by commas, strokes and lines."""
    return [part for part in ITEMS.split(cell) if not is_nothing(part)]


def names(cell: str) -> tuple[str, str]:
    """The Arabic and the Latin name in one cell; a short Latin word in an Arabic name stays."""
    if not ARABIC.search(cell):
        return "", cell.strip()
    for part in LATIN_PART.finditer(cell):
        latin, rest = part[0].strip(" ()[]–—/-"), cell.replace(part[0], " ")
        if len(LATIN.findall(latin)) >= 6 and len(ARABIC.findall(rest)) >= 4:
            return " ".join(rest.strip(" ()[]–—/-").split()), latin
    return cell.strip(), ""


def phones(cell: str) -> list[str] | None:
    """Every number of a cell as it is dialled, none twice; None where something else stands too."""
    text = arabic.digits(cell)
    found: list[tuple[int, str]] = []

    def take(match: re.Match[str]) -> str:
        number = match[1] if match.re is MOROCCAN else match[0]
        digits = re.sub(r"\D", "", number)
        typed = f"0{digits}" if match.re is MOROCCAN else f"+{digits.removeprefix('00')}"
        try:
            phone = contact(typed)[1]
        except Refusal:
            return match[0]
        found.append((match.start(), str(phone)))
        return " " * len(match[0])

    rest = MOROCCAN.sub(take, FOREIGN.sub(take, text))
    if not found or BETWEEN.sub("", rest):
        return None
    return list(dict.fromkeys(phone for _at, phone in sorted(found)))


def email(cell: str) -> str | None:
    """One address; of several the first would hide the others, so that they are none."""
    text = re.sub(r"^mailto:", "", cell.strip(), flags=re.IGNORECASE).lower()
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text if len(text) <= 254 else None


def website(cell: str) -> str | None:
    text = cell.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return None
    return text if len(text) <= LONGEST_SITE else None


def founded(cell: str) -> str | None:
    """A day as 2014-03-12, or a year as 2014; a month and a year are told by the year."""
    text = " ".join(arabic.digits(cell).replace("\u200f", "").split())
    text = text.removesuffix(".0").removesuffix(" 00:00:00")
    if YEAR.fullmatch(text):
        return text
    if iso := ISO.fullmatch(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if ours := DAY.fullmatch(text):
        year = int(ours[3])
        if year < 100:
            year += 2000 if year <= date.today().year % 100 else 1900  # noqa: DTZ011  a year
        return _day(year, int(ours[2]), int(ours[1]))
    return _worded(text)


def _worded(text: str) -> str | None:
    """A month by its name, a month and a year, or a spreadsheet's day that lost its dress."""
    worded = WORDED.fullmatch(text)
    month = MONTHS.get(arabic.fold(worded[2])) if worded else None
    if worded and month:
        return _day(int(worded[3]), month, int(worded[1])) if worded[1] else worded[3]
    if short := re.fullmatch(r"(\d{1,2})\s*[-/.]\s*((?:1[89]|20)\d\d)", text):
        return short[2] if 1 <= int(short[1]) <= 12 else None
    if text.isascii() and text.isdecimal() and int(text) in SHEET_DAYS:
        return (SHEET_DAY + timedelta(days=int(text))).isoformat()
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def count(cell: str) -> int | None:
    """A number of people, with a word before or after it perhaps; of two numbers none."""
    match = COUNT.fullmatch(arabic.digits(cell).strip())
    return int(re.sub(r"\D", "", match[1])) if match else None
