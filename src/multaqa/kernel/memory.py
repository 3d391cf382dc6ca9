"""Pieces of pages that are kept in memory, because nothing they show can change."""

from collections.abc import Callable, Hashable
from hashlib import sha256

from django.core.cache import caches
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MEMORY = "memory"


def remembered(name: str, *key: Hashable, make: Callable[[], SafeString]) -> SafeString:
    """The piece of that name, made once in each language for each key, and kept for an hour.

    ``key`` holds everything that the piece follows from, who may see it apart: what one person sees
    and another does not is never kept here. Each process keeps its own, the newest thousand.
    """
    told = repr((name, get_language(), *key)).encode()
    place = f"{name}:{sha256(told).hexdigest()}"
    kept: SafeString | None = caches[MEMORY].get(place)
    if kept is None:
        kept = make()
        caches[MEMORY].set(place, kept)
    return kept
