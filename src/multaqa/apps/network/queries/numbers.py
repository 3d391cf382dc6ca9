"""What the numbers of a body say: its ICE, and its place in the cooperatives' register.

The ICE (common identifier of the enterprise) is nine digits for the enterprise, four for the
establishment and two that check the rest (ice.gov.ma, guide of the ICE). How these two follow is
published nowhere; in each of the some three hundred real numbers collected by python-stdnum
(tests/test_ma_ice.doctest, found in published papers) the whole number divides by 97. That is a
rule found, not one given: a number that breaks it is doubted, never refused.

The cooperatives' register (decree 2-15-617, art. 7) numbers an entry by its section (1: natural
persons, 2: legal persons, 3: both, 4: unions), the code of the court, the year, and its place in
that year's entries. The decree names the parts and their order, not the signs between them.
"""

import re
from dataclasses import dataclass

from multaqa.apps.network.models import BodyKind
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

ICE_DIGITS = 15
ICE_LEAST = 9  # a spreadsheet eats the zeros it begins with, of which there are at most six
FIRST_YEAR = 2016  # the register is of the decree of that year
UNIONS = 4
SEPARATORS = re.compile(r"[\s./\\_|،,:;\u2010-\u2015-]+")


@dataclass(frozen=True, slots=True)
class Ice:
    """Fifteen digits, and whether the two last ones fit the others."""

    digits: str

    @property
    def is_sure(self) -> bool:
        return int(self.digits) % 97 == 0

    @property
    def is_of_seat(self) -> bool:
        return self.digits[9:13] == "0000"


def read_ice(text: str) -> Ice | None:
    """The ICE that was written, in any digits, with any spaces; none where nothing was.

    Zeros that a spreadsheet ate come back, where the number fits with them. Refuses what is not
    fifteen digits.
    """
    digits = SEPARATORS.sub("", arabic.digits(text)).upper().removeprefix("ICE")
    if not digits:
        return None
    if not re.fullmatch(r"[0-9]+", digits) or not int(digits):
        raise Refusal("ice.not_digits")
    if ICE_LEAST <= len(digits) < ICE_DIGITS:
        whole = Ice(digits.zfill(ICE_DIGITS))
        if whole.is_sure:
            return whole
    if len(digits) != ICE_DIGITS:
        raise Refusal("ice.wrong_length", digits=len(digits))
    return Ice(digits)


@dataclass(frozen=True, slots=True)
class RegisterNumber:
    """The parts of a number in the cooperatives' register."""

    section: int
    court: str
    year: int
    place: int

    def __str__(self) -> str:
        return f"{self.section}/{self.court}/{self.year}/{self.place}"


def register_number_of(text: str) -> RegisterNumber | None:
    """The four parts of a register number, if that is what was written; else nothing is known.

    Cooperatives of before the register bear other numbers, and not every clerk writes the year
    in full: what cannot be read so is kept as it was written.
    """
    parts = [part for part in SEPARATORS.split(arabic.digits(text)) if part]
    if len(parts) != 4 or not all(re.fullmatch(r"[0-9]{1,7}", part) for part in parts):
        return None
    section, court, year, place = parts
    if len(section) != 1 or len(year) not in {2, 4}:
        return None
    in_full = int(year) + (2000 if len(year) == 2 else 0)
    # One of before the register, which happens to have four parts too.
    if in_full < FIRST_YEAR:
        return None
    return RegisterNumber(int(section), court, in_full, int(place))


def check_register_number(text: str, *, kind: str, year: int) -> str:
    """A register number as it is kept; refuses one that no register of that kind can hold.

    ``year`` is the one we are in. Of a kind that the register does not hold, and of a number
    that is not in its four parts, nothing is asked.
    """
    text = arabic.digits(text)
    if kind not in {BodyKind.COOPERATIVE, BodyKind.UNION}:
        return text
    number = register_number_of(text)
    if number is None:
        return text
    if not 1 <= number.section <= UNIONS:
        raise Refusal("register.no_section", section=number.section)
    if (number.section == UNIONS) != (kind == BodyKind.UNION):
        code = "register.not_a_union" if number.section == UNIONS else "register.is_a_union"
        raise Refusal(code, section=number.section)
    if number.year > year:
        raise Refusal("register.year_ahead", year=number.year)
    if number.place == 0:
        raise Refusal("register.no_place")
    return str(number)
