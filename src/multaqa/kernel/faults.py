"""An error as a log may hold it."""

import logging
import re
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def told(error: BaseException) -> str:
    """The class of an error and the places it rose through, innermost first.

    Never its words: those of a database or a mail server repeat what a person typed.
    """
    frames = reversed(traceback.extract_tb(error.__traceback__))
    places = (f"{'/'.join(Path(at.filename).parts[-3:])}:{at.lineno} {at.name}" for at in frames)
    return " < ".join([type(error).__qualname__, *places])


class PlacesOnly(logging.Formatter):
    """Tells an error by its class and places, wherever in the house or its libraries it rose.

    An address that opens a page to whoever has it is told without what opens it: Django writes the
    path of each request that it refuses. ``hides`` names the parts of a path before such a key.
    """

    def __init__(self, fmt: str | None = None, *, hides: Iterable[str] = ()) -> None:
        super().__init__(fmt)
        names = "|".join(re.escape(name) for name in hides)
        # A key may be quoted in an address, and the slash before it too.
        pattern = rf"((?:/|%2f)(?:{names})(?:/|%2f))(?:(?!%2f)[^\s/?#&'\"])+"
        self.keys = re.compile(pattern, re.IGNORECASE) if names else None

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return self.keys.sub(r"\1…", line) if self.keys else line

    def formatException(self, ei: Fault) -> str:  # noqa: N802  logging's own name
        return told(ei[1]) if ei[1] else ""
