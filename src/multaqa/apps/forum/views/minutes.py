"""The minutes of a draw, as PDF."""

from multaqa.apps.forum.models import Draw


def minutes_of(draw: Draw, language: str) -> bytes:
    raise LookupError(language)
