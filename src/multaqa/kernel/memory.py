"""What is kept in the memory of each process, because it can change no more."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar

from django.core.cache import caches
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MEMORY = "memory"
MOST_KEPT = 64  # larger things, each of them for all threads

Thing = TypeVar("Thing")
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


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


def kept_here(name: str, *key: Hashable, make: Callable[[], Thing]) -> Thing:
    """The thing of that name, made once for each key: the 64 used last are kept.

    All threads get this very one, for reading only. ``key`` names all that it follows from, and
    nothing that is secret, or one person's, is in it. Two threads that miss it may both make it.
    """
    place = (name, *key)
    with _lock:
        if place in _kept:
            _kept.move_to_end(place)
            kept: Thing = _kept[place]
            return kept
    made = make()
    with _lock:
        _kept[place] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def forget_all() -> None:
    """As if the process had just begun; for tests."""
    caches[MEMORY].clear()
    with _lock:
        _kept.clear()
