"""Codes that people read out, type and scan: of badges, and of certificates.

``3-7F3K-92QX-9``: the number of the edition, eight signs by chance, a check sign. A certificate's
begins with a C and has twelve signs by chance, which nobody guesses: ``C3-7F3K-92QX-0ZWM-X``.

The signs are Crockford's: ten digits and the letters without I, L, O and U; each is worth its
place in ``SIGNS``, from 0 to 31. The check sign follows from all signs before it, the edition's
digits and a leading C among them, strokes left out: begin with 0; for each sign double what stands,
as polynomials are doubled modulo x^5 + x^2 + 1 (shift left; from 32 on take the exclusive or with
37), and take the exclusive or with what the sign is worth; after the last sign double once more.
What stands is the worth of the check sign. In JavaScript:

    let sum = 0
    const twice = n => (n << 1) ^ (n & 16 ? 37 : 0)
    for (const sign of before) sum = twice(sum) ^ SIGNS.indexOf(sign)
    check = SIGNS[twice(sum)]

Two signs stand for different powers of two, and no power repeats within 31 places: so one wrong
sign, wherever it stands, and two signs that changed places, never go unseen.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from secrets import choice
from unicodedata import category, normalize

from multaqa.kernel import arabic
from multaqa.refusal import Refusal

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WORTH = {sign: worth for worth, sign in enumerate(SIGNS)}
MEANT = str.maketrans("OIL", "011")  # as they are read and typed
SCANNED = "MQ"  # before a badge's code in its QR, so that a scanner knows it for ours
LEFT_OUT = {"Z", "C", "P"}  # spaces, invisible signs, strokes and dots, by Unicode's first letter
LONGEST = 60

BADGE_SIGNS, CERTIFICATE_SIGNS = 8, 12
CERTIFICATE = "C"
BADGE_WRITTEN = re.compile(rf"(?:{SCANNED})?([0-9]{{1,5}})([{SIGNS}]{{{BADGE_SIGNS}}})([{SIGNS}])")
CERTIFICATE_WRITTEN = re.compile(
    rf"{CERTIFICATE}([0-9]{{1,5}})([{SIGNS}]{{{CERTIFICATE_SIGNS}}})([{SIGNS}])"
)


class CodeKind(StrEnum):
    BADGE = "badge"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read, written as it is printed."""

    kind: CodeKind
    edition: int
    text: str


def check_sign(signs: str) -> str:
    """The sign that follows ``signs``, which are written without strokes."""
    total = 0
    for sign in signs:
        total = _twice(total) ^ WORTH[sign]
    return SIGNS[_twice(total)]


def _twice(worth: int) -> int:
    return (worth << 1) ^ (37 if worth & 16 else 0)


def badge_code(edition: int, signs: str) -> str:
    """The code of a badge, its eight signs given."""
    return _written("", edition, signs)


def certificate_number(edition: int, signs: str) -> str:
    """The number of a certificate, its twelve signs given."""
    return _written(CERTIFICATE, edition, signs)


def fresh_badge_code(edition: int) -> str:
    return badge_code(edition, _by_chance(BADGE_SIGNS))


def fresh_certificate_number(edition: int) -> str:
    """Sixty bits that nobody guesses: whoever holds the number may see whose it is."""
    return certificate_number(edition, _by_chance(CERTIFICATE_SIGNS))


def qr_text(code: str) -> str:
    """What the QR of a badge says."""
    return f"{SCANNED}{code}"


def read_code(text: str) -> Code:
    """The code that somebody typed or scanned, whatever its strokes, spaces, case and digits.

    Refuses what is no code at all, and a code in which a sign is wrong.
    """
    signs = folded(text)
    for kind, written, mark in (
        (CodeKind.BADGE, BADGE_WRITTEN, ""),
        (CodeKind.CERTIFICATE, CERTIFICATE_WRITTEN, CERTIFICATE),
    ):
        if found := written.fullmatch(signs):
            edition, by_chance, check = int(found[1]), found[2], found[3]
            if check != check_sign(f"{mark}{edition}{by_chance}"):
                raise Refusal("code.mistyped")
            return Code(kind, edition, _written(mark, edition, by_chance))
    raise Refusal("code.unreadable")


def folded(text: str) -> str:
    """The signs alone, as they were meant: O for 0, I and L for 1, Arabic digits, small letters."""
    plain = normalize("NFKC", arabic.digits(text[:LONGEST])).upper()
    return "".join(sign for sign in plain if category(sign)[0] not in LEFT_OUT).translate(MEANT)


def _by_chance(count: int) -> str:
    return "".join(choice(SIGNS) for _ in range(count))


def _written(mark: str, edition: int, signs: str) -> str:
    groups = [signs[place : place + 4] for place in range(0, len(signs), 4)]
    return "-".join([f"{mark}{edition}", *groups, check_sign(f"{mark}{edition}{signs}")])
