"""An error as a log may hold it."""

import logging
import traceback
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
    """Tells an error by its class and places, wherever in the house or its libraries it rose."""

    def formatException(self, ei: Fault) -> str:  # noqa: N802  logging's own name
        return told(ei[1]) if ei[1] else ""
