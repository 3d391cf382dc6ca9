"""Amounts as files write them, as exact fractions."""

import re
from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from multaqa.engines.budgeting.faults import Faults
from multaqa.refusal import Refusal

MOST_DIGITS = 30
NUMBER = re.compile(rf"[+-]?[0-9]{{1,{MOST_DIGITS}}}(?:[.,][0-9]{{1,12}})?")
Amount = int | Fraction


def money_of(told: str, line: int, faults: Faults) -> Amount:
    """The amount; a decimal comma is a fault; refuses what is no number."""
    if told.isdecimal() and told.isascii() and len(told) <= MOST_DIGITS:
        return int(told)
    if not NUMBER.fullmatch(told):
        raise Refusal("pabulib.no_number", line=line, told=told[:40])
    if "," in told:
        faults.add(line, "pabulib.decimal_comma", told=told)
        told = told.replace(",", ".")
    return Fraction(told) if "." in told else int(told)


def scaled(amounts: Iterable[Amount]) -> int:
    """By how much all of them must be multiplied to be whole."""
    return lcm(*(amount.denominator for amount in amounts))


def whole_of(amount: Amount) -> int:
    return int(amount)
