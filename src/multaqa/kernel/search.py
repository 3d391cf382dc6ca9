"""Finding by words, however they were typed: a column folded beforehand, every word contained."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from multaqa.kernel.arabic import fold

Found = TypeVar("Found", bound=Model)

LONGEST_QUERY = 200
MOST_WORDS = 8
SHORT = 3  # a shorter word would stand inside almost any other: it must begin one
# Written onto the word that they precede; the longer before those they end with.
ARTICLES = ("وال", "فال", "بال", "كال", "ولل", "ال", "لل")
# Asked or not, they tell nothing apart.
LINKS = frozenset(
    [
        "de",
        "d",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "al",
        "el",
        "et",
        "a",
        "au",
        "aux",
        "the",
        "of",
        "و",
        "في",
        "من",
    ]
)


def bare(word: str) -> str:
    """A folded word without the Arabic article written onto it, if enough of it is left."""
    for article in ARTICLES:
        if word.startswith(article) and len(word) >= len(article) + 2:
            return word.removeprefix(article)
    return word


def indexed(*texts: str | None) -> str:
    """What a searched column holds: the folded words of the texts, also without their article.

    Each once, between single spaces, a space at either end, so that the beginning of a word can be
    asked for.
    """
    words = fold(" ".join(text for text in texts if text)).split()
    both = (spelling for word in words for spelling in (word, bare(word)))
    return f" {' '.join(dict.fromkeys(both))} "


def words_of(query: str) -> list[str]:
    """The words that are looked for: folded, without articles and links, none twice.

    A query of nothing but links keeps them; what is beyond a reasonable length is left out.
    """
    words = fold(query[:LONGEST_QUERY].replace("\0", " ")).split()
    told = [bare(word) for word in words if word not in LINKS] or words
    return list(dict.fromkeys(told))[:MOST_WORDS]


def holding(rows: QuerySet[Found], column: str, words: Iterable[str]) -> QuerySet[Found]:
    """The rows whose indexed column contains every one of the words."""
    asked = Q()
    for word in words:
        asked &= Q(**{f"{column}__contains": word if len(word) >= SHORT else f" {word}"})
    return rows.filter(asked)
