"""Refusals told to a person."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Self

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django_stubs_ext import StrOrPromise

from multaqa.refusal import Refusal


class Phrases(dict[str, StrOrPromise]):
    """The sentence of each refusal's code. A code is one app's: said twice, it stops the house."""

    def __ior__(self, others: Mapping[str, StrOrPromise]) -> Self:  # type: ignore[override, misc]
        if said := self.keys() & others.keys():
            raise ValueError(f"said by two rooms: {', '.join(sorted(said))}")
        self.update(others)
        return self


PHRASES = Phrases()


def say(refusal: Refusal) -> str:
    """Tell a refusal in the reader's language."""
    return str(PHRASES[refusal.code] % refusal.facts)


@contextmanager
def refusals_on(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """Turn a refusal raised in the block into an error on ``form``, beside ``field`` if named."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(field, say(refusal))


def require(allowed: bool) -> None:
    """Stop with 403 unless ``allowed``."""
    if not allowed:
        raise PermissionDenied
