"""How an engine's sentence is written down in English, without Django: marked for xgettext."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence with a number in it: the fact of this name chooses the form."""

    singular: str
    plural: str
    fact: str


Phrase = str | Plural


def _(text: str) -> str:
    """Mark a sentence for xgettext, and leave it as it is."""
    return text


def ngettext_lazy(singular: str, plural: str, fact: str) -> Plural:
    """Mark a sentence with a number for xgettext, and keep both its forms."""
    return Plural(singular, plural, fact)
