"""All that one count of a file tells, and how its amounts are said."""

from dataclasses import dataclass
from fractions import Fraction

from multaqa.cli.language import Language
from multaqa.engines.budgeting.election import Election
from multaqa.engines.budgeting.faults import Forgiven
from multaqa.engines.budgeting.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Compared:
    """What a rule decides on these ballots, and how many voters it leaves with nothing."""

    outcome: Outcome
    without: int


@dataclass(frozen=True, slots=True)
class Story:
    """A count, and what stands beside it; the first of those compared is the count itself."""

    file: str
    election: Election
    outcome: Outcome
    compared: tuple[Compared, ...]
    forgiven: tuple[Forgiven, ...]  # of very many the first
    forgiven_count: int


def amount(story: Story, units: int | Fraction) -> int | float:
    """An amount in the currency: whole where it is whole."""
    exact = story.election.money(units)
    return int(exact) if exact.denominator == 1 else round(float(exact), 6)


def money_told(story: Story, units: int | Fraction, language: Language) -> str:
    """An amount as people write it, with its currency; two decimals where it is not whole."""
    exact = round(story.election.money(units), 2)
    text = language.number(float(exact), 0 if exact.denominator == 1 else 2)
    currency = language.clean(story.election.currency)
    return f"{text}\N{NO-BREAK SPACE}{currency}" if currency else text
