"""Finding by words, however they were typed: a column folded beforehand, every word contained."""

from collections.abc import Iterable
from typing import TypeVar

from django.core.cache import caches
from django.db.models import Model, Q, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from multaqa.kernel.arabic import fold
from multaqa.kernel.memory import MEMORY

Found = TypeVar("Found", bound=Model)

LONGEST_QUERY = 200
MOST_WORDS = 8
LEAST_LETTERS = 4  # of a word that is looked for with a wrong one
MOST_SPELLINGS = 12
WORDS_SECONDS = 300  # for so long the words of a column are remembered
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


def holding_any(
    rows: QuerySet[Found], column: str, words: Iterable[Iterable[str]]
) -> QuerySet[Found]:
    """The rows whose indexed column contains, of every word, one of its spellings.

    The first spelling as ``holding`` has it, the others as whole words.
    """
    asked = Q()
    for first, *others in words:
        one = Q(**{f"{column}__contains": first if len(first) >= SHORT else f" {first}"})
        for other in others:
            one |= Q(**{f"{column}__contains": f" {other} "})
        asked &= one
    return rows.filter(asked)


def spellings_near(word: str, name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The word itself, then the indexed words that one letter parts from it, the likeliest first.

    A letter is missing, too many, another, or two have changed places. A short word has none. The
    words of ``texts``, which ``name`` stands for, are kept in memory for some minutes: a word
    written since is found exactly at once, and nearly a little later.
    """
    if len(word) < LEAST_LETTERS:
        return (word,)
    known = _words_of_column(name, texts)
    found = process.extract(
        word, known, scorer=OSA.distance, score_cutoff=1, limit=MOST_SPELLINGS, processor=None
    )
    return (word, *(other for other, distance, _place in found if distance))


def _words_of_column(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    place = f"words:{name}"
    words: tuple[str, ...] | None = caches[MEMORY].get(place)
    if words is None:
        counted = {word for text in texts for word in text.split()}
        words = tuple(sorted(word for word in counted if len(word) >= LEAST_LETTERS - 1))
        caches[MEMORY].set(place, words, WORDS_SECONDS)
    return words
